"""What performance asks: states, stops, quantities and runs of many work units in one query each."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum

from dure.production.models import (
    Downtime,
    DowntimeReason,
    HeldCount,
    OperationRun,
    ProductionResult,
    ResultCorrection,
    StateInterval,
    UnitRecord,
    UnitRule,
)
from dure.production.models.rules import HELD
from dure.production.unit import WaitsFor
from dure.production.words import WAITS

AUTOMATIC = frozenset({ProductionResult.Source.COUNTER, ProductionResult.Source.CYCLES})
_HOUR = timedelta(hours=1)


class StateRow(NamedTuple):
    id: int
    work_unit_id: int
    started_at: datetime
    ended_at: datetime | None
    state: str
    word: str


class StopRow(NamedTuple):
    """A stop that holds. kind, reason and group are None while nobody has given a reason.

    waits_for: the side on which the work unit waits for others, by its reason; empty: it doesn't.
    """

    id: int
    work_unit_id: int
    started_at: datetime
    ended_at: datetime | None
    kind: str | None
    reason: str | None
    reason_name: str | None
    group: str | None
    group_name: str | None
    note: str
    waits_for: str | None = None


class QuantityRow(NamedTuple):
    """A result row with its corrections added. counted: how many pieces the row had before them."""

    id: int
    work_unit_id: int
    hour: datetime
    first_at: datetime
    last_at: datetime
    day: date | None
    shift: str
    source: str
    order_id: int | None
    order: str | None
    item_id: int | None
    item: str | None
    item_name: str | None
    counted: Decimal
    produced: Decimal
    good: Decimal
    reject: Decimal
    rework: Decimal
    made_unseen: Decimal

    @property
    def unseen(self) -> Decimal:
        """Pieces made while nobody knew what the machine did: never more than a person has left of them."""
        return min(self.made_unseen, self.produced)

    @property
    def automatic(self) -> Decimal:
        """Pieces that a machine counted; what a person took away was never one, what a person added isn't."""
        return min(self.counted, self.produced) if self.source in AUTOMATIC else Decimal(0)


class RunRow(NamedTuple):
    id: int
    work_unit_id: int
    started_at: datetime
    ended_at: datetime | None
    order_id: int
    order: str
    quantity: Decimal
    item_id: int
    item: str
    item_name: str


def states(unit_ids: Collection[int], start: datetime, end: datetime) -> list[StateRow]:
    """State intervals that overlap the window, whole, by work unit and time."""
    rows = StateInterval.objects.filter(_overlaps(start, end), work_unit_id__in=unit_ids)
    rows = rows.order_by("work_unit_id", "started_at")
    return [StateRow(*row) for row in rows.values_list("id", "work_unit_id", "started_at", "ended_at", "state", "word")]


def stops(unit_ids: Collection[int], start: datetime, end: datetime) -> list[StopRow]:
    """Stops that hold and overlap the window, whole, by work unit and time."""
    rows = Downtime.objects.filter(_overlaps(start, end), work_unit_id__in=unit_ids, replaced_at=None)
    fields = rows.order_by("work_unit_id", "started_at").values_list(
        "id",
        "work_unit_id",
        "started_at",
        "ended_at",
        "reason__kind",
        "reason__code",
        "reason__name",
        "reason__parent__code",
        "reason__parent__name",
        "note",
        "reason__waits_for",
    )
    return [StopRow(*row) for row in fields]


def quantities(unit_ids: Collection[int], start: datetime, end: datetime) -> list[QuantityRow]:
    """Result rows whose first piece lies in the window, with their corrections, by work unit and hour (two queries)."""
    rows = ProductionResult.objects.filter(
        work_unit_id__in=unit_ids, hour__gt=start - _HOUR, hour__lt=end, first_at__gte=start, first_at__lt=end
    )
    return _with_corrections(rows.order_by("work_unit_id", "hour", "first_at", "id"))


