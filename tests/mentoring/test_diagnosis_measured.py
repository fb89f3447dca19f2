"""Each measured figure against a plant whose figure can be counted in the head."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from dure.inventory.models import Item, Unit
from dure.maintenance.models import Job
from dure.mentoring.measured import MEASURED
from dure.mentoring.models import AnswerEvidence, TableItem
from dure.mentoring.selectors.measured import figure, figures
from dure.mentoring.services import assessment_tables as tables
from dure.mentoring.services import diagnoses as services
from dure.plant.roles import Role
from dure.production.models import Downtime, DowntimeReason, ProductionResult
from dure.safety import services as safety
from tests.plant.fixtures import press, quick
from tests.plant.plants import person

__all__ = ["press", "quick"]
pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 29)
NOON = datetime(2026, 5, 20, 3, tzinfo=UTC)  # 12:00 in Seoul


def value(key: str) -> tuple[Decimal | None, Decimal, Decimal]:
    found = figure(key, TODAY)
    return found.value, found.part, found.whole


def test_an_empty_plant_knows_nothing(db):
    assert {found.value for found in figures(list(MEASURED), TODAY).values()} == {None}


def test_pieces_that_machines_count(press):
    def made(source: str, pieces: int, at: datetime = NOON) -> None:
        ProductionResult.objects.create(
            work_unit=press, hour=at, source=source, produced=pieces, good=pieces, first_at=at, last_at=at
        )

    made("counter", 60)
    made("cycles", 15)
    made("hand", 20)
    made("confirmed", 5)
    made("hand", 1000, NOON - timedelta(days=40))
    assert value("counted_share") == (Decimal("75.0"), 75, 100)
    found = figure("counted_share", TODAY)
    assert (found.since, found.until) == (date(2026, 5, 1), date(2026, 5, 28))


def test_stopped_time_with_a_reason(press):
    group = DowntimeReason.objects.create(code="G", name="고장")
    reason = DowntimeReason.objects.create(code="R", name="금형", parent=group)

    def stop(begin: int, minutes: int, why: DowntimeReason | None, **more: object) -> None:
        at = NOON + timedelta(minutes=begin)
        Downtime.objects.create(
            work_unit=press, started_at=at, ended_at=at + timedelta(minutes=minutes), reason=why, **more
        )

    stop(0, 30, reason)
    stop(60, 10, None)
    stop(90, 50, None, replaced_at=NOON)
    assert value("reason_share") == (Decimal("75.0"), 1800, 2400)


def test_planned_services_by_their_day(press):
    def service(number: str, due: date, done: datetime | None, **more: object) -> None:
        values = {"kind": Job.Kind.SERVICE, "title": "점검", "made_at": NOON, "work_unit": press} | more
        if done:
            values |= {"status": Job.Status.DONE, "started_at": done, "ended_at": done, "done": "함"}
        Job.objects.create(number=number, due_on=due, **values)

    service("1", date(2026, 5, 20), NOON)
    service("2", date(2026, 5, 19), NOON)
    service("3", date(2026, 5, 18), None)
    service("4", date(2026, 5, 21), NOON)
    service("5", date(2026, 5, 18), None, status=Job.Status.CANCELLED)
    assert value("service_share") == (Decimal("50.0"), 2, 4)


def test_safety_measures_by_their_day(press):
    chief = person(Role.SUPERVISOR, name="chief")
    area = press.work_center.area
    for text in ("덮개", "표지"):
        safety.add_action(text=text, area=area, owner=chief, due_on=date(2026, 5, 10), by=chief)
    assert value("action_share") == (Decimal("0.0"), 0, 2)


def test_registers_and_filling_in(press):
    """Two machines, none with a nameplate; one made item without a BOM: 0 %, level 0, filled in as such."""
    unit = Unit.objects.first()
    Item.objects.create(code="P1", name="제품", unit=unit, supply=Item.Supply.MAKE, kind=Item.Kind.FINISHED)
    assert value("bom_share") == (Decimal("0.0"), 0, 1)
    assert value("equipment_share") == (Decimal("0.0"), 0, 2)
    for name in ("manufacturer", "model", "serial_number"):
        setattr(press, name, "x")
    press.save()
    assert value("equipment_share") == (Decimal("50.0"), 1, 2)
    chief, han, lee = (person(role, name=str(uuid.uuid4())[:8]) for role in (Role.OWNER, Role.MENTOR, Role.QUALITY))
    _first, own = tables.add_first_tables(by=chief)
    row = services.begin_diagnosis(table=own, first=han, second=lee, assessed_on=TODAY, by=chief)
    assert services.fill_in(diagnosis=row, by=han) == 3
    item = TableItem.objects.get(module__table=own, figure="equipment_share")
    answer, proof = row.diagnosisanswers.get(item=item), AnswerEvidence.objects.get(item=item)
    assert (answer.level, proof.value, proof.part, proof.whole, proof.address) == (2, 50, 1, 2, "/coverage/")
    assert services.fill_in(diagnosis=row, by=han) == 0
    assert row.diagnosisanswers.filter(person=lee).count() == 0
