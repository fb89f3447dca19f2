"""The record of a CCP: deviations hold goods, corrections are added, and nobody alters it without trace."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dure.config.engines.postgres import OWNER, Postgres
from dure.inventory.models import Item, Lot
from dure.inventory.selectors import downstream, upstream
from dure.kernel import clock
from dure.kernel.chain import Break, Fault
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.product.approval import Step
from dure.production.errors import NotReady
from dure.production.models import OrderHold
from dure.production.services.floor.starting import change_over
from dure.quality import services
from dure.quality.haccp.monitoring import slot_of
from dure.quality.models import CcpAnchor, CcpRecord, ControlPoint, HaccpVersion, Hazard, Nonconformance
from dure.quality.selectors import ccp
from dure.quality.selectors.ccp import Checked
from dure.quality.selectors.cleaning import carried_to
from dure.quality.services import Seen
from tests.production.floor.shop import Plant, make_plant, operations

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def plant() -> Plant:
    return make_plant(tracking="lot")


@pytest.fixture
def lee() -> Person:
    return Person.objects.create(username="lee")


def make_point(plant: Plant, lee: Person, **values: object) -> ControlPoint:
    """The kettle boils at 85 °C or more; looked at every half hour."""
    draft = services.add_haccp_plan(name="국수", by=plant.kim)
    hazard = services.add_haccp_part(
        version=draft, part=Hazard, by=plant.kim, step="삶기", hazard="바실루스", severity=3, likelihood=2,
        prerequisite=False, has_measure=True, removes=True,
    )  # fmt: skip
    facts = {
        "mark": "CCP-1B", "name": "품온", "unit": "℃", "lower": D(85), "method": "탐침 온도계", "every_minutes": 30,
        "work_unit": plant.kettle, "who": "삶기 담당", "corrective": "다시 삶는다", "verification": "일지 확인",
    }  # fmt: skip
    point = services.add_haccp_part(version=draft, part=ControlPoint, by=plant.kim, hazard=hazard, **(facts | values))
    services.move_haccp(version=draft, step=Step.SUBMIT, by=plant.kim)
    for step in (Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE):
        services.move_haccp(version=draft, step=step, by=lee)
    # As if it had been in force before the day's work.
    HaccpVersion.objects.filter(pk=draft.pk).update(in_force_from=plant.began - timedelta(hours=1))
    return ControlPoint.objects.select_related("version__plan").get(pk=point.pk)


def write(point: ControlPoint, plant: Plant, value: str, minutes: float, **facts: object) -> CcpRecord:
    seen = Seen(D(value), plant.after(minutes), **facts)  # type: ignore[arg-type]
    return services.record_value(point=point, seen=seen, client_id=uuid4(), by=plant.kim)


def test_a_plan_needs_four_eyes_and_stays(plant: Plant, lee: Person) -> None:
    point = make_point(plant, lee)
    with pytest.raises(Conflict, match="Only a draft"):
        services.change_haccp_part(row=point, by=lee, lower=D(70))
    with pytest.raises(DatabaseError, match="only a draft"), transaction.atomic():
        ControlPoint.objects.filter(pk=point.pk).update(lower=70)
    second = services.new_haccp_version(plan=point.version.plan, change_note="한계기준 강화", by=lee)
    copied = second.points.get()
    assert (copied.mark, copied.hazard.version_id, copied.hazard.decision) == ("CCP-1B", second.pk, "ccp")
    services.move_haccp(version=second, step=Step.SUBMIT, by=lee)
    with pytest.raises((Denied, Conflict), match="Somebody else"):
        services.move_haccp(version=second, step=Step.ENDORSE, by=lee)


def test_a_contaminated_lot_is_found_held_traced_recalled_and_reworked(plant: Plant, lee: Person) -> None:
    point = make_point(plant, lee)
    order = plant.order(60)
    boil, pack = operations(order)
    plant.start(boil, plant.kettle, 0)
    write(point, plant, "91.5", 15)
    plant.report(boil, plant.kettle, 30, 60)
    plant.start(pack, plant.packer, 30)
    plant.report(pack, plant.packer, 60, 30)
    lot = order.completions.get().moves.get(kind="product").lot
    assert lot.status == Lot.Status.AVAILABLE

    low = write(point, plant, "79.2", 62)
    lot.refresh_from_db()
    assert (low.is_within, low.order, lot.status) == (False, order, Lot.Status.HOLD)
    assert (low.case.source, low.case.stage) == ("ccp", "found")
    assert OrderHold.objects.get(order=order).ended_at is None
    # Up to the flour, and down to nobody: nothing of it has left.
    assert [step.number for step in upstream([lot])] == ["F1"]
    assert list(downstream([lot])) == []
    # What is packed after it was found is held too.
    plant.report(pack, plant.packer, 90, 30)
    services.watch_points(now=clock.now())
    assert set(Lot.objects.filter(item=plant.noodle).values_list("status", flat=True)) == {"hold"}

    with pytest.raises(Conflict, match="no corrective action"):
        services.sign_day(point=point, day=timezone.localdate(low.at), client_id=uuid4(), by=lee)
    done = services.note_action(
        record=low, text="가열 밸브 교체, 전량 재가열", disposition="rework", in_control=True, client_id=uuid4(),
        by=plant.kim,
    )  # fmt: skip
    case = Nonconformance.objects.get(pk=low.case_id)
    assert (done.about, case.stage, case.disposition) == (low, "contained", "rework")
    assert OrderHold.objects.get(order=order).ended_at is not None
    again = plant.order(60)
    plant.start(operations(again)[0], plant.kettle, 120)
    assert write(point, plant, "92", 130).is_within


def test_what_was_made_since_the_last_good_value_is_held(plant: Plant, lee: Person) -> None:
    """The first order ended before the look at 62 minutes, but after the last good one at 15."""
    point = make_point(plant, lee)
    first, second, before = plant.order(60), plant.order(40, plant.thick), plant.order(10)
    for order, start, end in ((before, 0, 10), (first, 12, 40), (second, 45, 100)):
        plant.start(operations(order)[0], plant.kettle, start)
        if order != second:
            plant.finish(operations(order)[0], plant.kettle, end)
    write(point, plant, "91", 15)
    low = write(point, plant, "79", 62)
    held = set(OrderHold.objects.filter(ended_at=None).values_list("order", flat=True))
    assert (held, low.order) == ({first.pk, second.pk}, second)


def test_the_sheet_is_verified_by_somebody_else(plant: Plant, lee: Person) -> None:
    point = make_point(plant, lee, is_always=True)
    one = write(point, plant, "91", 200)
    day = clock.from_us(clock.to_us(one.at)).astimezone(ccp.day_span(ccp.today())[0].tzinfo).date()
    with pytest.raises(Invalid, match="Somebody else"):
        services.sign_day(point=point, day=day, client_id=uuid4(), by=plant.kim)
    signed = services.sign_day(point=point, day=day, client_id=uuid4(), by=lee)
    assert (signed.sequence, signed.previous, signed.signed_as) == (2, one.hash, str(lee))
    assert ccp.sheet("CCP-1B", day).unsigned == 0
    fixed = services.correct_value(record=one, value=D("90"), reason="잘못 적음", client_id=uuid4(), by=plant.kim)
    assert ccp.sheet("CCP-1B", day).unsigned == 1
    (line,) = ccp.sheet("CCP-1B", day).lines
    assert (line.row.value, line.valid, fixed.about) == (91, fixed, one)
    with pytest.raises(Invalid, match="reason"):
        services.correct_value(record=one, value=D("90"), reason=" ", client_id=uuid4(), by=plant.kim)


def test_the_same_entry_comes_once(plant: Plant, lee: Person) -> None:
    point, sent = make_point(plant, lee), uuid4()
    seen = Seen(D("79"), plant.after(100))
    first = services.record_value(point=point, seen=seen, client_id=sent, by=plant.kim)
    assert services.record_value(point=point, seen=seen, client_id=sent, by=plant.kim) == first
    assert Nonconformance.objects.count() == 1
    with pytest.raises(Conflict, match="another content"):
        services.record_value(point=point, seen=Seen(D("97"), seen.at), client_id=sent, by=plant.kim)


def test_what_nobody_measured_is_written_down(plant: Plant, lee: Person) -> None:
    point = make_point(plant, lee)
    boil = operations(plant.order(60))[0]
    first = slot_of(plant.began, 30) + timedelta(minutes=30)
    wait = (first - plant.began).total_seconds() / 60
    plant.start(boil, plant.kettle, wait)
    plant.finish(boil, plant.kettle, wait + 120)
    write(point, plant, "90", wait + 70)
    told = services.watch_points(now=clock.now())
    assert {row.kind for row in told} == {"missed"}
    assert [row.slot for row in told] == [first + timedelta(minutes=at) for at in (0, 30, 90)]
    assert services.watch_points(now=clock.now()) == []


AS_IF_AFTER_ANOTHER = """
    CREATE TEMP TABLE quality_ccprecord AS SELECT 6 AS sequence, repeat('a', 64) AS hash;
    INSERT INTO public.quality_ccprecord
    SELECT (jsonb_populate_record(r, jsonb_build_object(
        'id', 900, 'sequence', 7, 'previous', repeat('a', 64), 'hash', repeat('b', 64), 'client_id', gen_random_uuid()
    ))).* FROM public.quality_ccprecord r
