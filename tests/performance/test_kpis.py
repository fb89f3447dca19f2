"""KPIs: the published worked example, what can't be computed, and adding over work units."""

import json
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.performance.elements import Elements, standard_names, total
from dure.performance.kpis import BY_CODE, KPIS, Need, Note, evaluate, evaluate_all
from tests import recordings

SHIFT = Elements(
    apt_planned=330 * 60,
    aust_planned=40 * 60,
    adet=60 * 60,
    adot=50 * 60,
    rest=60 * 60,
    produced=Decimal(600),
    good=Decimal(582),
    reject=Decimal(12),
    rework=Decimal(6),
    automatic=Decimal(540),
    ideal_s=Decimal(600 * 30),
)
NAMES = {
    "Availability": "availability",
    "Effectiveness": "effectiveness",
    "Quality_ratio": "quality_ratio",
    "OEE": "oee",
    "NEE": "nee",
    "Allocation_efficiency": "allocation_efficiency",
    "Utilization_efficiency": "utilization_efficiency",
    "Setup_ratio": "setup_ratio",
    "Technical_efficiency": "technical_efficiency",
    "Scrap_ratio": "scrap_ratio",
    "Rework_ratio": "rework_ratio",
}


def value(code: str, *parts: Elements) -> float | None:
    return evaluate(BY_CODE[code], parts).value


def test_single_figures_by_hand() -> None:
    """A shift of 480 minutes (worked example in the style of ISO 22400-2 annex): 330/480, 600×30 s/330 min, 582/600."""
    assert value("availability", SHIFT) == pytest.approx(0.6875)
    assert value("effectiveness", SHIFT) == pytest.approx(300 / 330)
    assert value("quality_ratio", SHIFT) == pytest.approx(0.97)
    assert value("oee", SHIFT) == pytest.approx(300 / 480 * 0.97)
    assert value("teep", SHIFT) == pytest.approx(300 / 540 * 0.97)
    assert value("equipment_load", SHIFT) == pytest.approx(300 / 540)
    assert value("automatic_share", SHIFT) == pytest.approx(0.9)


def test_published_worked_example() -> None:
    """Every expected figure of the reference file, to its four decimals."""
    file = recordings.folder().parent / "reference" / "iso22400_elements.json"
    if not file.exists():
        pytest.skip("the reference values aren't beside the repository")
    example = json.loads(file.read_text("utf-8"))["worked_example"]
    e = Elements(
        apt_planned=example["APT"] * 60,
        aust_planned=example["AUST"] * 60,
        adet=example["ADET"] * 60,
        adot=(example["PBT"] - example["AUBT"]) * 60,
        produced=Decimal(example["PQ"]),
        good=Decimal(example["GQ"]),
        reject=Decimal(example["SQ"]),
        rework=Decimal(example["RQ"]),
        ideal_s=Decimal(str(example["PRI"])) * example["PQ"] * 60,
    )
    names = standard_names(e)
    for element in ("PBT", "AUBT", "AUPT", "APT", "AUST", "ADET"):
        assert names[element] == example[element] * 60
    assert example["expect"].keys() == NAMES.keys()
    for name, expected in example["expect"].items():
        assert value(NAMES[name], e) == pytest.approx(expected, abs=5e-5), name


def test_failures_divide_by_one_more() -> None:
    """ISO 22400-2 KPI 31-33: two failures of 10 minutes in all within 330 + 40 minutes of processing."""
    e = Elements(apt_planned=330 * 60, aust_planned=40 * 60, adet=60 * 60, failure=10 * 60, failures=2)
    assert [value(code, e) for code in ("mtbf", "mttf", "mttr")] == [380 * 20, 370 * 20, 200]


