"""Distributions have the mean they say; streams don't disturb each other; policies don't disturb streams."""

from collections import defaultdict
from dataclasses import replace

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Lognormal,
    Mixture,
    Streams,
    Uniform,
    Weibull,
)
from dure.planning.simulation.example import shop
from dure.planning.simulation.plant import Crew
from dure.planning.simulation.policy import Policy, policy_of
from dure.planning.simulation.shop import simulate

KINDS = [
    (Fixed(3.0), 3.0, 0.0), (Uniform(2.0, 8.0), 5.0, 3.0), (Exponential(4.0), 4.0, 16.0),
    (Lognormal(5.0, 0.6), 5.0, 9.0), (Lognormal(5.0, 0.0), 5.0, 0.0), (Weibull(2.0, 1.0), 2.0, 4.0),
    (Empirical((1.0, 2.0, 6.0)), 3.0, 14 / 3), (Mixture(0.25, Fixed(2.0), Fixed(6.0)), 5.0, 3.0),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "average", "variance"), KINDS)
def test_mean_and_variance(kind: Distribution, average: float, variance: float) -> None:
    """By the quantiles at 100,000 even steps; a Weibull distribution of shape 1 is an exponential one."""
    values = [kind.quantile((at + 0.5) / 100_000) for at in range(100_000)]
    found = sum(values) / len(values)
    assert kind.mean == pytest.approx(average)
    assert found == pytest.approx(average, rel=0.002)
    assert sum((one - found) ** 2 for one in values) / len(values) == pytest.approx(variance, rel=0.02, abs=1e-9)


@pytest.mark.parametrize("make", [
    lambda: Fixed(-1.0), lambda: Exponential(0.0), lambda: Lognormal(1.0, -1.0), lambda: Weibull(1.0, 0.0),
    lambda: Uniform(3.0, 2.0), lambda: Empirical(()), lambda: Empirical((1.0, -1.0)), lambda: Fixed(float("nan")),
    lambda: Mixture(1.5, Fixed(1.0), Fixed(2.0)), lambda: Fixed(float("inf")),
])  # fmt: skip
def test_what_is_no_distribution(make: type) -> None:
    with pytest.raises(Invalid, match="A distribution"):
        make()


def test_streams_go_by_seed_and_name() -> None:
    draws = {
        name: Streams(name[0]).of(*name[1:]).random() for name in [(1, "a", 1), (1, "a", 2), (2, "a", 1), (1, "b")]
    }
    assert len(set(draws.values())) == 4
    assert Streams(1).of("a", 1).random() == draws[1, "a", 1]


def told(policy: Policy) -> dict[str, list[tuple[float, str, int | None]]]:
    """What happened, by its kind: (minute, unit, order). Enough technicians, so that no repair waits for another."""
    plant = replace(shop(), crews=(Crew("technician", 12),))
    found: dict[str, list[tuple[float, str, int | None]]] = defaultdict(list)
    simulate(plant, policy, seed=3, days=28,
             told=lambda at, what, unit, order: found[what].append((at, unit, order)))  # fmt: skip
    return found


def repairs(events: dict[str, list[tuple[float, str, int | None]]]) -> dict[str, list[float]]:
    """Of each unit how long each stop took, in open minutes."""
    hours = shop().hours[0]
    found: dict[str, list[float]] = {}
    for unit in {unit for _, unit, _ in events["breakdown"]}:
        begins = [at for at, one, _ in events["breakdown"] if one == unit]
        ends = [at for at, one, _ in events["repaired"] if one == unit]
        found[unit] = [round(hours.between(a, b), 6) for a, b in zip(begins, ends, strict=False)]
    return found


def test_another_policy_has_the_same_luck() -> None:
    """With charts instead of shift ends: the same orders at the same minutes, and of each unit the same repairs one
    after the other, though units run at other times."""
    paper, spc = told(policy_of("paper")), told(policy_of("spc"))
    assert paper["order"] == spc["order"]
    assert len(paper["order"]) > 100
    assert paper["start"] != spc["start"]
    assert spc["alarm"]
    assert not paper["alarm"]
    one, other = repairs(paper), repairs(spc)
    shared = [(one[unit][at], other[unit][at]) for unit in set(one) & set(other)
              for at in range(min(len(one[unit]), len(other[unit])))]  # fmt: skip
    assert len(shared) > 5
    assert all(a == b for a, b in shared)
