"""Which operations of a record go into a unit together, and what they take of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dure.planning.changeovers import Kind, State
from dure.planning.sharing import Measure, Room, family
from dure.planning.simulation.record import Record, Stage
from dure.product.times import Step


def counted_alike(stage: Stage, rooms: Mapping[int, Room]) -> Stage:
    """Without units that count otherwise than the first of them does, as the schedule has it."""
    measure = next((rooms[unit].measure for unit in stage.units if unit in rooms), None)
    units = {unit: s for unit, s in stage.units.items() if unit not in rooms or rooms[unit].measure is measure}
    return replace(stage, units=units)


def holds(room: Room | None) -> float | None:
    """What a unit holds, in what is counted there; full is 1 where the routing tells it."""
    if room is None:
        return None
    return 1.0 if room.measure is Measure.ROUTING else float(room.capacity)


class Ovens:
    """alike: operation → the first of those that may go in together with it. loads: operation → pieces that its
    largest unit does in the time of a load."""

    def __init__(
        self, record: Record, stages: Mapping[int, Sequence[Stage]], center_of: Mapping[int, int]
    ) -> None:  # fmt: skip
        self.rooms, self.kg = record.rooms, record.kg
        self.alike: dict[State, State] = {}
        self.loads: dict[State, float] = {}
        self.unknown = 0
        centers = {one.id: one.center for one in record.stations}
        first: dict[tuple[Any, ...], State] = {}
        for item, row in stages.items():
            for stage in row:
                state = (item, stage.number)
                ways = [(unit, Step(run_s=stage.run_s)) for unit in stage.units]
                of = family(ways, self.rooms, centers, record.changeovers.kinds.get(item, Kind()))
                if of is not None:
                    key = (center_of[next(iter(stage.units))], *of)
                    self.alike[state] = first.setdefault(key, state)
                self._add_load(state, item, stage)

    def _add_load(self, state: State, item: int, stage: Stage) -> None:
        if not self.is_shared(stage):
            return
        load = self.load(item, stage)
        self.unknown += load is None
        if stage.batch is not None:
            most = max(holds(self.rooms[unit]) or 0.0 for unit in stage.units if unit in self.rooms)
            self.loads[state] = stage.batch if load is None else min(stage.batch, most / load)

    def state(self, state: State) -> State:
        return self.alike.get(state, state)

    def is_shared(self, stage: Stage) -> bool:
        return any(unit in self.rooms for unit in stage.units)

    def load(self, item: int, stage: Stage) -> float | None:
        """Of a piece; None where nobody has told it, and on units that do one order at a time."""
        measure = next((self.rooms[unit].measure for unit in stage.units if unit in self.rooms), None)
        if measure is Measure.PIECES:
            return 1.0
        if measure is Measure.ROUTING:
            return None if stage.batch is None else 1 / stage.batch
        kg = self.kg.get(item) if measure is Measure.KG else None
        return None if kg is None else float(kg)
