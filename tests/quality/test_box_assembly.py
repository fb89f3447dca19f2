"""Real results of a box assembly run through inspection, charts and capability; Pp and Ppk equal CheckMate's sheets.

Source: NIST/MTC design, manufacturing and inspection data for a box assembly; capability by CheckMate, Origin
International, 2017. All forty parts were made on the same mill.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from dure.inventory.models import Item
from dure.plant.models import Person
from dure.quality import services
from dure.quality.models import Characteristic, Inspection, InspectionPlan, Measurement
from dure.quality.selectors.capability import capability_of
from dure.quality.selectors.charts import groups_of
from dure.quality.services import Reading, Subject
from dure.quality.spc.capability import Limits, capability, with_bonus
from dure.quality.spc.summary import summary
from tests.inventory.shelves import item as make_item
from tests.quality import box
from tests.quality.box import Feature, SheetRow

MODIFIED = {"POSITION1", "POSITION2"}
"""Positions at maximum material condition: the sheet's tolerance grows with the hole (see below)."""
NAMES = [(part, number) for part, count in (("Cover", 27), ("Plate", 31)) for number in range(count)]


def _row(part: str, number: int) -> SheetRow:
    return box.sheet(part)[number]


def _limits(row: SheetRow) -> Limits:
    """The sheet takes a geometric tolerance for one of ± its zone: Ppk is that of the upper side alone."""
    lower = row.nominal + row.lower if row.lower is not None else row.nominal - row.upper
    return Limits(lower, row.nominal + row.upper)


@pytest.mark.parametrize(("part", "number"), NAMES)
def test_indices_equal_the_third_partys(part: str, number: int) -> None:
    """Its figures come from more decimals than it prints, so 0.1 % are left to the rounding of the values."""
    row = _row(part, number)
    told = summary(row.values)
    assert told.mean == pytest.approx(row.mean, abs=6e-4)
    assert (told.low, told.high) == (row.lowest, row.highest)
    assert told.sd is not None
    limits = _limits(row)
    if row.name in MODIFIED:
        return  # see test_positions_with_their_bonus
    found = capability(limits, told.mean, told.sd)
    assert found.two_sided is not None
    assert found.two_sided.value == pytest.approx(row.pp, rel=1e-3, abs=6e-4)
    assert found.nearest.value == pytest.approx(row.ppk, rel=1e-3, abs=6e-4)
    inside = sum(limits.lower <= value <= limits.upper for value in row.values)  # type: ignore[operator]
    assert inside == row.inside


def _cover_position() -> tuple[Sequence[float], Sequence[float]]:
    """POSITION2 with its hole CYLINDER3, which lies just above it in the sheet."""
    rows = box.sheet("Cover")
    at = next(number for number, row in enumerate(rows) if row.name == "POSITION2")
    return rows[at].values, rows[at - 1].values


def _plate_position() -> tuple[Sequence[float], Sequence[float]]:
    """POSITION1 with its hole, in the file's full digits: three decimals of a spread of 0.009 are too few."""
    by_name = {one.name: one for one in box.features("Plate")}
    position, hole = (by_name[name].values for name in ("POSITION1-1", "DIAMETER4-2"))
    return [float(one) for one in position], [float(one) for one in hole]


@pytest.mark.parametrize(
    ("part", "name", "values", "most_material"),
    [("Cover", "POSITION2", _cover_position, 4.2), ("Plate", "POSITION1", _plate_position, 3.992)],
)
def test_positions_with_their_bonus(
    part: str, name: str, values: Callable[[], tuple[Sequence[float], Sequence[float]]], most_material: float
) -> None:
    """0.25 at maximum material condition. The hole of the plate is 0.5 above its smallest size on average, so 0.75 are
    allowed, and that gives the sheet's figures to the last digit."""
    row = next(one for one in box.sheet(part) if one.name == name)
    position, hole = (summary(one) for one in values())
    limits = with_bonus(Limits(-0.25, 0.25), hole.mean, most_material)
    assert position.sd is not None
    found = capability(limits, position.mean, position.sd)
    assert found.two_sided is not None
    assert found.two_sided.value == pytest.approx(row.pp, abs=2e-3)
    assert found.nearest.value == pytest.approx(row.ppk, abs=2e-3)


@pytest.fixture
def judge(db: None) -> Person:
    return Person.objects.create(username="judge")


def _plan(part: str, judge: Person) -> InspectionPlan:
    item: Item = make_item(code=part.upper(), name=part)
    for feature in box.features(part):
        services.add_characteristic(
            item=item, name=feature.name, unit="mm", lower=feature.lower, target=feature.nominal,
            upper=feature.upper, decimals=3, by=judge,
        )  # fmt: skip
    return services.add_plan(kind="final", item=item, fixed=1, by=judge)


def _inspect(plan: InspectionPlan, part: str, number: int, judge: Person) -> Inspection:
    """One part: every feature of it measured, as the machine's file has them."""
    begun = datetime(2017, 3, 1, tzinfo=UTC) + timedelta(hours=number)
    inspection = services.begin_inspection(plan=plan, subject=Subject(), client_id=uuid4(), by=judge, begun_at=begun)
    by_name: dict[str, Feature] = {one.name: one for one in box.features(part)}
    readings = [
        Reading(line, 1, by_name[line.name].values[number], uuid4(), Measurement.Source.FILE, begun)
        for line in inspection.lines.all()
    ]
    services.measure(readings=readings, by=judge)
    return inspection


@pytest.mark.parametrize("part", box.PARTS)
def test_through_inspection_charts_and_capability(part: str, judge: Person) -> None:
    plan = _plan(part, judge)
    width = Characteristic.objects.filter(item=plan.item).order_by("position")[1]
    chart = services.add_chart(characteristic=width, kind="i_mr", by=judge)
    inspections = [_inspect(plan, part, number, judge) for number in range(20)]
    features = box.features(part)
    # Each value is judged as the measuring machine judged it.
    said = {(one.name, number): one.passed[number] for one in features for number in range(20)}
    values = Measurement.objects.select_related("line__inspection")
    order = {one.pk: number for number, one in enumerate(inspections)}
    judged = {(one.line.name, order[one.line.inspection_id]): one.is_good for one in values}
    assert judged == said
    assert sum(not good for good in judged.values()) == {"Cover": 0, "Plate": 51}[part]
    # The verdict of each part follows.
    bad = {number for (_name, number), good in said.items() if not good}
    for number, inspection in enumerate(inspections):
        proposal = services.standing(inspection).proposal
        assert (proposal == "rejected") == (number in bad)
        services.decide(inspection=inspection, verdict=proposal, by=judge)
    # A chart of single values, and the capability of every feature from what is kept.
    limits = services.freeze_limits(chart=chart, by=judge)
    assert (limits.groups, len(groups_of(chart))) == (20, 20)
    # File and sheet have the same features in the same order.
    rows = Characteristic.objects.filter(item=plan.item).order_by("position")
    for row, other in zip(rows, box.sheet(part), strict=True):
        if other.name in MODIFIED:
            continue
        found = capability_of(row)
        assert found.overall is not None
        assert found.overall.nearest.value == pytest.approx(other.ppk, rel=1.5e-2 if other.ppk > 40 else 2e-3)
        if found.overall.two_sided is not None:
            assert found.overall.two_sided.value == pytest.approx(other.pp, rel=2e-3)
    assert Decimal(Measurement.objects.count()) == 20 * len(features)