"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quality_ccprecord SET value = 90",
        "DELETE FROM quality_ccprecord",
        "TRUNCATE quality_ccprecord CASCADE",
        "UPDATE quality_ccpanchor SET hash = ''",
        "ALTER TABLE quality_ccprecord DISABLE TRIGGER quality_added_only",
        "INSERT INTO quality_ccprecord SELECT * FROM quality_ccprecord",
        "INSERT INTO quality_ccprecord SELECT * FROM quality_ccprecord ON CONFLICT (sequence) DO UPDATE SET value = 90",
        "MERGE INTO quality_ccprecord r USING quality_ccprecord s ON r.id = s.id WHEN MATCHED THEN DELETE",
        "ALTER TABLE quality_ccprecord DISABLE TRIGGER ALL",
        "ALTER TABLE quality_ccprecord OWNER TO dure_app",
        "DROP TRIGGER quality_added_only ON quality_ccprecord",
        "DROP TABLE quality_ccprecord CASCADE",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION quality_added_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "DELETE FROM quality_cleaningcheck",
        # A table of the session under the same name doesn't make the record look empty to its triggers.
        "CREATE TEMP TABLE quality_ccprecord (id int); TRUNCATE public.quality_ccprecord CASCADE",
        AS_IF_AFTER_ANOTHER,
    ],
)
def test_the_applications_role_can_alter_nothing(plant: Plant, lee: Person, statement: str) -> None:
    """Direct SQL by the role that pages and jobs have."""
    write(make_point(plant, lee), plant, "91", 15)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("dure_app",)
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)
    assert CcpRecord.objects.get().value == 91
    assert ccp.verify() == []


