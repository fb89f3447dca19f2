"""Gauge R&R against the worked example of AIAG's manual: ten parts, three appraisers, three trials."""

from statistics import fmean

import pytest

from dure.quality.spc.constants import d2
from dure.quality.spc.gauge_study import Unbalanced, analysis, average_and_range, biased_d2, mean_range, part_means
from tests.quality import reference


def _example():
    return reference.examples()["aiag_msa4_grr_10x3x3"]


def test_constants() -> None:
    params = _example()["params"]
    assert 1 / d2(3) == pytest.approx(params["K1"], abs=5e-5)
    assert 1 / biased_d2(3) == pytest.approx(params["K2"], abs=5e-5)
    assert 1 / biased_d2(10) == pytest.approx(params["K3"], abs=5e-5)


def test_average_and_range() -> None:
    data, expected = _example()["data"], _example()["expected"]
    study = average_and_range(data)
    means = part_means(data)
    by_appraiser = [fmean(value for trial in one for value in trial) for one in data]
    assert max(by_appraiser) - min(by_appraiser) == pytest.approx(expected["Xdiff"], abs=1.1e-4)
    assert mean_range(data) == pytest.approx(expected["Rbar"], abs=5e-5)
    assert max(means) - min(means) == pytest.approx(expected["Rp"], abs=5e-4)
    found = {"EV": study.repeat, "AV": study.appraiser, "GRR": study.gauge, "PV": study.part, "TV": study.total}
    # The manual's constants have four digits; ours all of them.
    assert found == pytest.approx({name: expected[name] for name in found}, rel=5e-4)
    shares = {f"pct_{name}": study.share(found[name]) for name in ("EV", "AV", "GRR", "PV")}
    assert shares == pytest.approx({name: expected[name] for name in shares}, abs=0.011)
    assert study.distinct == expected["ndc"]


def test_analysis_of_variance_pools_the_interaction() -> None:
    expected = _example()["expected"]["anova"]
    found = analysis(_example()["data"])
    squares = {row.source: row.squares for row in found.rows}
    assert squares["appraiser"] == pytest.approx(expected["SS_operator"], abs=5e-5)
    assert squares["part"] == pytest.approx(expected["SS_part"], abs=5e-5)
    assert squares["interaction"] == pytest.approx(expected["SS_interaction"], abs=5e-5)
    assert squares["repeat"] == pytest.approx(expected["SS_repeat"], abs=5e-5)
    assert squares["total"] == pytest.approx(expected["SS_total"], abs=5e-5)
    assert found.is_pooled
    study = found.study
    assert study.repeat**2 == pytest.approx(expected["pooled_var_repeat"], abs=5e-6)
    assert study.appraiser**2 == pytest.approx(expected["pooled_var_operator"], abs=5e-6)
    assert study.part**2 == pytest.approx(expected["pooled_var_part"], abs=5e-6)
    assert study.share(study.gauge) == pytest.approx(expected["pct_GRR_anova"], abs=0.005)


def test_the_interaction_may_stand_alone() -> None:
    """Two appraisers read two parts crosswise: all the spread of the means is interaction.

    Readings 1, 3 and 3, 1 with ± 0.1: SS of the interaction 8 × 1, of the repeats 8 × 0.01.
    """
    cross = [[[0.9, 3.1], [1.1, 2.9]], [[3.1, 0.9], [2.9, 1.1]]]
    found = analysis(cross)
    rows = {row.source: row for row in found.rows}
    assert not found.is_pooled
    assert rows["interaction"].squares == pytest.approx(8)
    assert rows["repeat"].squares == pytest.approx(0.08)
    assert rows["interaction"].f == pytest.approx(8 / 0.02)
    assert found.study.interaction == pytest.approx(((8 - 0.02) / 2) ** 0.5)
    assert (found.study.part, found.study.appraiser) == (0, 0)


def test_share_of_the_tolerance() -> None:
    study = average_and_range(_example()["data"])
    assert study.of_tolerance(study.gauge, 10) == pytest.approx(100 * 6 * 0.30578 / 10, abs=0.01)


@pytest.mark.parametrize("readings", [[], [[[1.0, 2.0]]], [[[1.0, 2.0], [1.0]], [[1.0, 2.0], [1.0, 2.0]]]])
def test_a_study_must_be_whole(readings: list[list[list[float]]]) -> None:
    with pytest.raises(Unbalanced):
        average_and_range(readings)
