"""A place for a recording: a work unit, its signals with their meanings, its rules. And what was counted there."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from dure.kernel import clock
from dure.plant.models import Area, Enterprise, Named, Site, WorkCenter, WorkUnit
from dure.plant.services import add_part
from dure.production.models import HeldCount, ProductionResult, ProgramRule, StateInterval, UnitRecord, UnitRule
from dure.telemetry import connections
from dure.telemetry.connections import Choice
from dure.telemetry.models import BEGINNING, LogPosition, Reader

COUNTERS = ("total", "good", "reject", "rework")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recording is counted."""

    work_unit: int
    connection: str


@transaction.atomic
def prepare_place(
    *,
    code: str,
    units: Mapping[str, str],
    meanings: Mapping[str, str],
    programs: Mapping[str, tuple[int, int] | None],
    counted_from: str,
    fastest_cycle_s: Decimal | None,
    modulus: Decimal | None,
    idle_after_s: int,
) -> Place:
    """Make or find the work unit `code` and the signals of its recording.

    units: unit of each signal address. meanings: what some of them mean. programs: pattern →
    (operation, operations), None for a trial. Rules hold from the beginning of time.
    """
    unit = WorkUnit.objects.filter(code=code).first() or _new_unit(code)
    source = connections.save_recording(
        name=f"replay-{code}"[:40],
        choices=[_choice(address, physical, meanings, modulus) for address, physical in units.items()],
        work_unit=unit,
    )
    UnitRule.objects.update_or_create(
        work_unit=unit,
        valid_from=BEGINNING,
        valid_to=None,
        defaults={"counted_from": counted_from, "fastest_cycle_s": fastest_cycle_s, "idle_after_s": idle_after_s},
    )
    for pattern, operation in programs.items():
        fields = {"is_trial": True} if operation is None else {"operation": operation[0], "operations": operation[1]}
        ProgramRule.objects.update_or_create(work_unit=unit, pattern=pattern, valid_to=None, defaults=fields)
    return Place(unit.pk, source.code)


def _choice(address: str, unit: str, meanings: Mapping[str, str], modulus: Decimal | None) -> Choice:
    meaning = meanings.get(address, "measurement")
    return Choice(address, address, meaning, unit, modulus if meaning in COUNTERS else None)


def _new_unit(code: str) -> Named:
    enterprise = Enterprise.objects.first() or _part("enterprise", "E")
    site = Site.objects.first() or _part("site", "S", enterprise=enterprise)
    area = Area.objects.filter(code="RECORDINGS").first() or _part("area", "RECORDINGS", site=site)
    center = WorkCenter.objects.filter(code="RECORDINGS").first() or _part("work-center", "RECORDINGS", area=area)
    return add_part(level="work-unit", by=None, code=code, name=code, work_center=center)


def _part(level: str, code: str, **values: Any) -> Named:
    return add_part(level=level, by=None, code=code, name="Recordings", **values)


def totals(place: Place) -> dict[str, Any]:
    """What stands in the tables for this place: sums, held counts, and the counting's own tallies."""
    results = ProductionResult.objects.filter(work_unit=place.work_unit)
    sums = results.aggregate(parts=Sum("produced"), good=Sum("good"), reject=Sum("reject"), cycles=Sum("cycles"))
    record = UnitRecord.objects.filter(work_unit=place.work_unit).first()
    tallies = record.memory.get("tallies", {}) if record else {}
    held = HeldCount.objects.filter(work_unit=place.work_unit).aggregate(held=Sum("quantity"))
    position = LogPosition.objects.filter(reader=Reader.RESULTS).first()
    return {
        **{name: value or Decimal(0) for name, value in {**sums, **held}.items()},
        "resets": tallies.get("resets", 0),
        "rollovers": tallies.get("rollovers", 0),
        "late": tallies.get("late", 0),
        "finished_cycles": tallies.get("cycles", 0),
        "stored": position.stored if position else 0,
        "duplicates": position.duplicates if position else 0,
    }


def seconds(place: Place, first_us: int, last_us: int) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds per machine's own word and per state, within [first, last]."""
    start, end = clock.from_us(first_us), clock.from_us(last_us)
    by_word: dict[str, float] = {}
    by_state: dict[str, float] = {}
    for row in StateInterval.objects.filter(work_unit=place.work_unit, started_at__lt=end):
        upper = min(row.ended_at or end, end)
        spent = (upper - max(row.started_at, start)).total_seconds()
        if spent > 0:
            by_word[row.word or row.state] = by_word.get(row.word or row.state, 0.0) + spent
            by_state[row.state] = by_state.get(row.state, 0.0) + spent
    return by_word, by_state
