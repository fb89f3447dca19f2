"""What the rules look at, as samples in the order of time: readings of signals, states, counts, KPIs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from dure.decisions.conditions import MINUTE, Kind, Sample
from dure.decisions.models import AlarmRule, Subject
from dure.kernel import clock
from dure.kernel.observation import Quality
from dure.performance.periods import Period
from dure.performance.scope import Scope, scope_of
from dure.performance.selectors import scope_row
from dure.plant.selectors import planned_spans, shift_at
from dure.production.models import UnitRecord
from dure.production.selectors import performance as production
from dure.telemetry.history import reader
from dure.telemetry.models import CurrentValue

GRID = timedelta(minutes=5)
"""KPIs are looked at on such marks of the clock."""
LONGEST_SHIFT = timedelta(hours=24)
Starts = Mapping[int, datetime]
"""Rule → from when its samples are wanted."""
Samples = dict[int, list[Sample]]


def samples_of(rules: Sequence[AlarmRule], starts: Starts, until: datetime, *, fresh: Iterable[int] = ()) -> Samples:
    """Rule → its samples in [start, until]. fresh: rules that know nothing yet, for which what held at their start is
    told too. Two queries and one look into the history, and those of each KPI whose mark has come."""
    by_subject: dict[str, list[AlarmRule]] = defaultdict(list)
    for rule in rules:
        by_subject[rule.subject].append(rule)
    return (
        _of_signals(by_subject[Subject.SIGNAL], starts, until, set(fresh))
        | _of_states(by_subject[Subject.STATE], starts, until)
        | _of_counts(by_subject[Subject.COUNT], starts, until)
        | {rule.pk: kpi_samples(rule, starts[rule.pk], until) for rule in by_subject[Subject.KPI]}
    )


def _of_signals(rules: Sequence[AlarmRule], starts: Starts, until: datetime, fresh: set[int]) -> Samples:
    if not rules:
        return {}
    begin = {rule.pk: starts[rule.pk] - _before(rule) for rule in rules}
    points: dict[int, list[Sample]] = defaultdict(list)
    for one in reader.observations(
        sorted({rule.signal_id or 0 for rule in rules}), clock.to_us(min(begin.values())), clock.to_us(until)
    ):
        points[one.signal].append(_sample(one))
    standing = _standing({rule.signal_id or 0 for rule in rules if rule.pk in fresh})
    found: Samples = {}
    for rule in rules:
        since, signal = begin[rule.pk], rule.signal_id or 0
        rows = [one for one in points[signal] if one.at >= since]
        held = standing.get(signal) if rule.pk in fresh else None
        if rule.kind in (Kind.RISES, Kind.FALLS):
            before = reader.last_before(signal, clock.to_us(since))
            held = _sample(before) if before else None
        found[rule.pk] = [*([held] if held and held.at < since else []), *rows]
    return found


def _before(rule: AlarmRule) -> timedelta:
    return timedelta(seconds=rule.window_s) if rule.kind in (Kind.RISES, Kind.FALLS) else timedelta(0)


def _sample(one: reader.Point) -> Sample:
    value = one.value if one.quality == Quality.GOOD else None
    number = float(value) if isinstance(value, int | float) else value
    return Sample(clock.from_us(one.time_us), number)


def _standing(signals: set[int]) -> dict[int, Sample]:
    rows = CurrentValue.objects.filter(signal__in=signals, quality=Quality.GOOD) if signals else ()
    return {row.signal_id: Sample(row.time, row.text if row.number is None else row.number) for row in rows}


def _of_states(rules: Sequence[AlarmRule], starts: Starts, until: datetime) -> Samples:
    if not rules:
        return {}
    rows: dict[int, list[Sample]] = defaultdict(list)
    ids = {rule.work_unit_id or 0 for rule in rules}
    for one in production.states(ids, min(starts[rule.pk] for rule in rules), until):
        rows[one.work_unit_id].append(Sample(one.started_at, one.state))
    # The state that held at the start began before it and is told with its own beginning: a delay runs from there.
    return {rule.pk: _from(rows[rule.work_unit_id or 0], starts[rule.pk]) for rule in rules}


def _from(samples: Sequence[Sample], start: datetime) -> list[Sample]:
    """From the one that holds at the start."""
    first = max((place for place, one in enumerate(samples) if one.at <= start), default=0)
    return list(samples[first:])


def _of_counts(rules: Sequence[AlarmRule], starts: Starts, until: datetime) -> Samples:
    """Moments at which pieces are taken to have come: the newest count, and the time from the first to the last piece
    of each result, for what lay between them within its hour isn't kept."""
    if not rules:
        return {}
    ids, start = {rule.work_unit_id or 0 for rule in rules}, min(starts[rule.pk] for rule in rules)
    spans: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in production.quantities(ids, start, until):
        spans[row.work_unit_id].append((row.first_at, row.last_at))
    newest = UnitRecord.objects.filter(work_unit__in=ids, last_count_at__isnull=False)
    for unit, at in newest.values_list("work_unit", "last_count_at"):
        spans[unit].append((at, at))
    return {rule.pk: _pieces(spans[rule.work_unit_id or 0], rule.limit * MINUTE / 2, until) for rule in rules}


def _pieces(spans: Sequence[tuple[datetime, datetime]], step: timedelta, until: datetime) -> list[Sample]:
    moments: set[datetime] = set()
    for first, last in spans:
        moments |= {first + n * step for n in range((last - first) // step + 1)} | {last}
    return [Sample(at, 1.0) for at in sorted(moments) if at <= until]


def kpi_samples(rule: AlarmRule, start: datetime, until: datetime) -> list[Sample]:
    """The KPI at the last mark in (start, until], None where it can't be told; nothing when no mark has come."""
    mark = datetime.fromtimestamp(until.timestamp() // GRID.total_seconds() * GRID.total_seconds(), UTC)
    return [Sample(mark, kpi_at(rule, scope_of(rule.scope), mark))] if mark > start else []


def kpi_at(rule: AlarmRule, scope: Scope, at: datetime) -> float | None:
    """The KPI over the rule's time before a moment, or over the shift so far; None outside of shifts."""
    begin = at - timedelta(seconds=rule.window_s) if rule.window_s else shift_start(scope, at)
    if begin is None or begin >= at:
        return None
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return scope_row(scope, Period(begin, at, zone), at, [rule.kpi]).figures[rule.kpi].value


def shift_start(scope: Scope, at: datetime) -> datetime | None:
    """When the shift of the scope's first work unit that has one began."""
    for unit in scope.units:
        key = shift_at(unit, at)
        if key is not None:
            spans = planned_spans(unit, at - LONGEST_SHIFT, at)
            return min((one.start for one in spans if (one.shift_date, one.shift) == key), default=None)
    return None
