"""Work standards from the tables that firms keep them in: rows of one operation, each a step, a condition, a check or
a hazard, or several of them side by side. Each standard becomes a draft."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Line, Outcome, Piece
from dure.exchange.imports.lookups import Names, items, parts
from dure.exchange.imports.registers import drafts
from dure.exchange.imports.registers.prices import item_of
from dure.exchange.imports.registers.words import ITEM_TITLES, STANDARD_WRITERS, item_name_field
from dure.exchange.sheets.words import key
from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.product.models import (
    Operation,
    StandardCheck,
    StandardHazard,
    StandardLimit,
    StandardStep,
    StandardVersion,
    WorkStandard,
)
from dure.product.services import add_part, add_standard, change_version, remove_draft_standard

GEAR = {
    "helmet": ("안전모", "helmet"), "glasses": ("보안경", "safety glasses"), "ears": ("귀마개", "귀덮개", "ear protection"),
    "mask": ("마스크", "방진마스크", "mask"), "gloves": ("장갑", "보호장갑", "안전장갑", "gloves"),
    "shoes": ("안전화", "safety shoes"), "apron": ("앞치마", "apron"), "harness": ("안전대", "안전벨트", "harness"),
}  # fmt: skip
FIELDS = (
    Field("item", _("Item code"), ITEM_TITLES, Kind.NAME, example="N-200"),
    item_name_field(),
    Field("operation", _("Operation"), ("공정번호", "공정순서", "공정", "공정명", "공정코드", "작업공정", "operation"), Kind.NAME, example="20",
          help=_("Its number in the routing, or its name.")),
    Field("work_unit", _("Work unit"), ("설비", "설비명", "설비코드", "기계", "호기", "machine"), Kind.NAME),
    Field("number", _("Number of the standard"), ("표준번호", "문서번호", "관리번호", "작업표준번호", "document no"), Kind.CODE, longest=40),
    Field("title", _("Title"), ("표준명", "작업표준명", "작업명", "제목", "문서명", "title"), longest=120, example="200 g 포장"),
    Field("step", pgettext_lazy("work standard", "What to do"), ("작업내용", "작업순서", "작업방법", "작업단계", "요소작업", "내용", "작업순서및방법", "step"), example="필름을 롤에 건다"),
    Field("key_point", _("Key point"), ("핵심포인트", "급소", "포인트", "관리포인트", "작업요령", "중점사항", "key point")),
    Field("reason", _("Why"), ("이유", "급소의이유", "사유", "reason")),
    Field("limit", _("Condition"), ("작업조건", "조건", "관리항목", "조건항목", "공정조건", "condition"), longest=80, example="실링 온도"),
    Field("limit_unit", _("Unit of the condition"), ("조건단위", "단위", "unit"), longest=30, example="℃"),
    Field("lower", _("Lower limit"), ("하한", "하한값", "최소", "최소값", "규격하한", "min", "LSL"), Kind.NUMBER, places=6, least=None, example="170"),
    Field("target", _("Target"), ("목표", "목표값", "기준", "기준값", "설정값", "중심값", "target"), Kind.NUMBER, places=6, least=None),
    Field("upper", _("Upper limit"), ("상한", "상한값", "최대", "최대값", "규격상한", "max", "USL"), Kind.NUMBER, places=6, least=None, example="190"),
    Field("check", _("What is checked"), ("점검항목", "확인항목", "검사항목", "자주검사항목", "확인사항", "check"), longest=200),
    Field("method", _("How it is checked"), ("점검방법", "확인방법", "검사방법", "측정방법", "method"), longest=120),
    Field("frequency", _("How often"), ("주기", "점검주기", "검사주기", "확인주기", "빈도", "frequency"), longest=60),
    Field("hazard", _("Hazard"), ("위험요인", "위험", "유해위험요인", "안전사항", "hazard"), longest=200),
    Field("prevention", _("How to prevent it"), ("예방대책", "안전대책", "대책", "예방", "prevention"), longest=200),
    Field("tools", _("Tools"), ("공구", "치공구", "지그", "사용공구", "치구", "tools"), Kind.WORDS),
    Field("gear", _("Protective gear"), ("보호구", "안전보호구", "개인보호구", "gear"), Kind.WORDS, choices=GEAR),
    Field("seconds", _("Standard time"), ("표준시간", "표준시간(초)", "작업시간", "C/T", "C/T(초)", "standard time"), Kind.SECONDS),
)  # fmt: skip
_PARTS: Mapping[str, tuple[type[Any], Mapping[str, str]]] = {
    "step": (StandardStep, {"step": "text", "key_point": "key_point", "reason": "reason"}),
    "limit": (
        StandardLimit,
        {"limit": "name", "limit_unit": "unit", "lower": "lower", "target": "target", "upper": "upper"},
    ),
    "check": (StandardCheck, {"check": "text", "method": "method", "frequency": "frequency"}),
    "hazard": (StandardHazard, {"hazard": "text", "prevention": "prevention"}),
}
"""Field that makes a part → its table, and field → what it is called there."""


_OF = ("item", "item_name", "operation", "work_unit")


class _Target(NamedTuple):
    """What a standard is of: ids, so that it compares with those that stand."""

    item: int | None
    operation: int | None
    work_unit: int | None


class _Known:
    """What standards are read against, once."""

    def __init__(self) -> None:
        self.items, self.units = items(), parts(WorkUnit)
        self.operations: dict[int, dict[str, int]] = {}
        for one in Operation.objects.exclude(routing__status="retired").select_related("routing").order_by("routing"):
            names = self.operations.setdefault(one.routing.item_id, {})
            names |= {key(one.name): one.number, str(one.number): one.number}
        rows = WorkStandard.objects.all()
        self.numbers = {row.number: row for row in rows}
        self.standing = {
            _Target(row.item_id, row.operation_number, row.work_unit_id): row for row in rows if row.is_active
        }
        self.seen: dict[_Target, Line] = {}


def judge(lines: Sequence[Line]) -> list[Piece]:
    known = _Known()
    return [_piece(group, known) for group in _groups(lines)]


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    """Rows of one standard: those under its first one that say nothing else of what it is of.

    Where only the operation is another one, the item is that of the rows above, as under a merged cell.
    """
    groups: list[list[Line]] = []
    current: dict[str, str] = {}
    for line in lines:
        own = line.given(*_OF)
        if groups and all(current.get(name) == text for name, text in own.items()):
            groups[-1].append(line)
            continue
        if own.keys() <= {"operation", "work_unit"} and "operation" in own:
            own |= {name: current[name] for name in ("item", "item_name") if name in current}
        current = own
        line.values |= own
        groups.append([line])
    return groups


def _piece(lines: list[Line], known: _Known) -> Piece:
    first = lines[0]
    piece = Piece(lines, lambda _by: None)
    item = item_of(first, known.items) if first["item"] or first["item_name"] else None
    unit = known.units.take(first, "work_unit", _("Work unit"))
    number = _operation(first, item, known)
    title = first["title"] or " ".join(filter(None, [item and item.name, _named(first), unit and unit.name]))
    for line in lines:
        line.label = title
        _check(line)
    if not first.is_wrong and (item is None or number is None) and unit is None:
        first.refuse("operation", Invalid("Say which operation of which item, or which work unit."))
    if piece.is_wrong:
        return piece
    target = _Target(item.pk if item else None, number, unit.pk if unit else None)
    content = _content(lines)
    _compare(lines, known, target, content)
    own = {"item": item, "operation_number": number, "work_unit": unit}
    own |= {"title": title[:120], "number": first["number"] or ""}
    piece.write = partial(_write, own, _head(lines), content)
    return piece


def _named(line: Line) -> str:
    return "" if (line["operation"] or "").isdecimal() else line["operation"] or ""


def _operation(line: Line, item: Item | None, known: _Known) -> int | None:
    """The number of the operation: as it is written, or by its name in the item's routing."""
    text = line["operation"]
    if text is None or item is None:
        return None
    there = known.operations.get(item.pk, {})
    found = there.get(key(text))
    if found is None and text.isdecimal():
        return int(text)
    if found is None:
        error = Invalid("%(field)s “%(text)s” is not registered.", field=_("Operation"), text=text)
        line.refuse("operation", error, Names(there, str, lambda one: (one,)).near(key(text)))
    return found


