"""A press that counts, hour by hour, for weeks: its pace drawn by chance, and slower from a moment on if one likes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random

from dure.decisions.models import FittedModel, PredictionModel
from dure.decisions.prediction.calm import Calm
from dure.decisions.prediction.charts import Ewma
from dure.decisions.prediction.held_back import Ground, Verdict
from dure.decisions.prediction.pace import HOUR_US
from dure.decisions.prediction.pace_model import FEATURES, Pace, pace_json
from dure.decisions.prediction.watching import Watch
from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.production.models import ProductionResult, StateInterval
from dure.production.unit import UnitState

HOUR = timedelta(hours=1)
SHIFT_HOURS = range(16)
SECONDS = {"A": 6.0, "B": 9.0}
"""a piece of each item"""
MINUTES = 50
"""of running in each hour"""


def drawn(days: int, seed: int, spread: float = 0.04) -> list[float]:
    """Logarithms of how much slower each hour is."""
    chance = Random(seed)
    return [chance.gauss(0.0, spread) for _ in range(days * len(SHIFT_HOURS))]


def work(
    unit: WorkUnit, items: Sequence[Item], first: datetime, slower: Sequence[float], *, take_turns: int = 8
) -> datetime:
    """Sixteen hours a day from `first` on, the items in turns; slower: logarithm for each hour. Gives the end."""
    states, results, began = [], [], first.astimezone(UTC)
    StateInterval.objects.filter(work_unit=unit, ended_at=None).update(ended_at=began)
    for at, extra in enumerate(slower):
        day, hour = divmod(at, len(SHIFT_HOURS))
        start = began + timedelta(days=day) + hour * HOUR
        item = items[at // take_turns % len(items)]
        pieces = round(MINUTES * 60 / (SECONDS[item.code] * exp(extra)))
        stop = start + timedelta(minutes=MINUTES)
        after = start + HOUR if hour + 1 < len(SHIFT_HOURS) else began + timedelta(days=day + 1)
        states.append(StateInterval(work_unit=unit, started_at=start, ended_at=stop, state=UnitState.PRODUCING))
        states.append(StateInterval(work_unit=unit, started_at=stop, ended_at=after, state=UnitState.IDLE))
        results.append(
            ProductionResult(
                work_unit=unit,
                hour=start,
                item=item,
                source="counter",
                produced=pieces,
                good=pieces,
                first_at=start,
                last_at=stop,
            )
        )
    states[-1].ended_at = None
    StateInterval.objects.bulk_create(states)
    ProductionResult.objects.bulk_create(results)
    return results[-1].hour + HOUR


def model_of(unit: WorkUnit) -> FittedModel:
    """A version as it is kept, without weeks of work behind it."""
    now = clock.now()
    row = PredictionModel.objects.create(work_unit=unit, tried_at=now)
    told = Verdict(Ground.BETTER, 592, tested=237, size=6.0, ours=5.5, theirs=11.2, seen=1.0, seen_theirs=0.6)
    pace = Pace({"0": 6.0}, Watch(Calm(0.0, 4.0, 0.0, 4.0, 592), Ewma(0.2, 3.1), HOUR_US), 450.0)
    values = [[round(now.timestamp() * 1_000_000) + at * HOUR_US, at % 5 - 2.0] for at in range(237)]
    return FittedModel.objects.create(
        model=row,
        version=1,
        fitted_at=now,
        from_at=now - timedelta(days=37),
        split_at=now - timedelta(days=15),
        to_at=now,
        hours=592,
        features=list(FEATURES),
        digest="0" * 64,
        ground=told.ground,
        verdict={"message": told.message, "params": told.params},
        ours=told.ours,
        theirs=told.theirs,
        figures=pace_json(pace),
        picture={"values": values, "alarms": [values[20][0]]},
        program="0",
    )