@pytest.mark.django_db(transaction=True)
def test_what_the_owner_alters_is_found_and_named(postgres: Postgres) -> None:
    """Whoever may switch triggers off is not stopped, but seen."""
    plant, lee = make_plant(tracking="lot"), Person.objects.create(username="lee")
    point = make_point(plant, lee)
    for minutes, value in enumerate(("91", "79", "92"), start=1):
        write(point, plant, value, minutes)
    head = ccp.head()
    CcpAnchor.objects.create(day=ccp.today(), sequence=head[0], hash=head[1], told_at=clock.now())
    assert ccp.verify() == []
    off, on = (f"ALTER TABLE quality_ccprecord {word} TRIGGER USER" for word in ("DISABLE", "ENABLE"))
    with psycopg.connect(postgres.url(OWNER, "dure"), autocommit=True) as link:
        try:
            link.execute(off)
            link.execute("UPDATE quality_ccprecord SET value = 89, low = 89, high = 89 WHERE sequence = 2")
            assert ccp.verify() == [Break(2, Fault.CONTENT)]
            assert ccp.verify_between(3, 3) == Checked(1, 3, [Break(2, Fault.CONTENT)])
            link.execute("DELETE FROM quality_ccprecord WHERE sequence = 3")
            assert ccp.verify() == [Break(2, Fault.CONTENT), Break(3, Fault.CUT)]
        finally:
            link.execute("ALTER TABLE quality_ccpanchor DISABLE TRIGGER USER")
            link.execute("DELETE FROM quality_ccprecord")
            link.execute("DELETE FROM quality_ccpanchor")
            link.execute(on)
            link.execute("ALTER TABLE quality_ccpanchor ENABLE TRIGGER USER")


