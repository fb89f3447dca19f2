"""An order on its way through the plant, and what chance holds for each of its steps. Pure."""

from dataclasses import dataclass, field

from dure.planning.simulation.chance import Streams
from dure.planning.simulation.plant import Product, Step


@dataclass(frozen=True, slots=True)
class Luck:
    """Of one operation of one order, the same under every policy. cycle_min: for a piece. found, setup: uniform
    numbers. pieces: of each piece, by which it turns out bad."""

    cycle_min: float
    found: float
    setup: float
    pieces: tuple[float, ...]


@dataclass(slots=True, eq=False)
class Lot:
    """left: pieces that are still good. at: its step. seen_from: when people know that it is ready. place: of the
    unit it comes from. came_min: when it reached the nearest unit of its step. planned: by the
    scheduler, for each step (unit, minute)."""

    number: int
    product: Product
    ordered: int
    release_min: float
    due_min: float
    left: int
    at: int = 0
    seen_from: float = 0.0
    place: int | None = None
    came_min: float = 0.0
    planned: dict[int, tuple[int, float]] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        return self.product.steps[self.at]

    @property
    def is_over(self) -> bool:
        return self.left == 0 or self.at == len(self.product.steps)

    def luck(self, streams: Streams, at: int | None = None) -> Luck:
        """Of its present step, or of another one."""
        number = self.at if at is None else at
        chance = streams.of("operation", self.number, number)
        cycle_min = self.product.steps[number].cycle.draw(chance)
        found, setup = chance.random(), chance.random()
        return Luck(cycle_min, found, setup, tuple(chance.random() for _ in range(self.left)))

    def work_left_min(self) -> float:
        """Usual minutes of its steps from the present one on."""
        steps = self.product.steps[self.at :]
        loads = sum(step.minutes(self.left, step.cycle.mean) for step in steps if step.batch is not None)
        return sum(step.cycle.mean for step in steps if step.batch is None) * self.left + loads
