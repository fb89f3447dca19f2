"""Distributions from what was measured, and the check against last month."""

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Fixed, Lognormal, Mixture, Streams
from dure.planning.simulation.fitting import against_measured, between_stops, fitted
from dure.planning.simulation.tally import FIGURES, Outcome

MINUTES = (12.0, 15.0, 30.0, 8.0, 55.0)


def outcome(**figures: float) -> Outcome:
    return Outcome({name: figures.get(name) for name in FIGURES}, 1, 1)


def test_few_values_lean_on_a_curve() -> None:
    """Five values against twenty: a fifth of the draws are measured values; the mean is theirs, 24 min."""
    found = fitted(MINUTES)
    assert isinstance(found, Mixture)
    assert (found.share, found.mean) == (0.2, pytest.approx(24.0))
    chance = Streams(1).of("draws")
    draws = [found.draw(chance) for _ in range(20_000)]
    assert sum(draws) / len(draws) == pytest.approx(24.0, rel=0.03)
    assert sum(one in MINUTES for one in draws) / len(draws) == pytest.approx(0.2, abs=0.01)


def test_many_values_speak_for_themselves() -> None:
    found = fitted([1.0, 3.0] * 490)
    assert isinstance(found, Mixture)
    assert found.share == 0.98


def test_a_single_value_and_none() -> None:
    found = fitted([10.0])
    assert isinstance(found, Mixture)
    assert found.second == Lognormal(10.0, 1.0)
    assert fitted([0.0, 0.0]) == Fixed(0.0)
    for wrong in ([], [1.0, -2.0], [float("nan")]):
        with pytest.raises(Invalid, match="measured values"):
            fitted(wrong)


def test_between_stops_counts_what_ran_on() -> None:
    """6,000 min of running with 3 stops: 2,000 between them, though the measured gaps are shorter."""
    found = between_stops(6000.0, 3, [900.0, 1100.0])
    assert found.mean == 2000.0
    assert between_stops(6000.0, 0).mean == 12_000.0
    with pytest.raises(Invalid, match="running time"):
        between_stops(0.0, 3)


def test_against_last_month() -> None:
    """Simulated 0.50, 0.52, 0.54: mean 0.52, s = 0.02, t(0.975; 2) = 4.3027; a further run lies within
    0.52 ± 4.3027 × 0.02 × sqrt(1 + 1/3) = 0.0994. Lead times 10 and 10.4: 10.2 ± 12.706 × 0.2828 × sqrt(1.5)."""
    runs = [outcome(oee=value, lead_h=lead) for value, lead in ((0.50, 10.0), (0.52, 10.4), (0.54, 10.2))]
    close, off = against_measured({"oee": 0.43, "lead_h": 20.0}, runs[:3])[::-1]
    assert (close.figure, close.agrees, off.figure, off.agrees) == ("oee", True, "lead_h", False)
    assert (close.low, close.high) == (pytest.approx(0.4206, abs=1e-4), pytest.approx(0.6194, abs=1e-4))
    assert off.off == pytest.approx(-0.49)


@pytest.mark.parametrize(("measured", "count", "why"), [
    ({"oee": 0.5}, 1, "two runs"), ({"speed": 1.0}, 2, "no figure"), ({"wip": 1.0}, 2, "play more days"),
])  # fmt: skip
def test_what_can_not_be_compared(measured: dict[str, float], count: int, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        against_measured(measured, [outcome(oee=0.5)] * count)
