"""Cases: letters of intent, numbers, steps by seats, papers, deadlines, and what the database keeps."""

import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connections, transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.today import today
from dure.programme import workflow
from dure.programme.models import (
    Application,
    ApplicationFile,
    ApplicationPart,
    Case,
    CasePaper,
    CaseStep,
    Cohort,
    Programme,
    Round,
    Seat,
    SupportType,
    TypeRule,
)
from dure.programme.scope import EVERYTHING, Scope, within
from dure.programme.services import cases, papers, workflows
from tests.programme.cases import PDF, filled_in, make_region, step
from tests.telemetry.test_locks import wait_for_waiter


@pytest.fixture
def region(db):
    with within(EVERYTHING):
        yield make_region()


def brought(case, kind, by):
    return papers.add_paper(case=case, kind=kind, data=PDF, note="붙임", by=by)


def test_a_letter_of_intent_begins_a_case_with_a_number(region):
    case = region.begun()
    assert case.number == "JS-2026-0001"
    assert (case.state, case.is_open, case.due_on) == ("intent", True, region.round.closes_on)
    first = case.steps.get()
    assert (first.name, first.start, first.end, first.by) == ("intent", "", "intent", region.people["firm"])
    other = cases.begin_case(firm=region.firms[1], call=region.round, kind=region.type, by=region.people["agency"])
    assert other.number == "JS-2026-0002"


def test_a_refused_letter_takes_no_number(region):
    region.begun()
    with pytest.raises(Conflict, match="JS-2026-0001 already"):
        region.begun()
    other = cases.begin_case(firm=region.firms[1], call=region.round, kind=region.type, by=region.people["firm2"])
    assert other.number == "JS-2026-0002"


@pytest.mark.parametrize("who", ["firm2", "city", "province", "forum", "supplier", "keeper"])
def test_only_the_firm_and_the_agency_send_a_letter(region, who):
    by = region.keeper if who == "keeper" else region.people[who]
    with pytest.raises(Denied):
        cases.begin_case(firm=region.firm, call=region.round, kind=region.type, by=by)
    assert Case.objects.count() == 0


def test_a_letter_needs_a_round_that_goes_on_and_a_type_of_its_programme(region):
    other = Programme.objects.create(code="X", name="다른 사업")
    stranger = SupportType.objects.create(programme=other, code="X1", name="다른 유형")
    with pytest.raises(Invalid):
        cases.begin_case(firm=region.firm, call=region.round, kind=stranger, by=region.people["firm"])
    Round.objects.update(closes_on=today() - timedelta(days=1))
    region.round.refresh_from_db()
    with pytest.raises(Conflict, match="is over"):
        region.begun()
    cohort = Cohort.objects.create(programme=other, year=2026, first_on=date(2026, 1, 1), last_on=date(2099, 1, 1))
    call = Round.objects.create(cohort=cohort, number=1, name="1", opens_on=today(), closes_on=today())
    with pytest.raises(Conflict, match="no life cycle yet"):
        cases.begin_case(firm=region.firm, call=call, kind=stranger, by=region.people["firm"])


def test_numbers_are_counted_by_programme_and_year(region):
    region.begun()
    later = Cohort.objects.create(
        programme=region.programme, year=2027, first_on=date(2027, 1, 1), last_on=date(2099, 1, 1)
    )
    call = Round.objects.create(cohort=later, number=1, name="1차", opens_on=today(), closes_on=today())
    made = cases.begin_case(firm=region.firms[1], call=call, kind=region.type, by=region.people["firm2"])
    assert made.number == "JS-2027-0001"


def test_a_life_cycle_checks_itself_and_knows_all_facts(region):
    data = workflows.usual_workflow()
    data["steps"][0]["needs"] = ["moonlight"]
    with pytest.raises(Invalid, match="No such facts: moonlight"):
        workflows.publish_workflow(programme=region.programme, data=data, by=region.keeper)
    data["steps"][0] |= {"needs": [], "to": "nowhere"}
    with pytest.raises(workflow.BadWorkflow):
        workflows.publish_workflow(programme=region.programme, data=data, by=region.keeper)
    assert region.programme.workflows.count() == 1
    data = workflows.usual_workflow()
    data["steps"][0]["days"] = 5
    assert workflows.publish_workflow(programme=region.programme, data=data, by=region.keeper).number == 2