def quantities_of_orders(order_ids: Collection[int]) -> list[QuantityRow]:
    """All result rows of some work orders, with their corrections (two queries)."""
    rows = ProductionResult.objects.filter(run__work_order_id__in=order_ids)
    return _with_corrections(rows.order_by("work_unit_id", "hour", "id"))


def _with_corrections(rows) -> list[QuantityRow]:  # type: ignore[no-untyped-def] # a queryset of ProductionResult
    fields = list(
        rows.values_list(
            "id",
            "work_unit_id",
            "hour",
            "first_at",
            "last_at",
            "shift_date",
            "shift",
            "source",
            "run__work_order_id",
            "run__work_order__number",
            "item_id",
            "item__code",
            "item__name",
            "produced",
            "produced",
            "good",
            "reject",
            "rework",
            "unseen",
        )
    )
    names = ("produced", "good", "reject", "rework")
    found = ResultCorrection.objects.filter(result__in=rows.order_by(), undone_at=None).values_list("result_id")
    by_result = {row[0]: row[1:] for row in found.annotate(*(Sum(name) for name in names))}
    none = (Decimal(0),) * len(names)
    return [
        QuantityRow(*row[:14], *(a + b for a, b in zip(row[14:18], by_result.get(row[0], none), strict=True)), row[18])
        for row in fields
    ]


def runs(unit_ids: Collection[int], start: datetime, end: datetime) -> list[RunRow]:
    """Runs of work orders that overlap the window, whole, by work unit and time."""
    rows = OperationRun.objects.filter(_overlaps(start, end), work_unit_id__in=unit_ids)
    return [RunRow(*row) for row in rows.order_by("work_unit_id", "started_at").values_list(*_RUN)]


_RUN = (
    "id",
    "work_unit_id",
    "started_at",
    "ended_at",
    "work_order_id",
    "work_order__number",
    "work_order__quantity",
    "work_order__item_id",
    "work_order__item__code",
    "work_order__item__name",
)


def micro_limits(unit_ids: Collection[int]) -> dict[int, list[tuple[datetime, int]]]:
    """Work unit → (valid from, longest micro-stop in seconds), oldest first."""
    limits: dict[int, list[tuple[datetime, int]]] = {}
    rows = UnitRule.objects.filter(HELD, work_unit_id__in=unit_ids).order_by("valid_from", "pk")
    for unit_id, since, seconds in rows.values_list("work_unit_id", "valid_from", "micro_stop_s"):
        limits.setdefault(unit_id, []).append((since, seconds))
    return limits


def waits_by_word(word: str) -> WaitsFor | None:
    """For what a machine waits, when its own word for its state says so."""
    return WAITS.get(word)


def reason_kinds() -> list[tuple[int, str]]:
    """(reason id, kind) of every reason, which decides to what a stop's time counts."""
    return list(DowntimeReason.objects.order_by("id").values_list("id", "kind"))


def held_open(unit_ids: Collection[int], start: datetime, end: datetime) -> dict[int, Decimal]:
    """Work unit → pieces that wait for a person's decision in the window."""
    rows = HeldCount.objects.filter(work_unit_id__in=unit_ids, time__gte=start, time__lt=end, decision="open")
    return dict(rows.order_by().values_list("work_unit_id").annotate(Sum("quantity")))


def current_states(unit_ids: Collection[int]) -> dict[int, tuple[str, datetime | None, datetime | None]]:
    """Work unit → (state, since, time of the last observation)."""
    rows = UnitRecord.objects.filter(work_unit_id__in=unit_ids)
    return {row[0]: row[1:] for row in rows.values_list("work_unit_id", "state", "state_since", "last_time")}


def first_and_last(unit_ids: Collection[int]) -> tuple[datetime, datetime] | None:
    """When the first and the last result or state of the work units was; None while there is none."""
    found = StateInterval.objects.filter(work_unit_id__in=unit_ids).order_by("started_at").values_list("started_at")
    first, last = found.first(), found.last()
    return (first[0], last[0]) if first and last else None


def _overlaps(start: datetime, end: datetime) -> Q:
    return Q(started_at__lt=end) & (Q(ended_at=None) | Q(ended_at__gt=start))
