"""Places of stock: stores with their shelves."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Change, Line, Outcome, Piece
from dure.exchange.imports.registers.words import EDITORS
from dure.exchange.imports.values import compare
from dure.exchange.sheets.words import key
from dure.inventory.models import Location
from dure.inventory.services import add_location, change_location
from dure.kernel.errors import Invalid
from dure.plant.models import Person

KINDS = {
    "stock": ("재고", "창고", "자재창고", "제품창고", "보관", "일반", "stock", "store", "warehouse"),
    "quarantine": ("검사대기", "격리", "보류", "검사대기장", "부적합", "quarantine"),
}
FIELDS = (
    Field("code", _("Place code"), ("창고코드", "위치코드", "로케이션", "로케이션코드", "코드", "location code", "location"), Kind.CODE, longest=40,
          is_required=True, example="COLD-A1"),
    Field("own_name", _("Place"), ("창고명", "위치명", "장소", "장소명", "이름", "창고", "명칭", "location name"), longest=80, example="냉장창고 A열 1단"),
    Field("kind", _("Kind of place"), ("구분", "창고구분", "종류", "유형", "kind", "type"), Kind.CHOICE, choices=KINDS),
    Field("parent", _("Inside"), ("상위창고", "상위", "상위위치", "소속창고", "소속", "inside", "parent"), Kind.NAME, longest=80, example="COLD"),
    Field("is_active", _("In use"), ("사용여부", "사용유무", "사용", "active"), Kind.FLAG),
)  # fmt: skip
_PLAIN = ("own_name", "kind", "is_active")


class _Known:
    """Places that stand and those of the sheet, by code and name."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.rows = {row.code: row for row in Location.objects.filter(kind__in=list(KINDS)).select_related("parent")}
        self.others = set(Location.objects.exclude(kind__in=list(KINDS)).values_list("code", flat=True))
        self._codes: dict[str, str] = {}
        for row in self.rows.values():
            self._add(row.code, row.own_name)
        for line in lines:
            if line["code"]:
                self._add(line["code"], line["own_name"] or "")

    def _add(self, code: str, name: str) -> None:
        self._codes[key(code)] = code
        if name:
            self._codes.setdefault(key(name), code)

    def code(self, text: str) -> str | None:
        return self._codes.get(key(text))


def judge(lines: Sequence[Line]) -> list[Piece]:
    known, seen = _Known(lines), dict[str, Line]()
    above = {line["code"]: known.code(line["parent"]) for line in lines if line["code"] and line["parent"]}
    pieces = [_piece(line, known, seen) for line in lines]
    # What is inside another one is written after it.
    return sorted(pieces, key=lambda piece: _depth(piece.lines[0]["code"], above))


def _depth(code: str | None, above: Mapping[str, str | None]) -> int:
    way: list[str] = []
    while code is not None and code in above and code not in way:
        way.append(code)
        code = above[code]
    return len(way)


def _piece(line: Line, known: _Known, seen: dict[str, Line]) -> Piece:
    code = line["code"] or ""
    line.label = line["own_name"] or code
    first = seen.setdefault(code, line)
    if code and first is not line:
        line.refuse("code", Invalid("Row %(row)s has this code too.", row=first.number), act=Act.LEAVE)
    if code in known.others:
        line.refuse("code", Invalid("This place is one outside the stock."))
    values, parent = line.given(*_PLAIN), None
    if line["parent"] is not None:
        parent = known.code(line["parent"])
        if parent is None or parent == code:
            error = Invalid("%(field)s “%(text)s” is not registered.", field=_("Inside"), text=line["parent"])
            line.refuse("parent", error)
    row = known.rows.get(code)
    if row is None:
        return Piece([line], partial(_add, {"code": code, **values}, parent))
    different = compare(line, row, values)
    before = row.parent.code if row.parent else ""
    if parent is not None and parent != before:
        line.changes.append(Change("parent", before, parent))
        line.outcome = Outcome.CHANGE
    return Piece([line], partial(_change, row, different, parent))


def _add(values: Mapping[str, Any], parent: str | None, by: Person) -> Location:
    above = Location.objects.get(code=parent) if parent else None
    return add_location(by=by, parent=above, **values)


def _change(row: Location, values: Mapping[str, Any], parent: str | None, by: Person) -> Location:
    above = {"parent": Location.objects.get(code=parent)} if parent else {}
    return change_location(row=Location.objects.select_for_update().get(pk=row.pk), by=by, **values, **above)


def export() -> Iterable[Mapping[str, Any]]:
    for row in Location.objects.filter(kind__in=list(KINDS)).select_related("parent").order_by("code"):
        told = {name: getattr(row, name) for name in (*_PLAIN, "code")}
        yield told | {"parent": row.parent.code if row.parent else None}


PLACES = Register(
    "places", _("Places of stock"), _("Stores, shelves and places of goods that wait for a check."), "tree", EDITORS,
    FIELDS, judge, export, {"Location": Location}, needs=(("code",),), address="inventory:location",
)  # fmt: skip