def _check(line: Line) -> None:
    limits = [line[name] for name in ("lower", "target", "upper") if line[name] is not None]
    if limits != sorted(limits):
        line.refuse("lower", Invalid("Lower limit, target and upper limit must rise."))
    if line["limit"] and not limits:
        line.refuse("target", Invalid("A condition needs a limit or a target."))
    if limits and not line["limit"]:
        line.refuse("limit", Invalid("%(field)s is missing.", field=_("Condition")))


Content = dict[str, list[dict[str, Any]]]


def _content(lines: Sequence[Line]) -> Content:
    """The parts that rows say, in their order: field that makes them → values."""
    found: Content = {}
    for main, (_table, names) in _PARTS.items():
        rows = [
            {to: line[name] for name, to in names.items() if line[name] is not None} for line in lines if line[main]
        ]
        found[main] = rows
    return found


def _head(lines: Sequence[Line]) -> dict[str, Any]:
    values: dict[str, Any] = {name: _once(lines, name) for name in ("tools", "gear")}
    seconds = next((line["seconds"] for line in lines if line["seconds"] is not None), None)
    return {name: value for name, value in (values | {"standard_seconds": seconds}).items() if value}


def _once(lines: Sequence[Line], name: str) -> list[str]:
    return list(dict.fromkeys(word for line in lines for word in line[name] or ()))


