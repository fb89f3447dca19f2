"""Small plants to play: one queue, and a day that a reader can follow by hand."""

from dure.planning.simulation.chance import Distribution, Exponential, Fixed
from dure.planning.simulation.comparing import Estimate, Span, means
from dure.planning.simulation.plant import Center, Demand, Plant, Product, Step, Unit
from dure.planning.simulation.policy import Policy, policy_of

TOLD = policy_of("status")


def queue(service: Distribution, *, between_min: float = 10.0, servers: int = 1) -> Plant:
    """Orders of one piece come by chance to one center that is always open."""
    return Plant(
        "queue",
        (Center("counter"),),
        tuple(Unit(f"server {number}", 0) for number in range(servers)),
        (Product("piece", (Step(0, service),), due=Fixed(100.0)),),
        Demand(Exponential(between_min)),
    )


def played(plant: Plant, *, days: float, seeds: int = 6, policy: Policy = TOLD) -> dict[str, Estimate]:
    """Figures over some seeds; the first tenth of the days is warm-up."""
    span = Span(days, days / 10)
    return means(span.run(plant, policy, seed) for seed in range(seeds))
