"""Following a plan: its times as they have become, what has happened since it was made, and whether to plan anew."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from dure.kernel import clock
from dure.planning.drafting import Draft, as_followed, better
from dure.planning.models import Schedule
from dure.planning.schedule_words import Happened, facts_from, happened, what_of
from dure.planning.selectors.facts import facts_of
from dure.planning.selectors.shop import live_schedule, read_shop, scheduling_rules, weights_of
from dure.planning.services.schedule_writing import bring_up
from dure.planning.services.schedules import (
    FRESH,
    OPEN,
    Status,
    alone,
    dispatch,
    locked_schedule,
    propose,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """live: the plan as it is now, None where none is followed. because: what it doesn't know. proposed: a better
    one, where there is one that is worth a change."""

    live: Schedule | None
    because: tuple[Happened, ...] = ()
    proposed: Schedule | None = None


def follow_schedule(*, limit_s: float | None = None) -> Followed:
    """Bring the plan that is followed up to now, in its order; where something happened, look whether another plan
    saves enough lateness to be proposed."""
    with alone():
        live = live_schedule()
        if live is None:
            return Followed(None)
        rules, now = scheduling_rules(), clock.now()
        shop, weights = read_shop(now, rules, follows=live), weights_of(rules)
        draft = as_followed(shop, weights)
        facts = facts_of(draft.setting, draft.tasks)
        because = tuple(happened(facts_from(live.facts), facts))
        _bring_up(live, draft)
    if not because or not rules.is_watched or _is_known(because, now):
        return Followed(live, because)
    # Nobody has to wait for the search; who accepts another plan meanwhile makes its result worthless.
    limit = rules.search_seconds if limit_s is None else limit_s
    found = better(shop, weights, limit_s=limit, frozen_min=rules.frozen_minutes)
    with alone():
        if live_schedule() != live:
            return Followed(live, because)
        if not _is_worth_it(found, rules.gain_minutes):
            # The plan is kept, and knows what has happened.
            Schedule.objects.filter(pk=live.pk).update(facts=facts.as_row())
            return Followed(live, because)
        row = Schedule(
            purpose=Schedule.Purpose.EVENT,
            asked_at=now,
            event_at=now,
            limit_s=limit,
            because=[one.as_row() for one in because],
        )
        return Followed(live, because, propose(row, found, live))


@transaction.atomic
def _bring_up(live: Schedule, draft: Draft) -> None:
    locked_schedule(live.pk)
    if bring_up(live, draft):
        live.save()
        dispatch(live)


def _is_known(because: tuple[Happened, ...], now: datetime) -> bool:
    """Whether a plan for just that is being made, or waits for a decision and is not old."""
    is_waiting = Q(status__in=OPEN) | Q(status=Status.PROPOSED, ready_at__gt=now - FRESH / 2)
    what = {one.what for one in because}
    rows = Schedule.objects.filter(is_waiting).values_list("because", flat=True)
    return any({what_of(one) for one in row} == what for row in rows)


def _is_worth_it(found: Draft, gain_minutes: int) -> bool:
    """Lateness that it saves, weighted; a plan that knows an order the one that is followed doesn't is no gain."""
    before = found.terms_before
    return before is None or before.tardiness_min - found.terms.tardiness_min >= max(gain_minutes, 1)
