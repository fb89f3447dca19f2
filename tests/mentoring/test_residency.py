"""Residencies: no double booking, eight weeks, handing over, and that a mentor's access ends with the stay."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.models import ResidencyMentor
from dure.mentoring.selectors.residency import planned_weeks, presence
from dure.mentoring.services import residency as services
from dure.mentoring.services.daylogs import take_save
from dure.mentoring.services.mentors import add_absence, add_conflict, add_mentor
from dure.mentoring.services.residency_undo import undo_residency_change
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.mentoring.residents import DAY, a_factory, a_mentor, a_stay, today
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 8, 31)


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def boss() -> Person:
    return person(Role.SUPERVISOR, name="boss")


@pytest.fixture
def firm(boss):
    small_plant()
    return a_factory("한울식품", boss)


def write(stay, mentor, day, by, hours=8):
    values = {"hours": Decimal(hours), "done": "공정 관찰", "found": "", "tomorrow": ""}
    return take_save(
        residency=stay, mentor=mentor, day=day, key=uuid.uuid4(), base=None, values=values, written_at=clock.now(),
        by=by,
    )  # fmt: skip


def test_eight_weeks_end_on_the_last_working_day(boss, firm):
    stay = a_stay(firm, [a_mentor("김멘토", boss)], boss, starts_on=MONDAY, weeks=8)
    assert stay.ends_on == date(2026, 10, 23)
    assert sum(len(one.week.days) for one in planned_weeks(stay, today())) == 36


def test_more_than_eight_weeks_need_a_reason_and_somebody_who_leads(boss, firm):
    one = a_mentor("김멘토", boss)
    with pytest.raises(Invalid):
        a_stay(firm, [one], boss, starts_on=MONDAY, weeks=9)
    with pytest.raises(Denied):
        a_stay(firm, [one], person(Role.PLANNER), starts_on=MONDAY, weeks=9, long_why="설비 입고 지연")
    stay = a_stay(firm, [one], boss, starts_on=MONDAY, weeks=9, long_why="설비 입고 지연")
    assert (stay.long_by, stay.long_why) == (boss, "설비 입고 지연")
    services.change_residency(residency=stay, mentors=[one], starts_on=MONDAY, weeks=8, by=boss, long_why="x")
    stay.refresh_from_db()
    assert (stay.long_by, stay.long_why) == (None, "")


def test_nobody_is_planned_twice_whatever_is_tried(boss, firm):
    chance = Random(7)
    mentors = [a_mentor(f"멘토{n}", boss) for n in range(4)]
    taken = refused = 0
    for _n in range(60):
        team = chance.sample(mentors, chance.randint(1, 2))
        begins = MONDAY + chance.randint(0, 150) * DAY
        try:
            a_stay(firm, team, boss, starts_on=begins, weeks=chance.randint(1, 8))
            taken += 1
        except Conflict:
            refused += 1
    assert taken > 5
    assert refused > 5
    for mentor in mentors:
        days = [
            one.residency.starts_on + n * DAY
            for one in ResidencyMentor.objects.filter(mentor=mentor).select_related("residency")
            for n in range((one.residency.ends_on - one.residency.starts_on).days + 1)
        ]
        assert len(days) == len(set(days))


def test_a_conflict_of_interest_keeps_a_mentor_away(boss, firm):
    one = a_mentor("김멘토", boss)
    add_conflict(mentor=one, factory=firm, reason="전 직장", by=boss)
    with pytest.raises(Conflict, match="conflict of interest"):
        a_stay(firm, [one], boss)


def test_access_ends_with_the_last_day(boss, firm, monkeypatch):
    one = a_mentor("김멘토", boss, login=True)
    stay = a_stay(firm, [one], boss, weeks=2)
    one.person.refresh_from_db()
    assert one.person.ends_on == stay.ends_on
    client = logged_in(one.person)
    page = reverse("mentoring:residency", args=[stay.pk])
    assert client.get(page).status_code == 200
    for day, status in ((stay.ends_on, 200), (stay.ends_on + DAY, 302)):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, at=day: at)
        assert client.get(page).status_code == status
    answer = client.get(page)
    assert (answer.status_code, answer["Location"].startswith("/login/")) == (302, True)
    assert client.get(reverse("mentoring:log-book"), headers={"Accept": "application/json"}).status_code == 401


def test_access_ends_early_with_a_stay_that_ends_early_and_stays_for_another(boss, firm):
    one = a_mentor("김멘토", boss, login=True)
    stay = a_stay(firm, [one], boss, weeks=6)
    services.end_residency(residency=stay, last_on=today() - DAY, result="절반 달성", by=boss)
    one.person.refresh_from_db()
    assert one.person.ends_on == today() - DAY
    assert one.person.has_left(today())
    later = a_stay(firm, [one], boss, starts_on=today() + 20 * DAY, weeks=2)
    one.person.refresh_from_db()
    assert one.person.ends_on == later.ends_on


def test_a_supervisor_who_is_also_a_mentor_is_no_mentors_log_in(boss):
    both = person(Role.MENTOR, Role.SUPERVISOR, name="both")
    with pytest.raises(Invalid):
        add_mentor(name="둘다", city="jeonju", by=boss, person=both)


def test_a_stay_ends_only_when_all_is_taken_over_or_somebody_says_why(boss, firm):
    one, worker = a_mentor("김멘토", boss), person(Role.OPERATOR, name="worker")
    stay = a_stay(firm, [one], boss)
    item = services.add_handover(residency=stay, text="지그 점검표", owner=worker, due_on=today(), by=boss)
    with pytest.raises(Invalid, match="taken over"):
        services.end_residency(residency=stay, last_on=today(), result="완료", by=boss)
    with pytest.raises(Denied):
        services.take_handover(handover=item, by=person(Role.PLANNER))
    services.take_handover(handover=item, by=worker)
    services.end_residency(residency=stay, last_on=today(), result="완료", by=boss)
    with pytest.raises(Conflict):
        services.add_handover(residency=stay, text="x", owner=worker, due_on=today(), by=boss)
    services.reopen_residency(residency=stay, by=boss)
    services.add_handover(residency=stay, text="금형 수리", owner=worker, due_on=today(), by=boss)
    ended = services.end_residency(
        residency=stay, last_on=today(), result="완료", by=boss, open_why="금형 입고 뒤에 한다"
    )
    assert ended.open_why == "금형 입고 뒤에 한다"


def test_a_mentor_takes_nothing_over(boss, firm):
    one = a_mentor("김멘토", boss, login=True)
    stay = a_stay(firm, [one], boss)
    with pytest.raises(Invalid):
        services.add_handover(residency=stay, text="x", owner=one.person, due_on=today(), by=boss)


def test_the_last_day_is_in_the_stay_and_not_to_come(boss, firm):
    stay = a_stay(firm, [a_mentor("김멘토", boss)], boss)
    for wrong in (today() + DAY, stay.starts_on - DAY):
        with pytest.raises(Invalid):
            services.end_residency(residency=stay, last_on=wrong, result="완료", by=boss)


def test_days_with_a_log_stay_in_the_residency(boss, firm):
    one, other = a_mentor("김멘토", boss), a_mentor("이멘토", boss)
    stay = a_stay(firm, [one], boss)
    write(stay, one, today() - 3 * DAY, boss)
    for change in ({"mentors": [other]}, {"starts_on": today() - DAY}):
        with pytest.raises(Conflict):
            services.change_residency(
                residency=stay, by=boss, **{"mentors": [one], "starts_on": stay.starts_on, "weeks": 4} | change
            )
    with pytest.raises(Conflict):
        services.end_residency(residency=stay, last_on=today() - 4 * DAY, result="완료", by=boss)


def test_attendance_is_counted_from_the_logs(boss, firm, monkeypatch):
    """Two weeks from Monday 7 September 2026, looked at on the Friday of the first: five days due, one on leave."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 11, 9, tzinfo=UTC))
    one = a_mentor("김멘토", boss)
    stay = a_stay(firm, [one], boss, starts_on=date(2026, 9, 7), weeks=2)
    add_absence(mentor=one, first_on=date(2026, 9, 8), last_on=date(2026, 9, 8), by=boss)
    write(stay, one, date(2026, 9, 7), boss, hours=8)
    write(stay, one, date(2026, 9, 9), boss, hours=Decimal("6.5"))
    write(stay, one, date(2026, 9, 10), boss, hours=0)
    found = presence(stay, date(2026, 9, 11))[0]
    assert (found.days.planned, found.days.due, found.days.present, found.hours) == (9, 4, 2, 14.5)


def test_a_week_is_planned_and_taken_back(boss, firm):
    stay = a_stay(firm, [a_mentor("김멘토", boss)], boss)
    services.plan_week(residency=stay, number=1, aim="진단", tasks="현장 관찰", by=boss)
    assert planned_weeks(stay, today())[0].aim == "진단"
    undo_residency_change(record_id=ChangeRecord.objects.latest("pk").pk, by=boss)
    assert planned_weeks(stay, today())[0].aim == ""
    with pytest.raises(Invalid):
        services.plan_week(residency=stay, number=9, aim="x", tasks="", by=boss)


def test_a_stay_planned_by_hand_over_http(boss, firm):
    one = a_mentor("김멘토", boss)
    client = logged_in(boss)
    data = {"factory": firm.pk, "mentors": [one.pk], "starts_on": "2026-08-31", "weeks": "9"}
    refused = client.post(reverse("mentoring:residency-add"), data)
    assert refused.status_code == 422
    made = client.post(reverse("mentoring:residency-add"), data | {"weeks": "8"})
    page = client.get(made["Location"])
    assert "2026-10-23" in page.content.decode()
    assert client.get(made["Location"] + "report/").status_code == 200