def test_a_case_goes_on_by_the_version_with_which_it_began(region):
    case = region.begun()
    data = workflows.usual_workflow()
    data["steps"] = [one for one in data["steps"] if one["name"] != "visit"]
    for one in data["steps"]:
        one["from"] = [state for state in one["from"] if state != "visited"]
    workflows.publish_workflow(programme=region.programme, data=data, by=region.keeper)
    brought(case, "visit_note", region.people["agency"])
    assert step(case, "visit", region.people["agency"]).state == "visited"


def test_a_step_rests_on_a_paper_brought_for_it(region):
    case, agency = region.begun(), region.people["agency"]
    with pytest.raises(workflow.Missing) as error:
        step(case, "visit", agency)
    assert error.value.needs == ("visit_note",)
    brought(case, "visit_note", agency)
    step(case, "visit", agency)
    assert (case.state, case.due_on) == ("visited", today() + timedelta(days=30))
    step(case, "apply", region.people["firm"])
    filled_in(case, region.people["firm"])
    step(case, "submit", region.people["firm"])
    brought(case, "rules_checked", agency)
    step(case, "return", agency, reason="견적서를 더 내십시오")
    step(case, "submit", region.people["firm"])
    # The check was of the application as it was before.
    with pytest.raises(workflow.Missing) as error:
        step(case, "admit", agency)
    assert error.value.needs == ("rules_checked",)


def test_papers_are_brought_by_those_who_take_the_step(region):
    case = region.begun()
    for who in ("firm", "city", "province", "supplier"):
        with pytest.raises(Denied):
            brought(case, "visit_note", region.people[who])
    with pytest.raises(Denied):
        brought(case, "ranking", region.people["agency"])
    with pytest.raises(Invalid, match="what the paper shows"):
        papers.add_paper(case=case, kind="visit_note", data=PDF, note=" ", by=region.people["agency"])
    with pytest.raises(Invalid, match="kind of file"):
        papers.add_paper(case=case, kind="visit_note", data=b"MZ", note="붙임", by=region.people["agency"])
    assert case.papers.count() == 0


def test_a_role_ends_with_its_seat(region):
    case, agency = region.begun(), region.people["agency"]
    brought(case, "visit_note", agency)
    Seat.objects.filter(person=agency).update(first_on=date(2020, 1, 1), last_on=today() - timedelta(days=1))
    with pytest.raises(workflow.NotYours):
        step(case, "visit", agency)


def test_a_step_names_the_rule_that_holds(region):
    kept = {"type": region.type, "rate": "0.7", "cap": 1, "sources": {}, "source": "공고", "recorded_by": region.keeper}
    for version, day in ((1, date(2025, 1, 1)), (2, today()), (3, today() + timedelta(days=1))):
        TypeRule.objects.create(version=version, decided_on=day, recorded_at=clock.now(), **kept)
    assert region.begun().steps.get().rule.version == 2


