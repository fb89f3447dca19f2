"""Twenty plates and covers of a real mill: recording, run, lot, inspection and box told together, up and down.

Source: NIST/MTC box assembly. Which cover went on which plate isn't recorded; here it is the one of the same number.
"""

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from dure.inventory.models import Item, Lot
from dure.inventory.selectors import downstream, upstream
from dure.inventory.services import Link, NewLot, add_lots, link_lots
from dure.plant.models import Area, Enterprise, Site, WorkCenter, WorkUnit
from dure.production.models import OperationRun, WorkOrder
from dure.quality import services
from dure.quality.models import Inspection, Measurement, Nonconformance
from dure.quality.services import Reading, Subject
from tests import recordings
from tests.inventory.shelves import item as make_item
from tests.quality import box

pytestmark = pytest.mark.django_db
COUNT = 20


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the mill's own recording of a part says: from when to when, and its part counter at the end."""

    begun: datetime
    ended: datetime
    counter: int


def recorded(part: str, number: int) -> Recorded:
    name = f"nist-mtc-box-assembly/dev/{part}/{part}-Hurco04-{number:02}of20.txt.gz"
    with gzip.open(recordings.folder() / name, "rt", encoding="utf-8", errors="replace") as file:
        rows = sorted(row for row in (line.strip().split("|") for line in file) if row[0][:2] == "20" and len(row) > 2)
    counts = [int(row[2]) for row in rows if row[1] == "Part_Count" and row[2].isdecimal()]
    return Recorded(_moment(rows[0][0]), _moment(rows[-1][0]), counts[-1])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)


@pytest.fixture
def mill() -> WorkUnit:
    site = Site.objects.create(code="S", name="S", enterprise=Enterprise.objects.create(code="E", name="E"))
    center = WorkCenter.objects.create(code="C", name="C", area=Area.objects.create(code="A", name="A", site=site))
    return WorkUnit.objects.create(code="HURCO04", name="Hurco 04", work_center=center)


def made(part: str, mill: WorkUnit) -> list[tuple[Lot, Inspection, Recorded]]:
    """Every part: its run from the recording, its piece with a serial number, and its inspection of that run."""
    item: Item = make_item(code=part.upper(), name=part, unit_id="EA", kind="finished", tracking="serial")
    features = box.features(part)
    for one in features:
        services.add_characteristic(
            item=item, name=one.name, unit="mm", lower=one.lower, target=one.nominal, upper=one.upper, by=None
        )
    plan = services.add_plan(kind="final", item=item, fixed=1, by=None)
    order = WorkOrder.objects.create(number=f"WO-{part}", item=item, quantity=COUNT)
    found = []
    for number in range(COUNT):
        tape = recorded(part, number + 1)
        run = OperationRun.objects.create(work_order=order, work_unit=mill, started_at=tape.begun, ended_at=tape.ended)
        (lot,) = add_lots([NewLot(item, f"{part}-{number + 1:02}", status=Lot.Status.QUARANTINE)])
        subject = Subject(lot=lot, order=order, work_unit=mill, run=run, lot_size=Decimal(1))
        inspection = services.begin_inspection(
            plan=plan, subject=subject, client_id=uuid4(), by=None, begun_at=tape.ended
        )
        by_name = {one.name: one.values[number] for one in features}
        readings = [Reading(line, 1, by_name[line.name], uuid4(), "file") for line in inspection.lines.all()]
        services.measure(readings=readings, by=None)
        verdict = services.standing(inspection).proposal
        found.append((lot, services.decide(inspection=inspection, verdict=verdict, by=None), tape))
    return found


def test_a_bad_hole_is_traced_to_its_box_and_to_the_mills_recording(mill: WorkUnit) -> None:
    plates, covers = made("Plate", mill), made("Cover", mill)
    # The controller's own counter: plates up to 1108, covers up to 1178, as it ran.
    assert max(tape.counter for *_, tape in plates) == 1108
    assert max(tape.counter for *_, tape in covers) == 1178
    # What was refused can't be used; each has its case. All plates have RADIUS1 out of its limits.
    assert {lot.status for lot in Lot.objects.filter(item__code="PLATE")} == {Lot.Status.REJECTED}
    assert {lot.status for lot in Lot.objects.filter(item__code="COVER")} == {Lot.Status.AVAILABLE}
    assert Nonconformance.objects.filter(item__code="PLATE").count() == COUNT
    box_item = make_item(code="BOX", tracking="serial")
    boxes = add_lots([NewLot(box_item, f"BOX-{number + 1:02}") for number in range(COUNT)])
    link_lots(
        [
            Link(lot, boxes[number], Decimal(1), "WO-BOX", "BENCH")
            for parts in (plates, covers)
            for number, (lot, _inspection, _tape) in enumerate(parts)
        ]
    )
    # Down: the plates whose holes were drilled too wide, and the boxes they are in.
    wide = Measurement.objects.filter(is_good=False, line__name__startswith="DIAMETER5")
    suspects = list(Lot.objects.filter(pk__in=wide.values("line__inspection__lot")))
    numbers = sorted(lot.number[-2:] for lot in suspects)
    by_file = {f"{n + 1:02}" for one in box.features("Plate") if one.name.startswith("DIAMETER5")
               for n, good in enumerate(one.passed) if not good}  # fmt: skip
    assert numbers == sorted(by_file)
    assert sorted(step.number for step in downstream(suspects)) == [f"BOX-{number}" for number in numbers]
    # Up: from a box to both of its parts, their inspections, runs and recordings.
    parts = {step.number for step in upstream([boxes[0]])}
    assert parts == {"Plate-01", "Cover-01"}
    for lot, inspection, tape in (plates[0], covers[0]):
        assert lot.number in parts
        assert inspection.run is not None
        assert (inspection.run.started_at, inspection.run.ended_at) == (tape.begun, tape.ended)
        assert inspection.run.work_unit == mill
