"""Sampling plans against MIL-STD-105E's tables and NIST's operating characteristic."""

from itertools import pairwise

import pytest

from dure.quality.spc import sampling
from dure.quality.spc.sampling import Plan, code_letter, normal_table, plan_for
from tests.quality import reference

NIST = Plan("", 52, 3, 4)


def test_every_code_letter() -> None:
    """aql_code_letters.csv: MIL-STD-105E table I, at both ends of each row."""
    for row in reference.rows("aql_code_letters.csv"):
        ends = [int(row[end]) for end in ("lot_from", "lot_to") if row[end]]
        assert {code_letter(lot, level) for lot in ends for level in sampling.LEVELS[:1]} == {row["S-1"]}
        assert [code_letter(ends[0], level) for level in sampling.LEVELS] == [row[level] for level in sampling.LEVELS]
        assert [code_letter(ends[-1], level) for level in sampling.LEVELS] == [row[level] for level in sampling.LEVELS]


def test_every_cell_of_the_normal_table() -> None:
    """aql_single_normal.csv: MIL-STD-105E table II-A with arrows followed. A at 10 has no plan in either."""
    table = normal_table()
    expected = {
        (row["code_letter"], row["aql"]): Plan(row["use_letter"], int(row["use_n"]), int(row["Ac"]), int(row["Re"]))
        for row in reference.rows("aql_single_normal.csv")
        if row["use_letter"]
    }
    assert len(expected) == 415
    assert table == expected


@pytest.mark.parametrize("number", range(8))
def test_operating_characteristic(number: int) -> None:
    """aql_oc_check.csv."""
    row = reference.rows("aql_oc_check.csv")[number]
    plan = normal_table()[row["letter"], row["aql"]]
    assert (plan.n, plan.accept) == (int(row["n"]), int(row["Ac"]))
    at_aql = sampling.accepts_binomial(plan, float(row["aql"]) / 100)
    assert at_aql == pytest.approx(float(row["Pa_at_AQL_binomial"]), abs=5e-5)
    for name, chance in (("p95_pct", 0.95), ("p50_pct", 0.5), ("p10_pct", 0.1)):
        assert 100 * sampling.quality_accepted(plan, chance) == pytest.approx(float(row[name]), abs=5e-4)


def test_nist_operating_characteristic() -> None:
    """NIST e-Handbook 6.2.3.2, n = 52, c = 3."""
    expected = reference.examples()["nist_6.2.3.2_oc_curve"]["expected"]["Pa"]
    for share, chance in expected.items():
        assert sampling.accepts_binomial(NIST, float(share)) == pytest.approx(chance, abs=1.1e-3)


def test_nist_outgoing_quality() -> None:
    """NIST e-Handbook 6.2.3.2, N = 10 000. The printed figures are Pa p without the factor (N - n) / N = 0.9948."""
    expected = reference.examples()["nist_6.2.3.2_aoq"]["expected"]
    for share, outgoing in expected["AOQ"].items():
        found = sampling.outgoing(NIST, float(share), 10_000)
        assert found / 0.9948 == pytest.approx(outgoing, abs=1.1e-4)
    worst, _share = sampling.worst_outgoing(NIST, 10_000)
    assert worst == pytest.approx(expected["AOQL_approx"], abs=1e-4)


def test_a_lot_smaller_than_the_sample_is_looked_at_whole() -> None:
    """Ten pieces at level II are letter B; at 0.65 its arrow leads to 20 pieces, none of them bad."""
    assert plan_for(normal_table(), 10, "II", "0.65") == Plan("F", 10, 0, 1)
    assert plan_for(normal_table(), 1000, "II", "1.0") == Plan("J", 80, 2, 3)


def test_chance_of_one_lot_and_of_defects() -> None:
    """Two of four pieces, none bad of one bad: 3/6. Poisson with mean 1 and none allowed: 1/e."""
    assert sampling.accepts_hypergeometric(Plan("", 2, 0, 1), 4, 1) == pytest.approx(0.5)
    assert sampling.accepts_poisson(Plan("", 10, 0, 1), 0.1) == pytest.approx(0.367879, abs=1e-6)
    assert sampling.accepts_poisson(Plan("", 10, 0, 1), 0) == 1


def test_the_curve_falls_from_certain_acceptance() -> None:
    points = sampling.curve(NIST)
    assert points[0] == (0, 1)
    assert points[-1][1] == pytest.approx(0.005, abs=1e-6)
    assert all(later < earlier for (_, earlier), (_, later) in pairwise(points))


def test_steps_of_aql_and_small_lots() -> None:
    assert (sampling.tighter("1.0"), sampling.tighter("0.01")) == ("0.65", None)
    with pytest.raises(ValueError, match="two pieces"):
        code_letter(1, "II")
