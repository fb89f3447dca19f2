"""MTBF, MTTR and availability of work units from their measured stops, with the rows behind them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from dure.maintenance.models import FailureReason, Job, JobStop
from dure.maintenance.reliability import Figures, Stop, figures, joined
from dure.maintenance.selectors.due import run_seconds
from dure.plant.models import WorkUnit
from dure.production.models import Downtime, DowntimeReason


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """unexplained: stops in the period without a reason and without a job, so that nobody knows whether they count."""

    unit: WorkUnit
    figures: Figures
    unexplained: int

    @property
    def operating_h(self) -> float:
        return self.figures.operating_s / 3600

    @property
    def down_h(self) -> float:
        return self.figures.down_s / 3600

    @property
    def restoration_h(self) -> float:
        return self.figures.restoration_s / 3600

    @property
    def mtbf_h(self) -> float | None:
        return _hours(self.figures.mtbf_s)

    @property
    def mttr_h(self) -> float | None:
        return _hours(self.figures.mttr_s)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 3600


@dataclass(frozen=True, slots=True)
class FailureRow:
    """A failure with the stops and the jobs behind it."""

    stop: Stop
    seconds: float | None
    rows: list[Downtime]
    jobs: list[Job]

    @property
    def hours(self) -> float | None:
        return _hours(self.seconds)


def figures_of(units: Sequence[WorkUnit], start: datetime, end: datetime) -> list[UnitFigures]:
    """Of each work unit in [start, end)."""
    ids = [unit.pk for unit in units]
    running = run_seconds(ids, start, end)
    failures = _failures(ids, start, end)
    unknown: dict[int, int] = defaultdict(int)
    rows = _stops(ids, start, end).filter(reason=None, started_at__gte=start)
    jobs_of = _jobs_by_stop(rows)
    for row in rows:
        unknown[row.work_unit_id] += row.pk not in jobs_of
    return [
        UnitFigures(
            unit, figures(failures[unit.pk], operating_s=running[unit.pk], start=start, end=end), unknown[unit.pk]
        )
        for unit in units
    ]  # fmt: skip


def failures_of(unit: WorkUnit, start: datetime, end: datetime) -> list[FailureRow]:
    """The failures of one work unit, the newest first."""
    found = _failures([unit.pk], start, end)[unit.pk]
    rows = Downtime.objects.select_related("reason").in_bulk([pk for one in found for pk in one.ids])
    jobs = _jobs_by_stop(rows.values())
    return [
        FailureRow(
            one, (one.ended_at - one.started_at).total_seconds() if one.ended_at else None,
            [rows[pk] for pk in one.ids], list({jobs[pk].pk: jobs[pk] for pk in one.ids if pk in jobs}.values()),
        )
        for one in reversed(found)
    ]  # fmt: skip


def _stops(units: Collection[int], start: datetime, end: datetime):  # type: ignore[no-untyped-def] # a queryset
    rows = Downtime.objects.filter(work_unit__in=units, replaced_at=None, started_at__lt=end)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=start)).order_by("work_unit", "started_at")


def _failures(units: Collection[int], start: datetime, end: datetime) -> dict[int, list[Stop]]:
    """Stops that a repair put right, and those whose reason means a failure; never one of a planned service."""
    reasons = set(FailureReason.objects.values_list("reason", flat=True))
    rows = list(_stops(units, start, end))
    jobs = _jobs_by_stop(rows)
    found: dict[int, list[Stop]] = defaultdict(list)
    for row in rows:
        job = jobs.get(row.pk)
        is_failure = row.reason_id in reasons if job is None else job.kind == Job.Kind.REPAIR
        if is_failure:
            found[row.work_unit_id].append(Stop(row.started_at, row.ended_at, (row.pk,)))
    return defaultdict(list, {unit: joined(stops) for unit, stops in found.items()})


def _jobs_by_stop(rows: Collection[Downtime]) -> dict[int, Job]:
    """Stop → its job, also for a part of a stop that was split after it had been linked."""
    keys = {row.pk: (row.pk, row.origin_id) for row in rows}
    wanted = {key for pair in keys.values() for key in pair if key}
    links = {link.downtime_id: link.job for link in JobStop.objects.filter(downtime__in=wanted).select_related("job")}
    return {pk: job for pk, pair in keys.items() for job in [links.get(pair[0]) or links.get(pair[1])] if job}


def failure_reasons() -> list[DowntimeReason]:
    """Reasons of stops that mean a failure, in the plant's order."""
    return [row.reason for row in FailureReason.objects.select_related("reason")]
