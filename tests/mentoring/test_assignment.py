"""From the lists to a proposal, what a person sets, and the residencies that are made of it."""

from datetime import date

import pytest
from django.urls import reverse

from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.assigning import Weights
from dure.mentoring.models import AssignedStay, Residency
from dure.mentoring.selectors.assignment import monday_of, problem_of
from dure.mentoring.services import assignment as services
from dure.mentoring.services.mentors import add_absence, add_conflict
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.mentoring.residents import DAY, a_factory, a_mentor, a_stay
from tests.plant.plants import logged_in, person, small_plant

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 9, 7)


@pytest.fixture
def boss(db) -> Person:
    small_plant()
    return person(Role.SUPERVISOR, name="boss")


def stays_of(proposal) -> dict[str, tuple[date | None, list[int]]]:
    return {str(one.factory): (one.starts_on, one.team) for one in AssignedStay.objects.filter(assignment=proposal)}


def test_days_become_weeks(boss):
    """From Wednesday 9 September the first whole week is the second; until Friday 9 October four weeks after it."""
    a_mentor("김멘토", boss, quality=3)
    firm = a_factory("가", boss, first_on=date(2026, 9, 9), span=0)
    firm.last_on = date(2026, 10, 9)
    firm.save()
    asked = problem_of(MONDAY, Weights()).factories[0]
    assert (asked.first, asked.last) == (1, 4)


def test_leave_and_other_stays_take_weeks(boss):
    """Three days of leave take a week, two don't; a stay of two weeks takes two."""
    one = a_mentor("김멘토", boss)
    asking = a_factory("가", boss, first_on=MONDAY)
    add_absence(mentor=one, first_on=MONDAY, last_on=MONDAY + DAY, by=boss)
    add_absence(mentor=one, first_on=MONDAY + 7 * DAY, last_on=MONDAY + 9 * DAY, by=boss)
    other = a_factory("나", boss, first_on=MONDAY)
    a_stay(other, [one], boss, starts_on=MONDAY + 21 * DAY, weeks=2)
    problem = problem_of(MONDAY, Weights())
    assert problem.mentors[0].taken == {1, 3, 4}
    assert problem.mentors[0].before == 2
    assert [one.key for one in problem.factories] == [asking.pk]


def test_a_proposal_is_accepted_stay_by_stay(boss):
    near, far = a_mentor("가까운", boss, quality=3), a_mentor("먼", boss, city="muju", quality=4)
    firm = a_factory("전주공장", boss, first_on=MONDAY, quality=2)
    proposal = services.propose(first_on=MONDAY + 2 * DAY, by=boss)
    assert proposal.is_proven
    assert stays_of(proposal) == {"전주공장": (MONDAY, [near.pk])}
    stay = proposal.stays.get()
    made = services.accept_stay(stay=stay, by=boss)
    assert (made.starts_on, made.factory, [one.mentor for one in made.team.all()]) == (MONDAY, firm, [near])
    with pytest.raises(Conflict):
        services.accept_stay(stay=stay, by=boss)
    with pytest.raises(Invalid, match="No factory"):
        services.propose(first_on=MONDAY, by=boss)
    assert far.stays.count() == 0


def test_what_a_person_sets_is_kept_by_the_next_proposal(boss):
    near, far = a_mentor("가까운", boss), a_mentor("먼", boss, city="muju")
    a_factory("가", boss, first_on=MONDAY)
    a_factory("나", boss, first_on=MONDAY)
    first = services.propose(first_on=MONDAY, by=boss)
    stay = first.stays.get(factory__name="가")
    services.set_stay(stay=stay, starts_on=MONDAY + 7 * DAY, team=[far], by=boss)
    second = services.propose(first_on=MONDAY, by=boss, base=first)
    assert stays_of(second)["가"] == (MONDAY + 7 * DAY, [far.pk])
    assert second.stays.get(factory__name="가").is_locked
    first.refresh_from_db()
    assert first.closed_at is not None
    services.release_stay(stay=second.stays.get(factory__name="가"), by=boss)
    third = services.propose(first_on=MONDAY, by=boss, base=second)
    assert stays_of(third)["가"] != (MONDAY + 7 * DAY, [far.pk])
    assert near.pk in [key for _day, team in stays_of(third).values() for key in team]


def test_what_can_not_be_set_is_refused_with_the_reason(boss):
    one, other = a_mentor("김멘토", boss, quality=3), a_mentor("이멘토", boss)
    firm = a_factory("가", boss, first_on=MONDAY, quality=2)
    add_conflict(mentor=one, factory=firm, reason="전 직장", by=boss)
    stay = services.propose(first_on=MONDAY, by=boss).stays.get()
    assert (stay.starts_on, stay.why["lack"], stay.why["what"]) == (None, "barred", "quality")
    for team, day, word in (
        ([one], MONDAY, "conflict of interest"), ([other], MONDAY, "all that"), ([], MONDAY, "size"),
        ([other], MONDAY - 7 * DAY, "between|fit"),
    ):  # fmt: skip
        with pytest.raises(Conflict, match=word):
            services.set_stay(stay=stay, starts_on=day, team=team, by=boss)
    with pytest.raises(Invalid):
        services.set_stay(stay=stay, starts_on=MONDAY + DAY, team=[other], by=boss)


def test_a_stay_that_somebody_planned_meanwhile_is_not_accepted(boss):
    one = a_mentor("김멘토", boss)
    firm = a_factory("가", boss, first_on=MONDAY)
    stay = services.propose(first_on=MONDAY, by=boss).stays.get()
    a_stay(a_factory("나", boss, first_on=MONDAY), [one], boss, starts_on=MONDAY, weeks=4)
    with pytest.raises(Conflict):
        services.accept_stay(stay=stay, by=boss)
    assert Residency.objects.filter(factory=firm).count() == 0


def test_the_page_says_why(boss):
    a_mentor("가까운", boss, quality=3)
    a_mentor("먼", boss, city="muju", quality=4)
    a_factory("전주공장", boss, first_on=MONDAY, quality=2)
    a_factory("자동화공장", boss, first_on=MONDAY, automation=3)
    client = logged_in(boss)
    data = {"first_on": MONDAY, "unserved": 10000, "km": 1, "over": 30, "wait": 5, "road_factor": 1.3}
    made = client.post(reverse("mentoring:assignment-propose"), data)
    page = client.get(made["Location"]).content.decode()
    assert "자동화·간이 장치" in page
    assert "품질 관리: 가까운" in page
    assert monday_of(MONDAY + 6 * DAY) == MONDAY
