"""What was changed of the plant can be taken back by the message that tells of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dure.kernel.errors import Conflict, Invalid
from dure.plant import services
from dure.plant.models import CalendarEntry, ChangeRecord, Person, Site, Skill, Tablet, WorkUnit
from dure.plant.roles import Role
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def chief() -> Client:
    return logged_in(person(Role.ADMINISTRATOR))


def undo_in(page) -> str:
    """The address in the message on the page that came after the deed."""
    found = re.findall(
        r'action="([^"]*(?:/undo/|/in-service/\d/|/restore/|/remove/))"', page.content.decode().split('id="toasts"')[1]
    )
    assert found, "no undo in the message"
    return found[-1]


def test_a_machine_out_of_use_is_back_by_undo_and_out_again_by_undo_of_that(chief: Client):
    unit = small_plant()
    page = chief.post(f"/plant/work-unit/{unit.pk}/in-use/", {"in_use": "0"}, follow=True)
    unit.refresh_from_db()
    assert not unit.is_active
    page = chief.post(undo_in(page), follow=True)
    unit.refresh_from_db()
    assert unit.is_active
    chief.post(undo_in(page))
    unit.refresh_from_db()
    assert not unit.is_active


def test_a_changed_nameplate_gets_its_old_values_back(chief: Client):
    unit = small_plant()
    facts = {
        "work_center": unit.work_center_id,
        "code": "M1",
        "name": "포장기 2호",
        "sort_order": 0,
        "rated_power_kw": "7.5",
    }
    page = chief.post(f"/plant/work-unit/{unit.pk}/", facts, follow=True)
    unit.refresh_from_db()
    assert (unit.name, unit.rated_power_kw) == ("포장기 2호", 7.5)
    chief.post(undo_in(page))
    unit.refresh_from_db()
    assert (unit.name, unit.rated_power_kw) == ("포장기", None)
    assert ChangeRecord.objects.filter(table="WorkUnit", row_id=unit.pk, verb="changed").count() == 2


def test_saving_without_a_change_offers_no_undo(chief: Client):
    unit = small_plant()
    facts = {"work_center": unit.work_center_id, "code": "M1", "name": "포장기", "sort_order": 0}
    page = chief.post(f"/plant/work-unit/{unit.pk}/", facts, follow=True)
    assert "/undo/" not in page.content.decode()


def test_an_added_machine_goes_by_undo_unless_something_is_below_it():
    small_plant()
    by = person(Role.ADMINISTRATOR)
    record = ChangeRecord.objects.get(table="WorkUnit", label="충전기")
    services.undo_change(record_id=record.pk, by=by)
    assert not WorkUnit.objects.filter(name="충전기").exists()
    with pytest.raises(Conflict):
        services.undo_change(record_id=ChangeRecord.objects.get(table="WorkCenter").pk, by=by)


def test_a_deviation_of_the_calendar_comes_back_as_it_was(chief: Client):
    site = Site.objects.get(pk=small_plant().work_center.area.site_id)
    start = timezone.now().replace(microsecond=0)
    entry = services.add_entry(
        site=site, kind="closed", starts_at=start, ends_at=start + timedelta(hours=3), note="정전", by=None
    )
    page = chief.post(f"/calendar/{entry.pk}/remove/", follow=True)
    assert not CalendarEntry.objects.exists()
    chief.post(undo_in(page))
    back = CalendarEntry.objects.get()
    assert (back.kind, back.starts_at, back.ends_at, back.note) == ("closed", start, start + timedelta(hours=3), "정전")


def test_what_was_changed_again_meanwhile_is_not_taken_back():
    unit, by = small_plant(), person(Role.ADMINISTRATOR)
    services.change_part(row=unit, by=by, name="하나")
    record = ChangeRecord.objects.latest("pk")
    services.change_part(row=unit, by=by, name="둘")
    with pytest.raises(Conflict):
        services.undo_change(record_id=record.pk, by=by)
    unit.refresh_from_db()
    assert unit.name == "둘"


def test_only_the_tables_named_can_be_taken_back():
    small_plant()
    record = ChangeRecord.objects.filter(table="Shift").latest("pk")
    with pytest.raises(Invalid):
        services.undo_change(record_id=record.pk, by=person(Role.ADMINISTRATOR))


def test_a_person_out_of_service_is_back_by_undo(chief: Client):
    who = person(Role.OPERATOR, name="kim")
    given = {"display_name": "김작업", "username": "kim", "roles": ["operator"], "language": "ko"}
    page = chief.post(f"/people/{who.pk}/", given, follow=True)
    assert not Person.objects.get(pk=who.pk).is_active
    page = chief.post(undo_in(page), follow=True)
    assert Person.objects.get(pk=who.pk).is_active
    chief.post(undo_in(page))
    assert not Person.objects.get(pk=who.pk).is_active


def test_a_tablet_out_of_use_is_back_by_undo_with_the_same_token(chief: Client):
    small_plant()
    chief.post("/tablets/register/", {"name": "포장 태블릿"})
    tablet = Tablet.objects.get()
    page = chief.post(f"/tablets/{tablet.pk}/remove/", follow=True)
    chief.post(undo_in(page))
    again = Tablet.objects.get()
    assert (again.is_active, again.token_hash) == (True, tablet.token_hash)


def test_a_skill_added_by_mistake_goes(chief: Client):
    page = chief.post("/skills/add/", {"name": "용접", "code": "WELD", "sort_order": 0}, follow=True)
    assert Skill.objects.count() == 1
    chief.post(undo_in(page))
    assert not Skill.objects.exists()
