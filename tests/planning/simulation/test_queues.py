"""Where the theory of queues knows the answer, the played plant finds it: within its own 95 % interval, doubled, so
that a test fails by chance once in thousands of times; seeds are fixed."""

from dataclasses import replace

import pytest

from dure.planning.simulation.chance import Distribution, Exponential, Fixed, Lognormal
from dure.planning.simulation.comparing import Estimate
from dure.planning.simulation.plant import AlwaysFull, Breakdowns, Center, Plant, Product, Step, Unit
from tests.planning.simulation.shops import played, queue


def agrees(found: Estimate, expected: float) -> None:
    assert found.half is not None
    assert abs(found.mean - expected) < 2 * found.half
    assert found.half < 0.2 * expected, "the interval is too wide to say anything"


def test_one_server_with_chance_of_its_own() -> None:
    """M/M/1 with 70 % load: W = 1 / (mu - lambda) = 23.33 min, L = rho / (1 - rho) = 2.333, busy 0.7."""
    found = played(queue(Exponential(7.0)), days=50)
    agrees(found["lead_h"], 23.3333 / 60)
    agrees(found["wip"], 2.3333)
    agrees(found["work"], 0.7)


@pytest.mark.parametrize(
    ("service", "squared_cv"), [(Fixed(7.0), 0.0), (Lognormal(7.0, 0.5), 0.25), (Lognormal(7.0, 1.5), 2.25)]
)
def test_one_server_with_any_service(service: Distribution, squared_cv: float) -> None:
    """M/G/1, Pollaczek and Khinchine: Wq = rho / (1 - rho) × (1 + cv²) / 2 × E[S]."""
    expected = 7.0 + 0.7 / 0.3 * (1 + squared_cv) / 2 * 7.0
    agrees(played(queue(service), days=50)["lead_h"], expected / 60)


def test_three_servers() -> None:
    """M/M/3 with 80 % load: Erlang's C = 0.6472, Wq = C × E[S] / (c - a) = 0.6472 × 24 / 0.6 = 25.89 min."""
    agrees(played(queue(Exponential(24.0), servers=3), days=50)["lead_h"], (24.0 + 25.888) / 60)


def test_two_queues_behind_each_other() -> None:
    """Jackson: each is an M/M/1 of its own; 60 % and 70 % load: 15 + 23.33 min."""
    first = queue(Exponential(6.0))
    plant = Plant(
        "line", (Center("a"), Center("b")), (Unit("a", 0), Unit("b", 1)),
        (Product("piece", (Step(0, Exponential(6.0)), Step(1, Exponential(7.0)))),), first.orders,
    )  # fmt: skip
    agrees(played(plant, days=50)["lead_h"], (15.0 + 23.3333) / 60)


def test_what_is_in_work_follows_little() -> None:
    """L = lambda × W in one and the same run, with every figure counted in its own way."""
    found = played(queue(Exponential(8.0)), days=50)
    rate = found["good_per_h"].mean
    assert found["wip"].mean == pytest.approx(rate * found["lead_h"].mean, rel=0.02)


def test_a_unit_that_breaks() -> None:
    """M/G/1 with breakdowns while it runs (Avi-Itzhak and Naor 1963): completion time C of a service S = 5 with
    failures each 100 min of running and repairs of 20: E[C] = 6, and by the Poisson number of repairs Var[C] =
    S / 100 × 20² = 20 for a fixed service, so Wq = lambda (Var + 36) / 2 / (1 - 0.6) = 7 min; W = 13."""
    plant = queue(Fixed(5.0))
    unit = replace(plant.units[0], breakdowns=Breakdowns(Exponential(100.0), Fixed(20.0)))
    at_once = replace(plant.information, report_min=(0.0, 0.0))
    found = played(replace(plant, units=(unit,), information=at_once), days=50)
    agrees(found["lead_h"], 13.0 / 60)


def test_units_block_each_other() -> None:
    """Two machines, always fed, both exponential with the same mean, with room for one lot between them: the greatest
    load is (K + 2) / (K + 3) of a machine's, here 3/4 (Hunt, Operations Research 4 (1956) 674: 2/3 without room)."""
    plant = Plant(
        "line", (Center("a"), Center("b", room=1)), (Unit("a", 0), Unit("b", 1)),
        (Product("piece", (Step(0, Exponential(6.0)), Step(1, Exponential(6.0)))),), AlwaysFull(10),
    )  # fmt: skip
    agrees(played(plant, days=50)["good_per_h"], 0.75 * 10.0)