def test_order_kpis_need_an_order() -> None:
    ordered = Elements(apt_planned=1800, aust_planned=600, adet=600, aoet=7200, produced=Decimal(60))
    assert value("throughput_rate", ordered) == 30
    assert value("allocation_ratio", ordered) == pytest.approx(3000 / 7200)
    assert evaluate(BY_CODE["throughput_rate"], [SHIFT]).reason is Need.ORDER


@pytest.mark.parametrize(
    ("code", "elements", "reason"),
    [
        ("availability", Elements(), Need.PLAN),
        ("availability", Elements(no_data=3600), Need.DATA),
        ("quality_ratio", Elements(apt_planned=60), Need.PIECES),
        ("effectiveness", Elements(adet=60), Need.PRODUCING),
        ("oee", Elements(apt_planned=60, produced=Decimal(1), without_ideal=Decimal(1)), Need.IDEAL),
        ("first_pass_yield", SHIFT, Need.FIRST_PASS),
        ("setup_ratio", Elements(adet=60), Need.PROCESSING),
        ("utilization_efficiency", Elements(adot=60), Need.BUSY),
    ],
)
def test_undefined_says_why_and_is_never_zero(code: str, elements: Elements, reason: Need) -> None:
    figure = evaluate(BY_CODE[code], [elements])
    assert (figure.value, figure.reason) == (None, reason)


def test_never_cut_at_one_hundred_percent() -> None:
    fast = Elements(apt_planned=600, produced=Decimal(70), good=Decimal(70), ideal_s=Decimal(700))
    figure = evaluate(BY_CODE["effectiveness"], [fast])
    assert figure.value == pytest.approx(700 / 600)
    assert Note.FAST in figure.notes
    beyond = evaluate(BY_CODE["availability"], [Elements(apt_planned=600, apt_outside=60)])
    assert beyond.value == pytest.approx(1.1)
    assert Note.OUTSIDE in beyond.notes


def test_unit_without_ideal_cycle_is_left_out_and_said() -> None:
    unknown = Elements(apt_planned=600, produced=Decimal(5), good=Decimal(5), without_ideal=Decimal(5))
    figure = evaluate(BY_CODE["oee"], [SHIFT, unknown])
    assert figure.value == value("oee", SHIFT)
    assert (figure.used, figure.of, Note.PARTIAL in figure.notes) == (1, 2, True)
    assert value("availability", SHIFT, unknown) == pytest.approx((330 + 10) / (480 + 10))


def test_gaps_are_said() -> None:
    figure = evaluate(BY_CODE["availability"], [Elements(apt_planned=60, no_data=60)])
    assert (figure.value, Note.GAPS in figure.notes) == (1.0, True)


def test_codes_are_unique_and_every_formula_is_written_down() -> None:
    assert len(BY_CODE) == len(KPIS)
    assert all(kpi.formula and kpi.name and kpi.needs for kpi in KPIS)


TIMES = st.floats(1, 10_000)
PIECES = st.integers(1, 1000).map(Decimal)


@given(st.lists(st.builds(Elements, apt_planned=TIMES, adet=TIMES, produced=PIECES, ideal_s=PIECES), min_size=1))
def test_a_figure_of_many_lies_between_theirs(units: list[Elements]) -> None:
    """A ratio of sums is a weighted mean: it can't leave the range of the single ratios."""
    for code in ("availability", "effectiveness", "technical_efficiency"):
        single = sorted(figure for unit in units if (figure := value(code, unit)) is not None)
        joint = value(code, *units)
        assert joint is not None
        assert single[0] - 1e-9 <= joint <= single[-1] + 1e-9


@given(st.lists(st.builds(Elements, apt_planned=TIMES, adet=TIMES, produced=PIECES), min_size=2, max_size=6))
def test_total_is_the_sum_one_by_one(units: list[Elements]) -> None:
    by_plus = units[0]
    for _, unit in pairwise(units):
        by_plus = by_plus + unit
    assert total(units).as_dict() == pytest.approx(by_plus.as_dict())
    assert evaluate_all(units)["availability"].of == len(units)
