"""Routings: one draft for each item, with its operations in their order."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Names, items, parts
from dure.exchange.imports.registers import drafts
from dure.exchange.imports.registers.words import (
    APPROVERS,
    DRAFTERS,
    ITEM_NAMES,
    ITEM_TITLES,
    item_field,
    item_name_field,
    note_field,
)  # fmt: skip
from dure.exchange.imports.values import shown
from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person, WorkCenter, WorkUnit
from dure.product.models import Operation, Routing
from dure.product.names import next_revision
from dure.product.services import add_operation, add_routing, approve_routing, remove_draft_routing, set_units

FIELDS = (
    item_field(falls=True, titles=("생산품목", *ITEM_TITLES)),
    item_name_field("item_name", ITEM_NAMES, falls=True),
    Field("number", _("Operation number"), ("공정순서", "공정번호", "순서", "순번", "공정순번", "No", "seq", "operation no"), Kind.WHOLE, example="10"),
    Field("name", _("Operation"), ("공정명", "공정", "작업명", "작업내용", "operation"), is_required=True, longest=80, example="반죽"),
    Field("work_center", _("Work center"), ("작업장", "라인", "작업장명", "라인명", "공정장소", "작업장/라인", "work center", "line"), Kind.NAME, example="L1"),
    Field("units", _("Work units"), ("설비", "설비명", "설비코드", "기계", "호기", "가능설비", "machine"), Kind.WORDS, example="M1, M2"),
    Field("setup_seconds", _("Set-up (s)"), ("준비시간", "셋업시간", "교체시간", "셋업", "setup", "준비시간(분)", "준비시간(초)"), Kind.SECONDS, example="600"),
    Field("run_seconds", _("Run time (s)"), ("가공시간", "작업시간", "표준시간", "사이클타임", "C/T", "CT", "ST", "S/T", "개당시간", "cycle time", "run time", "택타임"), Kind.SECONDS, example="2.5"),
    Field("is_subcontracted", _("Subcontracted"), ("외주", "외주여부", "외주구분", "subcontract"), Kind.FLAG),
    Field("lead_time_days", _("Lead time in days"), ("외주일수", "리드타임", "소요일수"), Kind.WHOLE),
    note_field(),
)  # fmt: skip
_PLAIN = ("name", "setup_seconds", "run_seconds", "is_subcontracted", "lead_time_days", "note")


def judge(lines: Sequence[Line]) -> list[Piece]:
    known, centers, units = items(), parts(WorkCenter), parts(WorkUnit)
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line["item"] or line["item_name"] or "", []).append(line)
    return [_piece(name, group, known, centers, units) for name, group in groups.items()]


def _piece(
    name: str, lines: list[Line], known: Names[Item], centers: Names[WorkCenter], units: Names[WorkUnit]
) -> Piece:
    item = known.find(name) if name else None
    wanted: dict[int, dict[str, Any]] = {}
    first: dict[int, Line] = {}
    for at, line in enumerate(lines, start=1):
        line.label = line["name"] or ""
        if item is None:
            error = Invalid("%(field)s “%(text)s” is not registered.", field=_("Item code"), text=name)
            line.refuse("item", error, known.near(name) if name else "")
        number = line["number"] if line["number"] is not None else at * 10
        if number in first:
            line.refuse("number", Invalid("Row %(row)s has this number too.", row=first[number].number))
        first[number] = line
        wanted[number] = _values(line, centers, units)
    piece = Piece(lines, partial(_write, item, wanted, "A"))
    if item is not None and not piece.is_wrong:
        _compare(piece, item, wanted, first)
    return piece


def _values(line: Line, centers: Names[WorkCenter], units: Names[WorkUnit]) -> dict[str, Any]:
    values = line.given(*_PLAIN)
    center = centers.take(line, "work_center", _("Work center"))
    machines = []
    for word in line["units"] or ():
        machine = units.find(word)
        if machine is None:
            error = Invalid("%(field)s “%(text)s” is not registered.", field=_("Work unit"), text=word)
            line.refuse("units", error, units.near(word))
        else:
            machines.append(machine)
    if center is None and machines:
        center = machines[0].work_center
    if center is None and not values.get("is_subcontracted"):
        line.refuse("work_center", Invalid("Say where it is done, or that it is subcontracted."))
    return values | {"work_center": center, "units": machines}


def _compare(piece: Piece, item: Item, wanted: dict[int, dict[str, Any]], lines: Mapping[int, Line]) -> None:
    latest = Routing.objects.filter(item=item).exclude(status="retired").order_by("-valid_from", "-pk").first()
    if latest is None:
        return
    standing = {one.number: one for one in latest.operations.select_related("work_center")}
    for number, line in lines.items():
        before = standing.get(number)
        for name, value in wanted[number].items():
            old = None if before is None else _standing(before, name)
            if before is None or old != value:
                line.changes.append(Change(name, _names(old), _names(value)))
    gone = standing.keys() - lines.keys()
    if gone:
        names = ", ".join(str(standing[number]) for number in sorted(gone))
        piece.lines[-1].changes.append(Change("name", names, ""))
    is_same = not any(line.changes for line in piece.lines)
    for line in piece.lines:
        line.outcome = Outcome.SAME if is_same else Outcome.CHANGE
    if not is_same:
        last = Routing.objects.filter(item=item).order_by("-pk").values_list("revision", flat=True)[0]
        piece.write = partial(_write, item, wanted, next_revision(last))


def _standing(operation: Operation, name: str) -> Any:
    if name == "units":
        return [one.work_unit for one in operation.units.select_related("work_unit").order_by("preference")]
    return getattr(operation, name)


def _names(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else shown(value)


def _write(item: Item, wanted: Mapping[int, Mapping[str, Any]], revision: str, by: Person) -> Routing:
    routing = add_routing(item=item, valid_from=timezone.localdate(clock.now()), by=by, revision=revision)
    for number, values in sorted(wanted.items()):
        plain = {name: value for name, value in values.items() if name not in ("units", "name")}
        operation = add_operation(routing=routing, number=number, name=values["name"], by=by, **plain)
        if values["units"]:
            set_units(operation=operation, units=[(unit, {}) for unit in values["units"]], by=by)
    return routing


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    drafts.take_back(made, Routing, lambda row: remove_draft_routing(routing=row, by=by))


def approve(made: Sequence[Mapping[str, Any]], by: Person) -> int:
    return drafts.put_in_force(made, Routing, lambda row: approve_routing(routing=row, by=by))


def export() -> Iterable[Mapping[str, Any]]:
    newest: dict[int, int] = {}
    for routing in Routing.objects.exclude(status="retired").order_by("valid_from", "pk"):
        newest[routing.item_id] = routing.pk
    rows = Operation.objects.filter(routing__in=newest.values()).select_related("routing__item", "work_center")
    for one in rows.prefetch_related("units__work_unit").order_by("routing__item__code", "number"):
        row = {name: getattr(one, name) for name in (*_PLAIN, "number")}
        yield row | {
            "item": one.routing.item.code,
            "item_name": one.routing.item.name,
            "work_center": one.work_center.code if one.work_center else None,
            "units": [unit.work_unit.code for unit in one.units.all()],
        }


ROUTINGS = Register(
    "routings", _("Routings"), _("The operations of each item with work center and times. Each becomes a draft to be approved."),
    "order", DRAFTERS, FIELDS, judge, export, {}, undo, approve,
    needs=(("item", "item_name"), ("name",)), approvers=APPROVERS, address="product:routing",
)  # fmt: skip
