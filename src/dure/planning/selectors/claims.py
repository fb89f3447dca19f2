"""What was said of orders when a plan came into force, and what is known by now of how it came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from dure.planning.models import LatenessClaim, Replay, Schedule, ScheduledOrder
from dure.production.models import WorkOrder

KEPT = timedelta(days=365)
"""What was said earlier tells nothing of today's plant."""
WORTH_A_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Judged:
    """The first thing that was said of an order. came_at: None while it hasn't ended. Of a due time that had passed
    before, nothing was said that one could be wrong about."""

    said_at: datetime
    due_at: datetime | None
    chance: float | None
    raw_chance: float | None
    raw_ends: Sequence[datetime]
    came_at: datetime | None

    def outcomes(self, shares: Sequence[float], now: datetime) -> list[tuple[float, bool]]:
        """(share that was stated, whether the order had ended by that moment), for each moment that has passed: an
        order that is late counts as soon as one in time does."""
        moments = list(zip(shares, self.raw_ends, strict=True))
        if self.raw_chance is not None and self.due_at is not None and self.due_at > self.said_at:
            moments.append((1 - self.raw_chance, self.due_at))
        return [(share, self._ended_by(by)) for share, by in moments if by <= now]

    def lateness(self, now: datetime, *, raw: bool = False) -> tuple[float, bool] | None:
        """(chance of being late that was told, whether it was), once its due time has passed."""
        chance = self.raw_chance if raw else self.chance
        if chance is None or self.due_at is None or not self.said_at < self.due_at <= now:
            return None
        return chance, not self._ended_by(self.due_at)

    def _ended_by(self, moment: datetime) -> bool:
        return self.came_at is not None and self.came_at <= moment


def judged(now: datetime) -> list[Judged]:
    """Of each order what was said first, cancelled ones left out. One query."""
    rows = LatenessClaim.objects.filter(replay__replayed_at__gt=now - KEPT, replay__replayed_at__lt=now)
    rows = rows.exclude(order__status=WorkOrder.Status.CANCELLED).order_by("order_id", "pk").distinct("order_id")
    fields = ("replay__replayed_at", "due_at", "chance", "raw_chance", "raw_ends", "came_at")
    return [Judged(*row) for row in rows.values_list(*fields)]


def told_and_came(rows: Iterable[Judged], now: datetime, *, raw: bool = False) -> list[tuple[float, bool]]:
    """(chance of being late, whether it was late) of all whose due time has passed."""
    return [one for row in rows if (one := row.lateness(now, raw=raw)) is not None]


def newest_replay(schedule: Schedule | None) -> Replay | None:
    """None while none was made of it."""
    return None if schedule is None else Replay.objects.filter(schedule=schedule).first()


def claims_of(replay: Replay | None) -> QuerySet[LatenessClaim]:
    """What is told of orders, the likeliest late first; nothing where the replay has to be silent."""
    if replay is None or replay.silence:
        return LatenessClaim.objects.none()
    rows = LatenessClaim.objects.filter(replay=replay).select_related("order__item", "replay")
    return rows.order_by(F("chance").desc(nulls_last=True), "due_at", "pk")


def orders_at_risk(replay: Replay | None, text: str = "") -> QuerySet[LatenessClaim]:
    """Those with a due time that haven't ended yet. text: part of their number or item."""
    rows = claims_of(replay).filter(came_at=None).exclude(chance=None)
    return rows.filter(Q(order__number__icontains=text) | Q(order__item__name__icontains=text)) if text else rows


def risky(schedule: Schedule, most: int = 5) -> QuerySet[LatenessClaim]:
    """Orders that are in time by the plan, and yet may well be late; the likeliest first."""
    late = ScheduledOrder.objects.filter(schedule=schedule, late_minutes__gt=0).values("order")
    rows = orders_at_risk(newest_replay(schedule)).filter(chance__gte=WORTH_A_LOOK)
    return rows.exclude(order__in=late)[:most]


def with_claims(schedule: Schedule, rows: Iterable[ScheduledOrder]) -> list[ScheduledOrder]:
    """Orders of a schedule, each with what is told of it as `claim`. Two queries."""
    found = list(rows)
    wanted = {row.order_id for row in found}
    claims = {one.order_id: one for one in claims_of(newest_replay(schedule)).filter(order__in=wanted)}
    for row in found:
        row.claim = claims.get(row.order_id)
    return found
