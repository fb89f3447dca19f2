"""Saying how likely orders are late when a plan comes into force, and writing down how it came."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Max

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.drafting import Draft, as_followed, engine
from dure.planning.models import LatenessClaim, Replay, Schedule
from dure.planning.refusal import in_words
from dure.planning.selectors.claims import judged, told_and_came
from dure.planning.selectors.shop import live_schedule, read_shop, scheduling_rules, weights_of
from dure.planning.setting import Setting
from dure.production.models import Completion, OperationRun, WorkOrder
from dure.web.live import announce
from dure.web.problems import kept

DONE = WorkOrder.Status.DONE
SEED = 1
"""The same for all, so that the same facts give the same figures."""


def state_chances(*, schedule_id: int) -> Replay | None:
    """Replay the plan that is followed with what was measured, and keep what that says of each order. None when it is
    followed no more. Raises Invalid without the extra `planning`."""
    live = live_schedule()
    if live is None or live.pk != schedule_id:
        return None
    engine()
    note_ends()
    row, claims = _stated(live)
    with transaction.atomic():
        row.save()
        for one in claims:
            one.replay = row
        LatenessClaim.objects.bulk_create(claims, batch_size=1000)
    announce("planning:schedule")
    return row


def _stated(live: Schedule) -> tuple[Replay, list[LatenessClaim]]:
    from dure.planning.promising.history import LEAST_ROWS
    from dure.planning.selectors.measured import WINDOW, measured

    now, rules = clock.now(), scheduling_rules()
    history = measured(now)
    row = Replay(
        schedule=live, replayed_at=now, days=WINDOW.days, operations=history.finished, stops=len(history.stops)
    )
    if history.finished < LEAST_ROWS:
        row.silence = Replay.Silence.FEW
        return row, []
    try:
        draft = as_followed(read_shop(now, rules, follows=live), weights_of(rules))
        return row, _replayed(row, draft, history)
    except Invalid as error:
        row.silence, row.problem = Replay.Silence.PLAN, kept(error)
        return row, []


def _replayed(row: Replay, draft: Draft, history: Any) -> list[LatenessClaim]:
    """Fills in what the replay goes by. Raises Invalid."""
    from dure.planning.promising.calibration import map_from
    from dure.planning.promising.risk import ROUNDS, SHARES, futures
    from dure.planning.selectors.measured import kind_of

    of, known = draft.setting, judged(row.replayed_at)
    outcomes = [one for each in known for one in each.outcomes(SHARES, row.replayed_at)]
    by = map_from(outcomes)
    row.rounds, row.known, row.outcomes = ROUNDS, len(outcomes), by.outcomes
    if _is_worthless(told_and_came(known, row.replayed_at)):
        row.silence = Replay.Silence.WORSE
    kinds = {
        (job, at): kind_of(of.orders[job].item, work.number)
        for job, works in enumerate(of.works)
        for at, work in enumerate(works)
    }
    with in_words(of):
        found = futures(of.problem, draft.tasks, _chances(of, history), kinds=kinds, seed=SEED)
    return [_claim(of, one) for one in found.all(by)]


def _chances(of: Setting, history: Any) -> Any:
    """What may happen to the units of a setting. What others do takes as long as they say: it isn't measured."""
    from dure.planning.promising.chances import TimeChance
    from dure.planning.promising.history import fit

    # Units that are in use no more still tell how well the plant knows its times.
    units = of.units
    rows, stops = (
        [replace(one, unit=units.get(one.unit, -one.unit)) for one in each] for each in (history.rows, history.stops)
    )
    found = fit(rows, stops=stops, now_min=history.now_min)
    outside = range(len(of.stations), len(of.problem.units))
    return replace(found, units={**found.units, **{unit: TimeChance() for unit in outside}})


def _claim(of: Setting, one: Any) -> LatenessClaim:
    order = of.orders[one.job]
    return LatenessClaim(
        order_id=order.id, due_at=order.due, chance=one.chance, raw_chance=one.raw_chance, error=one.error,
        ends=[of.at(minute) for minute in one.ends_min], raw_ends=[of.at(minute) for minute in one.raw_ends_min],
        causes={cause.value: share for cause, share in one.causes.items()},
        stops=[[of.stations[unit].id, share] for unit, share in one.stops],
    )  # fmt: skip


def _is_worthless(pairs: list[tuple[float, bool]]) -> bool:
    """Whether whoever tells the share of late orders each time was as good; nobody knows before enough came."""
    from dure.planning.promising.calibration import LEAST_OF_EACH, score

    late = sum(is_late for _, is_late in pairs)
    return min(late, len(pairs) - late) >= LEAST_OF_EACH and score(pairs).skill <= 0


@transaction.atomic
def note_ends(*, orders: Collection[int] | None = None) -> int:
    """Write down when orders ended of which something was said, None: all of them. One that is open again has not
    ended. An order ends with its last run, or where it has none when the last of it came into stock. How many rows
    changed. Two queries where none ended, else four and one for each that did."""
    claims = LatenessClaim.objects.all() if orders is None else LatenessClaim.objects.filter(order__in=orders)
    changed = claims.exclude(order__status=DONE).exclude(came_at=None).update(came_at=None)
    over = set(claims.filter(came_at=None, order__status=DONE).values_list("order", flat=True))
    if not over:
        return changed
    runs = OperationRun.objects.filter(work_order__in=over).order_by().values_list("work_order")
    ends = dict(runs.annotate(at=Max("ended_at")))
    finals = Completion.objects.filter(order__in=over, is_final=True, undone_at=None).order_by()
    ends = dict(finals.values_list("order").annotate(at=Max("made_at"))) | ends
    for order, at in ends.items():
        changed += claims.filter(order=order, came_at=None).update(came_at=at)
    return changed


@transaction.atomic
def withdraw_claims(*, schedule_id: int) -> int:
    """A plan was accepted and taken back: nobody went by what was said of it."""
    return Replay.objects.filter(schedule=schedule_id).exclude(schedule__status=Schedule.Status.LIVE).delete()[0]
