"""Changing the plant: what is taken, what is refused with which words, and that each change leaves a record."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant import pictures, selectors, services
from dure.plant.models import Area, ChangeRecord, Person, Shift, Site, Skill, WorkCenter, WorkUnit
from dure.plant.roles import Role
from tests.plant.plants import PASSWORD, logged_in, person, small_plant

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def minutes(unit: WorkUnit, day: str, kind: str = "work") -> float:
    start = at(day)
    spans = selectors.planned_spans(unit, start, start + timedelta(days=1))
    return sum((span.end - span.start).total_seconds() for span in spans if span.kind == kind) / 60


def test_the_tree_shows_what_is_in_use_in_the_plants_order():
    small_plant()
    line = WorkCenter.objects.get()
    services.add_part(level="work-unit", by=None, code="M0", name="제면기", work_center=line, sort_order=0)
    old = WorkUnit.objects.get(code="M2")
    services.set_in_use(row=old, level="work-unit", in_use=False, by=None)
    (company,) = selectors.tree()
    units = company.children[0].children[0].children[0].children
    assert [node.row.code for node in units] == ["M0", "M1"]
    assert [unit.code for unit in selectors.active_units()] == ["M0", "M1"]


def test_nothing_goes_out_of_use_over_something_in_use():
    small_plant()
    with pytest.raises(Conflict, match="1라인 still has 2 parts"):
        services.set_in_use(row=WorkCenter.objects.get(), level="work-center", in_use=False, by=None)


def test_a_code_is_taken_once_and_has_no_spaces():
    small_plant()
    line = WorkCenter.objects.get()
    for code in ("M1", "M 9", ""):
        with pytest.raises(Invalid):
            services.add_part(level="work-unit", by=None, code=code, name="x", work_center=line)
    assert WorkUnit.objects.count() == 2


def test_a_change_is_kept_with_what_it_was():
    unit, chief = small_plant(), person(Role.SUPERVISOR)
    services.change_part(row=unit, by=chief, name="포장기 1호", code=unit.code)
    record = ChangeRecord.objects.first()
    assert (record.by, record.table, record.row_id) == (chief, "WorkUnit", unit.pk)
    assert (record.before, record.after) == ({"name": "포장기"}, {"name": "포장기 1호"})


def test_a_machine_moves_to_another_line():
    unit = small_plant()
    other = services.add_part(level="work-center", by=None, code="L2", name="2라인", area=Area.objects.get())
    services.change_part(row=unit, by=None, work_center=other)
    assert WorkUnit.objects.get(pk=unit.pk).work_center.code == "L2"


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PNG, "png"), (b"\xff\xd8\xff\xe0", "jpg"), (b"RIFF0000WEBPVP8", "webp"), (b"<svg onload=x>", None), (b"", None)],
)
def test_a_picture_is_known_by_its_bytes(data: bytes, kind: str | None):
    assert pictures.kind_of(data) == kind


def test_pictures_come_up_and_back_and_bad_ones_are_refused(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SECOND_FACTOR = tmp_path, False
    unit, client = small_plant(), logged_in(person(Role.SUPERVISOR))
    page = f"/plant/work-unit/{unit.pk}/picture/"
    assert client.post(page, {"picture": SimpleUploadedFile("a.exe", PNG)}).status_code == 302
    shown = client.get(f"/picture/work-unit/{unit.pk}/")
    assert (b"".join(shown.streaming_content), shown["Content-Type"]) == (PNG, "image/png")
    assert client.post(page, {"picture": SimpleUploadedFile("a.png", b"<script>")}).status_code == 422
    large = SimpleUploadedFile("b.png", PNG + bytes(pictures.MOST_BYTES))
    assert client.post(page, {"picture": large}).status_code == 422
    assert client.post(page, {"remove": "1"}).status_code == 302
    assert client.get(f"/picture/work-unit/{unit.pk}/").status_code == 404


def test_a_shift_changes_from_a_day_on_and_the_past_keeps_its_times():
    unit = small_plant()
    assert minutes(unit, "2026-03-03") == 480
    services.change_shift(
        shift=Shift.objects.get(), by=None, from_day=date(2026, 3, 4), ends=time(19), breaks=[(time(12), time(13))]
    )
    assert (minutes(unit, "2026-03-03"), minutes(unit, "2026-03-04")) == (480, 600)


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        ([(time(7), time(8, 30))], "outside the shift"),
        ([(time(12), time(13)), (time(12, 30), time(13, 30))], "overlap"),
        ([(time(12), time(12))], "overlap"),
    ],
)
def test_breaks_that_cannot_be(breaks: list[tuple[time, time]], words: str):
    small_plant()
    with pytest.raises(Invalid, match=words):
        services.change_shift(shift=Shift.objects.get(), by=None, from_day=date(2026, 1, 1), breaks=breaks)


def test_overtime_for_one_machine_is_only_its_own():
    unit = small_plant()
    other = WorkUnit.objects.get(code="M2")
    entry = services.add_entry(
        site=Site.objects.get(), kind="overtime", starts_at=at("2026-03-03T17:00"), ends_at=at("2026-03-03T19:00"),
        work_unit=unit, by=None,
    )  # fmt: skip
    assert (minutes(unit, "2026-03-03"), minutes(other, "2026-03-03")) == (600, 480)
    services.remove_entry(entry=entry, by=None)
    assert minutes(unit, "2026-03-03") == 480
    assert ChangeRecord.objects.first().verb == "removed"


def test_an_entry_ends_after_it_begins_and_within_three_months():
    small_plant()
    for end in ("2026-03-03T17:00", "2026-09-01T00:00"):
        with pytest.raises(Invalid):
            services.add_entry(
                site=Site.objects.get(), kind="closed", starts_at=at("2026-03-03T17:00"), ends_at=at(end), by=None
            )


def test_a_supervisor_deals_with_operators_only():
    chief, boss, hand = person(Role.SUPERVISOR), person(Role.ADMINISTRATOR), person(Role.OPERATOR)
    services.set_pin(person=hand, pin="2580", by=chief)
    with pytest.raises(Denied):
        services.set_pin(person=boss, pin="2580", by=chief)
    with pytest.raises(Denied):
        services.change_person(person=hand, by=chief, roles=["operator", "administrator"])
    with pytest.raises(Denied):
        services.add_person(username="own", roles=["administrator"], by=chief)
    with pytest.raises(Denied):
        services.change_person(person=chief, by=chief, roles=["administrator"])
    with pytest.raises(Denied):
        services.give_badge(person=boss, by=hand)


def test_the_last_administrator_stays():
    boss = person(Role.ADMINISTRATOR)
    for change in ({"roles": ["office"]}, {"is_active": False}, {"ends_on": date(2026, 1, 1)}):
        with pytest.raises(Conflict, match="last administrator"):
            services.change_person(person=Person.objects.get(pk=boss.pk), by=boss, **change)
    person(Role.ADMINISTRATOR, name="second")
    services.change_person(person=Person.objects.get(pk=boss.pk), by=boss, roles=["office"])


@pytest.mark.parametrize("pin", ["1111", "1234", "4321", "123", "123456789", "12a4", "١٢٣٥", ""])
def test_pins_that_are_refused(pin: str):
    boss = person(Role.ADMINISTRATOR)
    with pytest.raises(Invalid):
        services.set_pin(person=boss, pin=pin, by=boss)


@pytest.mark.parametrize("password", ["short-1", "0123456789", "password12", "ricemaker-x"])
def test_passwords_that_are_refused(password: str):
    with pytest.raises(Invalid):
        services.add_person(username="ricemaker", roles=["office"], password=password, by=None)


def test_a_mentor_needs_a_last_day():
    with pytest.raises(Invalid, match="last day"):
        services.add_person(username="m", roles=["mentor"], by=None)


def test_a_new_badge_voids_the_old_one():
    boss, hand = person(Role.ADMINISTRATOR), person(Role.OPERATOR)
    old = services.give_badge(person=hand, by=boss)
    new = services.give_badge(person=hand, by=boss)
    assert selectors.person_by_badge(old) is None
    assert selectors.person_by_badge(f" {new}\r\n") == hand


def test_skills_rise_and_go():
    boss, hand = person(Role.ADMINISTRATOR), person(Role.OPERATOR)
    skill = Skill.objects.create(code="S", name="제면")
    services.set_skill(person=hand, skill=skill, level=3, by=boss)
    assert selectors.skills_of([hand])[hand.pk, skill.pk].level == 3
    services.set_skill(person=hand, skill=skill, level=0, by=boss)
    assert selectors.skills_of([hand]) == {}
    with pytest.raises(Invalid):
        services.set_skill(person=hand, skill=skill, level=5, by=boss)


SETUP = {
    "company": "한울식품", "site": "본공장", "area": "포장동", "work_center": "1라인", "work_unit": "포장기",
    "preset": "three", "display_name": "김도윤", "username": "boss", "password": PASSWORD, "repeat": PASSWORD,
}  # fmt: skip


def test_the_first_set_up_makes_a_plant_and_is_closed_afterwards():
    client = Client()
    assert client.get("/login/")["Location"] == "/setup/"
    assert client.post("/setup/", SETUP | {"repeat": "other"}).status_code == 422
    assert client.post("/setup/", SETUP | {"password": "x", "repeat": "x"}).status_code == 422
    assert not Site.objects.exists()  # nothing half-done
    assert client.post("/setup/", SETUP).status_code == 302
    unit = WorkUnit.objects.get()
    tuesday = next(day for n in range(8, 15) if (day := date(timezone.localdate().year, 12, n)).weekday() == 1)
    assert minutes(unit, str(tuesday)) == 24 * 60 - 90  # three times eight hours less half an hour each
    assert client.get("/setup/").status_code == 404
    with pytest.raises(Conflict):
        services.set_up(**{k: v for k, v in SETUP.items() if k != "repeat"}, since=date(2026, 1, 1))


def test_the_month_shows_holidays_shifts_and_entries():
    small_plant()
    weeks = selectors.month(Site.objects.get(), date(2026, 2, 1), None, "ko")
    days = {cell.day: cell for week in weeks for cell in week}
    assert "설날" in days[date(2026, 2, 17)].holiday
    assert days[date(2026, 2, 17)].shifts == []
    assert days[date(2026, 2, 19)].shifts == [("D", time(8), time(17), 480)]
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in weeks)
    assert not days[date(2026, 1, 26)].is_in_month
