"""Who may open which page of Excel imports, and what an honest request gets."""

import io
from typing import Any

from openpyxl import Workbook

from dure.exchange.imports import services, writing
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.access.table import BAD, EDITORS, Row, deed, form, page

IMPORTERS = EDITORS | {Role.MENTOR, Role.QUALITY}
"""Of some register at least."""
OWNERS = EDITORS | {Role.OWNER}
ROWS: dict[str, Row] = {
    "imports": page(IMPORTERS),
    "import-new": deed(IMPORTERS, data={"register": "items"}, status_post=BAD),
    "import-template": page(EDITORS, "items"),
    "import-standing": page(EDITORS, "items"),
    "import": page(OWNERS | {Role.MENTOR}, "written_boms"),
    "import-progress": page(EDITORS, "tried"),
    "import-table": form(EDITORS, "tried", data={"sheet": "Sheet"}),
    "import-columns": form(EDITORS, "tried", data={"column-0": "code", "column-1": "name"}),
    "import-rows": page(EDITORS, "tried"),
    "import-cell": deed(EDITORS, "tried", data={"number": "2", "cell-name": "볼트", "was-name": ""}),
    "import-proposal": deed(EDITORS, "tried", data={"number": "3", "at": "0"}),
    "import-leave": deed(EDITORS, "tried", data={"number": "2", "left_out": "1"}),
    "import-again": deed(EDITORS, "tried"),
    "import-write": deed(EDITORS, "tried", data={"which": "good"}),
    "import-resume": deed(EDITORS, "tried"),
    "import-undo": deed(EDITORS, "written"),
    "import-approve": deed(OWNERS, "written_boms", data={}),
    "import-discard": deed(EDITORS, "tried"),
    "import-file": page(EDITORS, "tried"),
    "import-fixes": page(EDITORS, "tried"),
}
NOT_THEIRS: dict[Role, frozenset[str]] = {
    Role.OFFICE: frozenset({"import", "import-approve"}),
    Role.MENTOR: frozenset(ROWS) - {"imports", "import-new", "import"},
    Role.QUALITY: frozenset(ROWS) - {"imports", "import-new"},
}
"""Addresses that a role may open for other registers than the one that the row is of: the office has nothing to do
with bills of materials, a mentor only with drafts, quality only with work standards."""


def make(chief: Person) -> dict[str, Any]:
    """An import of items that was tried, one that is written, and one of bills of materials."""
    tried = _tried(chief, "items", [("코드", "품명", "안전재고"), ("T-1", "볼트", 5), ("T-2", "너트", "l0")])
    written = _tried(chief, "items", [("코드", "품명"), ("W-1", "판"), ("W-2", "틀")])
    writing.write(written, chief, only_good=False)
    boms = _tried(chief, "boms", [("모품번", "자품번", "소요량"), ("W-2", "W-1", 2)])
    writing.write(boms, chief, only_good=False)
    return {"tried": tried, "written": written, "written_boms": boms}


def _tried(by: Person, register: str, rows: list[tuple[object, ...]]) -> int:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    row = services.take_file(name="a.xlsx", data=out.getvalue(), register_name=register, by=by)
    row = services.choose_layout(row=row, sheet=row.sheet, header=None)
    services.match_columns(row=row, fields={one["at"]: one["field"] for one in row.columns}, by=by)
    return row.pk