def _compare(lines: Sequence[Line], known: _Known, target: _Target, content: Content) -> None:
    """One that stands is the same, or is written anew on its page: versions there are read, approved and signed."""
    first, row = lines[0], known.standing.get(target)
    before = known.seen.setdefault(target, first)
    if before is not first:
        first.refuse("", Invalid("Row %(row)s is of the same operation.", row=before.number))
    taken = known.numbers.get(first["number"] or "")
    if row is None and taken is not None:
        first.refuse("number", Conflict("%(name)s has this number already.", name=str(taken)))
    if row is None:
        return
    if not _same(content, content_of(row.versions.order_by("number").last())):
        first.refuse("", Conflict("There is a work standard for this already: %(name)s.", name=str(row)))
        return
    for line in lines:
        line.outcome = Outcome.SAME


def _same(one: Content, other: Content) -> bool:
    return all(
        [{k: v for k, v in row.items() if v not in (None, "")} for row in one[main]]
        == [{k: v for k, v in row.items() if v not in (None, "")} for row in other[main]]
        for main in _PARTS
    )


def content_of(version: StandardVersion | None) -> Content:
    return _contents([] if version is None else [version.pk])[version.pk if version else None]


def _contents(versions: Sequence[int]) -> Mapping[int | None, Content]:
    """Version → its steps, conditions, checks and hazards. One query for each of these, however many versions."""
    found: dict[int | None, Content] = defaultdict(lambda: {main: [] for main in _PARTS})
    for main, (table, names) in _PARTS.items():
        rows = table.objects.filter(version__in=versions).order_by("position", "id")
        for version, *values in rows.values_list("version_id", *names.values()):
            found[version][main].append(dict(zip(names.values(), values, strict=True)))
    return found


def _write(own: Mapping[str, Any], head: Mapping[str, Any], content: Content, by: Person) -> StandardVersion:
    version = add_standard(by=by, **own)
    if head:
        change_version(version=version, by=by, **head)
    for main, rows in content.items():
        for values in rows:
            add_part(version=version, part=_PARTS[main][0], by=by, **values)
    return version


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    drafts.take_back(made, StandardVersion, lambda row: remove_draft_standard(version=row, by=by))


def export() -> Iterable[Mapping[str, Any]]:
    rows = WorkStandard.objects.filter(is_active=True).select_related("item", "work_unit").order_by("number")
    newest = {one.standard_id: one for one in StandardVersion.objects.filter(standard__in=rows).order_by("number")}
    contents = _contents([one.pk for one in newest.values()])
    for row in rows:
        version = newest.get(row.pk)
        content = contents[version.pk if version else None]
        told: dict[str, Any] = {
            "item": row.item.code if row.item else None,
            "item_name": row.item.name if row.item else None,
            "operation": row.operation_number,
            "work_unit": row.work_unit.code if row.work_unit else None,
            "number": row.number,
            "title": row.title,
        }
        if version is not None:
            told |= {"tools": version.tools, "gear": version.gear, "seconds": version.standard_seconds}
        for at in range(max([1, *map(len, content.values())])):
            line = dict(told)
            for main, (_table, names) in _PARTS.items():
                if at < len(content[main]):
                    line |= {name: content[main][at][to] for name, to in names.items()}
            yield line
            told |= {"tools": None, "gear": None, "seconds": None}


STANDARDS = Register(
    "standards", _("Work standards"), _("Steps, conditions, checks and hazards of operations. Each standard becomes a draft."), "list", STANDARD_WRITERS,
    FIELDS, judge, export, {}, undo, needs=(("step", "limit", "check", "hazard"),), address="product:standard",
)  # fmt: skip