def test_steps_stay_as_they_are(region):
    taken = region.begun().steps.get()
    for change in (
        lambda: CaseStep.objects.filter(pk=taken.pk).update(reason="anders"),
        lambda: CaseStep.objects.filter(pk=taken.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            change()
    assert CaseStep.objects.get().reason == ""


def test_withdrawing_needs_a_reason_and_frees_the_firm(region):
    case, firm = region.begun(), region.people["firm"]
    with pytest.raises(workflow.Missing) as error:
        step(case, "withdraw", firm, reason="  ")
    assert error.value.needs == ("reason",)
    step(case, "withdraw", firm, reason="설비를 옮깁니다")
    assert (case.state, case.is_open, case.due_on) == ("withdrawn", False, None)
    assert case.steps.order_by("-pk")[0].reason == "설비를 옮깁니다"
    assert region.begun().number == "JS-2026-0002"


def test_the_application_is_due_before_the_round_closes(region):
    Round.objects.update(closes_on=today() + timedelta(days=5))
    case = step(region.begun(), "apply", region.people["firm"])
    assert case.due_on == today() + timedelta(days=5)


def test_nothing_is_handed_in_after_the_round(region):
    firm = region.people["firm"]
    case = step(region.begun(), "apply", firm)
    filled_in(case, firm)
    Round.objects.update(closes_on=today() - timedelta(days=1))
    case = Case.objects.get()
    with pytest.raises(workflow.Missing) as error:
        step(case, "submit", firm)
    assert error.value.needs == ("round_open",)


def test_what_came_in_time_may_be_completed_after_the_round(region):
    firm = region.people["firm"]
    case = step(region.begun(), "apply", firm)
    filled_in(case, firm)
    step(case, "submit", firm)
    Round.objects.update(closes_on=today() - timedelta(days=1))
    case = step(Case.objects.get(), "return", region.people["agency"], reason="등록증이 흐립니다")
    assert case.due_on == today() + timedelta(days=7)
    Case.objects.update(due_on=today() - timedelta(days=1))
    with pytest.raises(workflow.Missing):
        step(Case.objects.get(), "submit", firm)
    Case.objects.update(due_on=today())
    assert step(Case.objects.get(), "submit", firm).state == "submitted"


def test_what_is_late_is_marked_once_until_the_next_step(region):
    case = region.begun()
    assert cases.mark_overdue(day=case.due_on) == 0
    assert cases.mark_overdue(day=case.due_on + timedelta(days=1)) == 1
    assert cases.mark_overdue(day=case.due_on + timedelta(days=2)) == 0
    case.refresh_from_db()
    assert case.overdue_on == case.due_on + timedelta(days=1)
    step(case, "apply", region.people["firm"])
    assert case.overdue_on is None


def test_rows_of_a_case_are_seen_with_their_firm(region):
    case, agency = region.begun(), region.people["agency"]
    brought(case, "visit_note", agency)
    step(case, "apply", region.people["firm"])
    filled_in(case, region.people["firm"])
    for scope, count in (
        (Scope(cities=frozenset({"jeongeup"})), 1),
        (Scope(firms=frozenset({region.firm.pk})), 1),
        (Scope(cities=frozenset({"iksan"})), 0),
        (Scope(firms=frozenset({region.firms[1].pk})), 0),
        (Scope(), 0),
    ):
        with within(scope):
            assert [m.objects.count() for m in (Case, Application)] == [count, count]
            assert [m.objects.count() > 0 for m in (ApplicationFile, ApplicationPart, CasePaper)] == [count == 1] * 3


def test_the_second_of_two_is_told(region):
    case, firm = region.begun(), region.people["firm"]
    seen = case.steps.get().pk
    cases.take_step(case=case, name="withdraw", after=seen, by=firm, reason="사정")
    with pytest.raises(Conflict, match="Meanwhile firm 담당 has taken"):
        cases.take_step(case=case, name="apply", after=seen, by=region.people["agency"])


class TakenBack(Exception):
    """Ends a transaction of the test."""


def at_once(first, second, *, taken_back=False):
    """The second begins while the first one's transaction is open. Returns what it was told."""
    told = []

    def run():
        try:
            with within(EVERYTHING):
                second()
        except Conflict as error:
            told.append(str(error))
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    with within(EVERYTHING), suppress(TakenBack), transaction.atomic():
        first()
        other.start()
        wait_for_waiter()
        if taken_back:
            raise TakenBack
    other.join(30)
    return told


@pytest.mark.django_db(transaction=True)
def test_two_people_take_a_step_at_the_same_moment():
    with within(EVERYTHING):
        region = make_region()
        case = region.begun()
        seen = case.steps.get().pk
    told = at_once(
        lambda: cases.take_step(case=case, name="apply", after=seen, by=region.people["firm"]),
        lambda: cases.take_step(case=case, name="withdraw", after=seen, by=region.people["firm"], reason="사정"),
    )
    assert len(told) == 1
    assert "Meanwhile" in told[0]
    with within(EVERYTHING):
        assert list(case.steps.values_list("name", flat=True)) == ["intent", "apply"]


@pytest.mark.django_db(transaction=True)
def test_two_letters_of_a_firm_at_the_same_moment():
    with within(EVERYTHING):
        region = make_region()
    told = at_once(region.begun, region.begun)
    assert len(told) == 1
    assert "JS-2026-0001 already" in told[0]
    with within(EVERYTHING):
        assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_whatever_is_written_at_once():
    """The first letter is taken back at the end; the second, which waited, gets its number."""
    with within(EVERYTHING):
        region = make_region()

    def second():
        cases.begin_case(firm=region.firms[1], call=region.round, kind=region.type, by=region.people["firm2"])

    assert at_once(region.begun, second, taken_back=True) == []
    with within(EVERYTHING):
        assert list(Case.objects.values_list("number", flat=True)) == ["JS-2026-0001"]
