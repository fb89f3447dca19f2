"""Reasons of stops in their groups, as the plant's own list has them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Change, Line, Outcome, Piece
from dure.exchange.sheets.words import key
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import CODE, Person
from dure.plant.roles import Role
from dure.production.models import DowntimeReason
from dure.production.services import remove_downtime_reason, save_downtime_reason

KEEPERS = frozenset({Role.SUPERVISOR, Role.MAINTENANCE, Role.ADMINISTRATOR})
"""The same who edit the list on its page."""
KINDS = {
    "unplanned": ("비계획", "비계획정지", "돌발", "돌발정지", "고장", "unplanned"),
    "planned": ("계획", "계획정지", "휴지", "planned"),
    "setup": ("준비", "준비교체", "교체", "품종교체", "셋업", "set-up", "setup"),
}
FIELDS = (
    Field("group", _("Group"), ("대분류", "구분", "그룹", "분류", "group"), longest=60, falls=True, example="설비고장"),
    Field("code", _("Code"), ("코드", "사유코드", "비가동코드", "정지코드", "code"), Kind.CODE, longest=20, example="E-01",
          help=_("Empty: found by name, else the next one.")),
    Field("name", _("Reason"), ("사유", "비가동사유", "정지사유", "비가동명", "소분류", "내용", "항목", "사유명", "reason"), longest=60, is_required=True,
          example="모터 고장"),
    Field("kind", _("Kind"), ("유형", "종류", "정지구분", "계획구분", "비가동유형", "kind"), Kind.CHOICE, choices=KINDS, example="비계획"),
)  # fmt: skip


class _Known:
    """The list as it stands, and the codes of the sheet."""

    def __init__(self, lines: Sequence[Line]) -> None:
        rows = list(DowntimeReason.objects.select_related("parent").order_by("pk"))
        self.by_code = {one.code.casefold(): one for one in rows}
        self.by_name = {(key(one.parent.name) if one.parent else "", key(one.name)): one for one in rows}
        self.taken = {one.code for one in rows} | {line["code"] for line in lines if line["code"]}
        self.seen: dict[str, Line] = {}

    def next_code(self, head: str) -> str:
        """The next free code that begins so."""
        number = 1
        while f"{head}{number:02}" in self.taken:
            number += 1
        self.taken.add(f"{head}{number:02}")
        return f"{head}{number:02}"

    def group(self, name: str) -> DowntimeReason | None:
        return self.by_name.get(("", key(name)))


def judge(lines: Sequence[Line]) -> list[Piece]:
    known = _Known(lines)
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line["group"] or ""), []).append(line)
    return [_piece(group, known) for group in groups.values()]


def _piece(lines: list[Line], known: _Known) -> Piece:
    """A group with its reasons: without the one the others would hang nowhere."""
    name = lines[0]["group"] or ""
    above = known.group(name) if name else None
    wishes = []
    for line in lines:
        line.label = line["name"] or ""
        row = _existing(line, known)
        kind = line["kind"] or (row.kind if row else above.kind if above else "unplanned")
        _check(line, row, known)
        code = line["code"] or (row.code if row else known.next_code("S") if not line.is_wrong else "")
        _compare(line, row, {"code": code, "name": line["name"] or "", "kind": kind, "group": name})
        if line.outcome is not Outcome.SAME:
            wishes.append((row.pk if row else None, code, line["name"], kind))
    # A new group is of the kind that most of its reasons are of.
    kinds = [kind for _pk, _code, _name, kind in wishes]
    piece, group = Piece(lines, lambda _by: None), None
    if name and kinds and not piece.is_wrong:
        group = (name, known.next_code("G") if above is None else "", max(kinds, key=kinds.count))
    piece.write = partial(_write, piece, group, wishes)
    return piece


def _existing(line: Line, known: _Known) -> DowntimeReason | None:
    if line["code"]:
        return known.by_code.get(line["code"].casefold())
    return known.by_name.get((key(line["group"] or ""), key(line["name"] or "")))


def _check(line: Line, row: DowntimeReason | None, known: _Known) -> None:
    code = line["code"]
    if code and not CODE.regex.match(code):
        line.refuse("code", Invalid("Use letters, digits, dot, hyphen or underscore."),
                    "".join(sign for sign in code if sign.isalnum() or sign in ".-_"))  # fmt: skip
    if row is not None and line["group"] and row.parent is None and key(row.name) != key(line["group"]):
        line.refuse("group", Invalid("%(name)s is a group itself.", name=row.name), "-")
    own = code.casefold() if code else f"{key(line['group'] or '')}|{key(line['name'] or '')}"
    first = known.seen.setdefault(own, line)
    if first is not line:
        line.refuse("code" if code else "name", Invalid("Row %(row)s is the same reason.", row=first.number),
                    act=Act.LEAVE)  # fmt: skip


def _compare(line: Line, row: DowntimeReason | None, wanted: Mapping[str, str]) -> None:
    if row is None:
        return
    facts = _facts(row)
    line.changes.extend(
        Change(name, facts[name], value)
        for name, value in wanted.items()
        if facts[name] != value and not (name == "group" and not value)
    )
    line.outcome = Outcome.CHANGE if line.changes else Outcome.SAME


def _facts(row: DowntimeReason) -> dict[str, str]:
    return {"code": row.code, "name": row.name, "kind": row.kind, "group": row.parent.name if row.parent else ""}


def _write(
    piece: Piece, group: tuple[str, str, str] | None, wishes: Sequence[tuple[int | None, str, str, str]], _by: Person
) -> DowntimeReason:
    """The group first. What each was before is kept with the piece, to take it back."""
    made: list[dict[str, Any]] = []
    above, row = None, None
    if group is not None:
        above = DowntimeReason.objects.filter(parent=None, name=group[0]).first()
        if above is None:
            above = row = save_downtime_reason(code=group[1], name=group[0], kind=group[2], parent=None)
            made.append({"pk": row.pk, "before": None, "after": _facts(row)})
    for pk, code, name, kind in wishes:
        standing = DowntimeReason.objects.select_related("parent").get(pk=pk) if pk else None
        before = _facts(standing) | {"parent": standing.parent_id} if standing else None
        parent = above or (standing.parent if standing else None)
        row = save_downtime_reason(code=code, name=name, kind=kind, parent=parent, reason_id=pk)
        made.append({"pk": row.pk, "before": before, "after": _facts(row)})
    piece.kept = {"made": made}
    assert row is not None, "a piece without work isn't written"
    return row


def undo(made: Sequence[Mapping[str, Any]], _by: Person) -> None:
    """New ones are removed, changed ones are as they were. Raises Conflict for one used or changed since."""
    for one in reversed([one for piece in made for one in piece["made"]]):
        row = DowntimeReason.objects.select_for_update(of=("self",)).select_related("parent").get(pk=one["pk"])
        if _facts(row) != one["after"] or not row.is_active:
            raise Conflict("%(name)s was changed again meanwhile.", name=str(row))
        before = one["before"]
        if before is None:
            if not remove_downtime_reason(reason_id=row.pk):
                raise Conflict("%(name)s is used already.", name=str(row))
            continue
        parent = DowntimeReason.objects.get(pk=before["parent"]) if before["parent"] else None
        save_downtime_reason(
            code=before["code"], name=before["name"], kind=before["kind"], parent=parent, reason_id=row.pk
        )


def export() -> Iterable[Mapping[str, Any]]:
    """Reasons under their groups; a group alone where nothing is below it."""
    rows = DowntimeReason.objects.filter(is_active=True, children=None).select_related("parent")
    for one in rows.order_by("parent__sort_order", "parent__code", "sort_order", "code"):
        yield _facts(one) | {"group": one.parent.name if one.parent else None}


STOP_REASONS = Register(
    "stop-reasons", _("Reasons of stops"), _("Why machines stand still, in groups: what people choose on the tablet."), "pause",
    KEEPERS, FIELDS, judge, export, {}, undo, needs=(("name",),),
)  # fmt: skip
