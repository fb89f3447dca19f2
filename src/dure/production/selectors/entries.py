"""What people may enter by hand, for which spans of time, and what they entered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from dure.events import statements
from dure.events.statements import fixed
from dure.inventory.models import Item
from dure.kernel.errors import NotFound
from dure.plant.models import WorkUnit
from dure.plant.selectors import calendar_of
from dure.production import slots
from dure.production.models import HandEntry, OperationRun, RejectReason
from dure.production.selectors.pages import unit_rule
from dure.production.slots import Slot, Stretch
from dure.production.unit import CountedFrom
from dure.telemetry.models import Meaning, Signal

HOURS = 48
"""How far back an entry may lie; what is older is corrected at its result."""
_PIECES = frozenset({Meaning.TOTAL, Meaning.GOOD})


@dataclass(frozen=True, slots=True)
class Entering:
    """What may be entered at a work unit.

    counts_good: a machine counts its pieces, so good ones are not entered and rejects are taken
    from those counted. counts_reject: only its rejects are counted, so only good ones are entered.
    """

    counts_good: bool
    counts_reject: bool

    def takes(self, kind: str) -> bool:
        if kind == HandEntry.Kind.GOOD:
            return not self.counts_good
        return self.counts_good or not self.counts_reject


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot with the run and item that it belongs to."""

    slot: Slot
    run: OperationRun | None

    @property
    def item(self) -> Item | None:
        return self.run.work_order.item if self.run else None


def entering(work_unit_id: int, at: datetime) -> Entering:
    """How entries by hand go together with what the work unit's signals count."""
    means = {meaning for _, meaning in _meanings([work_unit_id])}
    counts_cycles = unit_rule(work_unit_id, at).counted_from == CountedFrom.CYCLES and Meaning.STATE in means
    return Entering(
        counts_good=counts_cycles or not means.isdisjoint(_PIECES),
        counts_reject=not means.isdisjoint({Meaning.REJECT, Meaning.REWORK}),
    )


def counted_units(unit_ids: list[int], at: datetime) -> set[int]:
    """Those of the work units whose pieces a machine counts."""
    rows = _meanings(unit_ids)
    found = {unit for unit, meaning in rows if meaning in _PIECES}
    cycles = {unit for unit, meaning in rows if meaning == Meaning.STATE} - found
    return found | {unit for unit in cycles if unit_rule(unit, at).counted_from == CountedFrom.CYCLES}


@fixed
def _meanings(units: statements.Slot) -> QuerySet[Signal, tuple[int, str]]:
    return Signal.objects.filter(work_unit=units.any).order_by().values_list("work_unit_id", "meaning")


def slots_of(work_unit: WorkUnit, now: datetime) -> list[SlotRow]:
    """The spans that a person may enter for, the running one first."""
    since = now - timedelta(hours=HOURS + 1)
    runs = {run.pk: run for run in _runs(work_unit.pk, since)}
    calendar = calendar_of(work_unit)
    spans = calendar.spans(since, now + slots.HOUR)
    found = slots.slots(
        now,
        HOURS,
        [Stretch(run.started_at, run.ended_at, run.pk) for run in runs.values()],
        calendar.shift_at,
        [moment for span in spans for moment in (span.start, span.end)],
    )
    return [SlotRow(slot, runs.get(slot.run) if slot.run else None) for slot in found]


@fixed
def _runs(work_unit: statements.Slot, since: statements.Slot) -> QuerySet[OperationRun]:
    rows = OperationRun.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since), work_unit=work_unit)
    return rows.select_related("work_order__item").order_by("started_at", "pk")


def entries_since(start: datetime, work_unit_id: int | None = None) -> QuerySet[HandEntry]:
    """Entries made since a moment, newest first, taken back ones too."""
    rows = HandEntry.objects.filter(made_at__gte=start)
    if work_unit_id is not None:
        rows = rows.filter(work_unit_id=work_unit_id)
    return rows.select_related("work_unit", "run__work_order", "item", "reason", "made_by", "undone_by", "replaced_by")


def entry(entry_id: int) -> HandEntry:
    """One entry. Raises NotFound."""
    rows = HandEntry.objects.select_related("work_unit", "run__work_order", "item", "reason", "made_by")
    found = rows.filter(pk=entry_id).first()
    if found is None:
        raise NotFound("This entry does not exist.")
    return found


def reject_reasons(work_unit_id: int | None = None) -> list[RejectReason]:
    """Reasons in use; those chosen most at the work unit first."""
    rows = list(RejectReason.objects.filter(is_active=True))
    used = HandEntry.objects.filter(work_unit_id=work_unit_id, reason__isnull=False).order_by()
    times = dict(used.values_list("reason").annotate(n=Count("pk")))
    return sorted(rows, key=lambda row: (-times.get(row.pk, 0), row.sort_order, row.pk))


def all_reject_reasons() -> list[RejectReason]:
    """The list that a plant edits, those out of use last."""
    return list(RejectReason.objects.order_by("-is_active", "sort_order", "pk"))


def reject_reason(reason_id: int) -> RejectReason:
    """One reason. Raises NotFound."""
    found = RejectReason.objects.filter(pk=reason_id).first()
    if found is None:
        raise NotFound("This reason does not exist.")
    return found
