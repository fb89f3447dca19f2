"""The waterfall's totals are the sums above them; the Pareto ranks and cumulates; charts say their figures in words."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.performance import charts
from dure.performance.elements import Elements
from dure.performance.losses import Loss, pareto, top_losses, waterfall
from tests.performance.test_kpis import SHIFT

AT = datetime(2026, 3, 9, tzinfo=UTC)


def loss(reason: str, seconds: float, begins: bool = True, unit: str = "M1") -> Loss:
    return Loss(1, unit, unit, reason, reason.title(), "g", "G", "unplanned", AT, seconds, begins)


def test_pareto_by_time_and_by_count() -> None:
    found = [loss("belt", 600), loss("belt", 300, begins=False), loss("film", 100), loss("film", 0.0), loss("", 1000)]
    assert [(r.code, r.seconds, r.count, r.cumulated) for r in pareto(found)] == [
        ("", 1000, 1, 0.5), ("belt", 900, 1, 0.95), ("film", 100, 2, 1.0)
    ]  # fmt: skip
    assert [(r.code, r.count, r.share) for r in pareto(found, rank="count")] == [
        ("film", 2, 0.5), ("", 1, 0.25), ("belt", 1, 0.25)
    ]  # fmt: skip
    assert [r.code for r in pareto([*found, loss("x", 9999, unit="M2")], "unit")] == ["M2", "M1"]
    assert pareto([]) == []


def test_waterfall_of_the_usual_shift() -> None:
    steps = {step.code: step.seconds / 60 for step in waterfall(SHIFT) or []}
    assert (steps["calendar"], steps["planned"], steps["producing"], steps["ideal"], steps["good"]) == (
        540,
        480,
        330,
        300,
        291,
    )
    assert (steps["rest"], steps["adot"], steps["setup"], steps["delay"], steps["speed"], steps["quality"]) == (
        -60, -50, -40, -60, -30, -9
    )  # fmt: skip
    assert [step.code for step in top_losses(SHIFT)] == ["delay", "adot", "setup", "speed", "quality"]


def test_without_an_ideal_cycle_it_ends_at_production_time() -> None:
    steps = waterfall(Elements(apt_planned=60, produced=Decimal(1), without_ideal=Decimal(1))) or []
    assert steps[-1].code == "producing"


LENGTH = st.floats(0, 1e6)


@given(
    st.builds(
        Elements, apt_planned=LENGTH, apt_outside=LENGTH, aust_planned=LENGTH, aust_outside=LENGTH, adet=LENGTH,
        adot=LENGTH, no_data=LENGTH, rest=LENGTH, maintenance=LENGTH, unplanned=LENGTH,
        ideal_s=st.integers(0, 10**6).map(Decimal), produced=st.just(Decimal(10)), good=st.integers(0, 10).map(Decimal),
    )
)  # fmt: skip
def test_every_total_is_the_total_before_and_the_steps_between(e: Elements) -> None:
    level = 0.0
    for step in waterfall(e) or []:
        if step.is_total and step.code != "calendar":
            assert step.seconds == pytest.approx(level, abs=1e-3)
        level = step.seconds if step.is_total else level + step.seconds


def test_a_line_breaks_where_a_value_is_missing_and_says_why() -> None:
    points = [
        charts.Point(str(n), v, "no data" if v is None else f"{v:.0%}")
        for n, v in enumerate([0.5, 0.6, None, 0.7, 0.8])
    ]
    root = ET.fromstring(charts.line("oee", "OEE <1>", points))
    assert len(root.findall("polyline")) == 2
    assert len(root.findall("circle")) == 4
    assert root.findtext("title") == "OEE <1>"
    assert "2: no data" in (root.findtext("desc") or "")


@given(st.floats(1e-6, 1e9))
def test_scales_are_round_and_high_enough(top: float) -> None:
    marks = charts.steps(top)
    assert marks[0] == 0
    assert marks[-1] >= top * (1 - 1e-9)
    assert 2 <= len(marks) <= 6
    assert len({round(b - a, 12) for a, b in pairwise(marks)}) <= len(marks)