def test_a_sheet_checks_its_own_part_of_the_record(plant: Plant, lee: Person) -> None:
    point = make_point(plant, lee)
    for minutes in range(1, 6):
        row = write(point, plant, "91", minutes)
        if minutes in (2, 4):
            day = ccp.today() - timedelta(days=5 - minutes)
            CcpAnchor.objects.create(day=day, sequence=minutes, hash=row.hash, told_at=clock.now())
    assert ccp.verify_between(1, 1) == Checked(1, 2, [])
    assert ccp.verify_between(3, 4) == Checked(3, 4, [])
    assert ccp.verify_between(4, 5) == Checked(3, 5, [])


def test_the_head_is_told_once_a_day(plant: Plant, lee: Person) -> None:
    assert services.anchor(day=ccp.today()) is None
    row = write(make_point(plant, lee), plant, "91", 15)
    made = services.anchor(day=ccp.today())
    assert made is not None
    assert (made.sequence, made.hash) == (1, row.hash)
    assert services.anchor(day=ccp.today()) == made


def test_wheat_is_cleaned_off_before_rice(plant: Plant, lee: Person) -> None:
    Item.objects.filter(pk=plant.noodle.pk).update(allergens=["wheat"])
    Item.objects.filter(pk=plant.flour.pk).update(allergens=[])
    boil = operations(plant.order(60))[0]
    plant.start(boil, plant.kettle, 0)
    plant.finish(boil, plant.kettle, 30)
    thick = operations(plant.order(40, plant.thick))[0]
    with pytest.raises(NotReady, match=r"carries|남아"):
        plant.start(thick, plant.kettle, 40)
    # Setting up may begin: the cleaning is part of it.
    change_over(client_id=uuid4(), operation=thick, work_unit=plant.kettle, person=plant.kim, at=plant.after(45))
    with pytest.raises(NotReady, match=r"carries|남아"):
        plant.start(thick, plant.kettle, 50)
    sent = uuid4()
    failed = services.sign_cleaning(
        work_unit=plant.kettle, lines={"분해 세척": True}, swab="12 RLU", swab_is_good=False, client_id=uuid4(),
        by=lee, at=plant.after(52),
    )  # fmt: skip
    assert (failed.is_good, failed.allergens, failed.before) == (False, ["wheat"], plant.noodle.name)
    with pytest.raises(NotReady, match=r"carries|남아"):
        plant.start(thick, plant.kettle, 54)
    check = services.sign_cleaning(
        work_unit=plant.kettle, lines={"분해 세척": True, "육안 확인": True}, client_id=sent, by=lee, at=plant.after(56)
    )
    assert check.is_good
    plant.start(thick, plant.kettle, 58)
    # Back to wheat there is nothing to clean.
    plant.finish(thick, plant.kettle, 70)
    assert plant.start(operations(plant.order(10))[0], plant.kettle, 75).checks == []


def test_a_plant_without_allergens_asks_one_question(plant: Plant, django_assert_num_queries: Any) -> None:
    Item.objects.update(allergens=[])
    boil = operations(plant.order(60))[0]
    plant.start(boil, plant.kettle, 0)
    plant.finish(boil, plant.kettle, 30)
    order = plant.order(40, plant.thick)
    with django_assert_num_queries(1):
        assert carried_to(plant.kettle, order, plant.after(60)).items == ()
