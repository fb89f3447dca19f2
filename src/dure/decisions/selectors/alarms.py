"""The list of alarms, the journal, and how much they ask of people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from dure.decisions.alarming import HIDDEN, ON_LIST, TO_ACKNOWLEDGE, Happening, State
from dure.decisions.burden import Burden, Ring, Standing, burden
from dure.decisions.models import Alarm, AlarmRecord, AlarmRule
from dure.plant.models import WorkUnit

_RELATED = ("rule__signal__work_unit", "rule__work_unit", "rule__behind", "rule__owner", "acknowledged_by")


def on_list() -> QuerySet[Alarm]:
    """What calls for somebody: what nobody has acknowledged first, then by priority, the newest first."""
    waits = Case(When(state__in=TO_ACKNOWLEDGE, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Alarm.objects.filter(state__in=ON_LIST, rule__is_active=True).select_related(*_RELATED)
    return rows.annotate(waits=waits).order_by("waits", "rule__priority", "-since", "pk")


@dataclass(frozen=True, slots=True)
class Group:
    """Alarms of one work unit that stand at once, or one alarm alone. first: the one that rang first, where there are
    several: what came behind it often follows from it (first-out, ISA-18.2). waiting: those that nobody has
    acknowledged."""

    unit: WorkUnit | None
    rows: list[Alarm]
    first: Alarm | None
    waiting: list[int]


def groups(rows: Sequence[Alarm]) -> list[Group]:
    """Each where the first of its rows stands in the list; without a query."""
    together: dict[tuple[str, int], list[Alarm]] = defaultdict(list)
    for row in rows:
        unit = row.rule.unit_id
        together["alarm" if unit is None else "unit", row.pk if unit is None else unit].append(row)
    return [_group(found) for found in together.values()]


def _group(rows: list[Alarm]) -> Group:
    raised = [row for row in rows if row.raised_at is not None]
    first = min(raised, key=lambda row: (row.raised_at, row.pk)) if len(rows) > 1 and raised else None
    waiting = [row.pk for row in rows if row.letter_state in TO_ACKNOWLEDGE]
    return Group(rows[0].rule.unit, rows, first, waiting)


def hidden() -> QuerySet[Alarm]:
    """Shelved, suppressed by design and out of service, of rules in use."""
    rows = Alarm.objects.filter(state__in=HIDDEN, rule__is_active=True).select_related(*_RELATED)
    return rows.order_by("state", "rule__priority", "rule__name")


def waiting_count() -> int:
    """Alarms that nobody has acknowledged."""
    return Alarm.objects.filter(state__in=TO_ACKNOWLEDGE, rule__is_active=True).count()


def alarm_of(rule_id: int) -> Alarm | None:
    return Alarm.objects.filter(pk=rule_id).select_related(*_RELATED).first()


def journal(
    *, rule: int | None = None, happening: str = "", words: str = "", since: datetime | None = None
) -> QuerySet[AlarmRecord]:
    """The newest first."""
    rows = AlarmRecord.objects.select_related("rule__signal__work_unit", "rule__work_unit", "by")
    if rule is not None:
        rows = rows.filter(rule=rule)
    if happening == "rings":
        rows = rows.filter(rings=True)
    elif happening:
        rows = rows.filter(happening=happening)
    for word in words.split():
        rows = rows.filter(Q(rule__name__icontains=word) | Q(note__icontains=word))
    return rows if since is None else rows.filter(at__gte=since)


@dataclass(frozen=True, slots=True)
class Report:
    """How much the alarms asked in a period; rules: those that its parts name, by number."""

    start: datetime
    end: datetime
    burden: Burden
    rules: dict[int, AlarmRule]


def report(*, start: datetime, end: datetime, positions: int = 1) -> Report:
    """The figures of ISA-18.2 for [start, end). Three queries."""
    rang = AlarmRecord.objects.filter(rings=True, at__gte=start, at__lt=end).order_by("at", "pk")
    rings = [Ring(*row) for row in rang.values_list("rule_id", "at", "priority")]
    found = burden(rings, standing_between(start, end), start=start, end=end, positions=positions)
    named = {one.rule for one in found.frequent} | set(found.chattering) | set(found.stale)
    return Report(start, end, found, AlarmRule.objects.in_bulk(named))


_BEGINS = (State.UNACKED.value,)
_OVER = [state.value for state in State if state not in (State.UNACKED, State.ACKED)]
KEPT_BEFORE = timedelta(days=60)
"""How far before a period a raising is looked for that still stands in it."""


def standing_between(start: datetime, end: datetime) -> list[Standing]:
    """From when to when alarms stood on the list with their condition on. One query."""
    rows = AlarmRecord.objects.filter(at__gte=start - KEPT_BEFORE, at__lt=end).exclude(
        happening__in=[Happening.COMMENTED.value, Happening.ACKNOWLEDGED.value]
    )
    return _stood(list(rows.order_by("rule_id", "at", "pk").values_list("rule_id", "at", "state")), start)


def _stood(rows: Sequence[tuple[int, datetime, str]], start: datetime) -> list[Standing]:
    found: list[Standing] = []
    begun: dict[int, datetime] = {}
    for rule, at, state in rows:
        if state in _BEGINS:
            begun.setdefault(rule, at)
        elif state in _OVER and rule in begun:
            found.append(Standing(rule, begun.pop(rule), at))
    found += [Standing(rule, at, None) for rule, at in begun.items()]
    return [one for one in found if one.end is None or one.end > start]
