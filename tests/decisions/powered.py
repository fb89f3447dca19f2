"""A press with a meter for weeks: days of some hours, hours of some minutes, and the energy that goes with them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from dure.decisions.models import FittedModel, PredictionModel
from dure.decisions.prediction.held_back import Ground
from dure.decisions.prediction.piece_energy import Rates
from dure.decisions.prediction.piece_energy_model import (
    DAY_US,
    FEATURES,
    Band,
    PieceEnergy,
    Seen,
    Verdict,
    model_json,
)
from dure.inventory.models import Item
from dure.kernel import clock
from dure.performance.models import EnergyMeter, EnergyQuarter
from dure.plant.models import WorkUnit
from dure.production.models import ProductionResult, StateInterval
from dure.production.unit import UnitState
from dure.telemetry.models import Connection, Signal

HOUR, QUARTER, DAY = timedelta(hours=1), timedelta(minutes=15), timedelta(days=1)
STANDING_KW, RUNNING_KW = 2.0, 6.0
PIECE_KWH = {"A": 0.02, "B": 0.05}
SECONDS = 15
"""a piece"""


def meter(unit: WorkUnit) -> EnergyMeter:
    source, _ = Connection.objects.get_or_create(code="EM", defaults={"name": "전력량계", "protocol": "modbus"})
    signal = Signal.objects.create(connection=source, address="kwh", name="kwh", work_unit=unit, meaning="measurement")
    site = unit.work_center.area.site
    return EnergyMeter.objects.create(
        code="M1", name="전력량계", site=site, work_unit=unit, signal=signal, kind="counter"
    )


def work(
    unit: WorkUnit, items: Sequence[Item], first: datetime, days: int, seed: int, *, leak: float = 0.0
) -> datetime:
    """Whole days from `first`, a local midnight: 4 to 14 hours from 8 o'clock on, 20 to 60 minutes of running in each.
    leak: share that all takes more. Gives the end."""
    chance, states, results, quarters = Random(seed), [], [], []
    own = EnergyMeter.objects.get(work_unit=unit)
    StateInterval.objects.filter(work_unit=unit, ended_at=None).update(ended_at=first)
    stood = first.astimezone(UTC)
    for day in range(days):
        luck, runs = 1 + chance.gauss(0, 0.02) + leak, range(8, 8 + chance.randint(4, 14))
        item = chance.choice(list(items))
        for hour in range(24):
            start = first.astimezone(UTC) + day * DAY + hour * HOUR
            minutes = chance.randint(20, 60) if hour in runs else 0
            pieces = minutes * 60 // SECONDS
            kwh = (STANDING_KW + RUNNING_KW * minutes / 60 + PIECE_KWH[item.code] * pieces) * luck
            quarters += [
                EnergyQuarter(meter=own, start=start + at * QUARTER, kwh=kwh / 4, known_s=900.0) for at in range(4)
            ]
            if minutes:
                stop = start + timedelta(minutes=minutes)
                states += [
                    StateInterval(work_unit=unit, started_at=stood, ended_at=start, state=UnitState.IDLE),
                    StateInterval(work_unit=unit, started_at=start, ended_at=stop, state=UnitState.PRODUCING),
                ]
                stood = stop
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
    states.append(StateInterval(work_unit=unit, started_at=stood, ended_at=None, state=UnitState.IDLE))
    StateInterval.objects.bulk_create([one for one in states if one.started_at != one.ended_at])
    ProductionResult.objects.bulk_create(results)
    EnergyQuarter.objects.bulk_create(quarters)
    return first + days * DAY


def model_of(unit: WorkUnit) -> FittedModel:
    """A version as it is kept, without weeks of work behind it."""
    now = clock.now()
    row = PredictionModel.objects.create(kind="energy", work_unit=unit, tried_at=now)
    told = Verdict(Ground.BETTER, 70, tested=28, ours=3.1, theirs=9.4, share=0.021, alarms=1, most=2)
    model = PieceEnergy(Rates(2.0, 6.0, {"0": 0.02}), Band(0.0, -5.0, 5.0))
    begin = round((now - 28 * DAY).timestamp()) * 1_000_000
    days = [Seen(begin + at * DAY_US, 100.0 + at % 3, 1000.0, 100.0, 95.0, 105.0, 30.0) for at in range(28)]
    return FittedModel.objects.create(
        model=row,
        version=1,
        fitted_at=now,
        from_at=now - 70 * DAY,
        split_at=now - 28 * DAY,
        to_at=now,
        hours=70,
        features=list(FEATURES),
        digest="0" * 64,
        ground=told.ground,
        verdict={"message": told.message, "params": told.params},
        ours=told.ours,
        theirs=told.theirs,
        figures=model_json(model),
        picture={"days": [list(day) for day in days]},
        program="0",
    )
