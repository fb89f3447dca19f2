"""Applications: forms as data, parts by several authors, attachments, handing in, and supports given twice."""

import copy
import threading
from datetime import date, timedelta

import pytest
from django.db import connections, transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid, NotFound
from dure.plant.models import ChangeRecord
from dure.plant.today import today
from dure.programme import application_form as form_rules
from dure.programme import workflow
from dure.programme.application_form import BadForm
from dure.programme.models import ApplicationPart, Case, CaseStep, EarlierSupport, Programme, Round
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors import applications as selectors
from dure.programme.selectors.supports import doubles
from dure.programme.services import actors, applications, papers, workflows
from tests.programme.cases import ANSWERS, PDF, filled_in, make_region, step
from tests.telemetry.test_locks import wait_for_waiter

FORM = workflows.usual_form()


@pytest.fixture
def region(db):
    with within(EVERYTHING):
        yield make_region()


@pytest.fixture
def draft(region):
    return step(region.begun(), "apply", region.people["firm"])


def changed(change):
    data = copy.deepcopy(FORM)
    change(data)
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(note="x"),
        lambda d: d.update(parts=[]),
        lambda d: d["parts"][0].update(questions=[]),
        lambda d: d["parts"].append(d["parts"][0]),
        lambda d: d["parts"][0].update(name="두레"),
        lambda d: d["parts"][0].update(name="agree"),
        lambda d: d["parts"][0]["questions"][0].update(name="seen"),
        lambda d: d["parts"][0]["words"].pop("ko"),
        lambda d: d["parts"][0]["questions"][0].update(kind="signature"),
        lambda d: d["parts"][0]["questions"][0].update(required="yes"),
        lambda d: d["parts"][0]["questions"][0].update(choices={"a": {"ko": "가", "en": "a"}}),
        lambda d: d["parts"][1]["questions"][0].pop("choices"),
        lambda d: d["parts"][0]["questions"][0].update(colour="red"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused(change):
    with pytest.raises(BadForm):
        form_rules.read(changed(change))


def test_costs_add_up_and_are_whole_won():
    question = form_rules.read(FORM).question("costs")
    lines = [
        {"item": "MES", "won": "40,000,000"},
        {"item": "", "won": ""},
        {"item": "태블릿", "won": "1500000", "note": "2대"},
    ]
    kept = form_rules.answer(question, lines)
    assert [line["won"] for line in kept] == ["40000000", "1500000"]
    assert form_rules.total(kept) == 41_500_000
    assert form_rules.answer(question, []) is None
    assert form_rules.answer(question, [{"item": "M\x00ES", "won": "1"}])[0]["item"] == "MES"
    for wrong in ({"item": "MES", "won": ""}, {"item": "MES", "won": "1.5"}, {"item": "MES", "won": "-3"}):
        with pytest.raises(Invalid):
            form_rules.answer(question, [wrong])


def test_the_form_of_the_round_goes_before_that_of_the_type(region):
    own = workflows.publish_form(kind=region.type, call=region.round, data=FORM, by=region.keeper)
    newer = workflows.publish_form(kind=region.type, data=FORM, by=region.keeper)
    assert (own.number, newer.number) == (2, 3)
    assert selectors.form_for(region.type, region.round) == own
    other = Round.objects.create(cohort=region.round.cohort, number=2, name="2", opens_on=today(), closes_on=today())
    assert selectors.form_for(region.type, other) == newer


def test_what_is_missing_shrinks_to_nothing(region, draft):
    firm = region.people["firm"]
    lacks = [question.name for _part, question in selectors.missing(draft.application)]
    assert lacks == [
        "contact", "phone", "products", "people", "sales", "registration", "level", "process", "problem", "system",
        "effect", "costs",
    ]  # fmt: skip
    with pytest.raises(workflow.Missing) as error:
        step(draft, "submit", firm)
    assert error.value.needs == ("form_complete", "consent")
    filled_in(draft, firm)
    assert selectors.missing(draft.application) == []
    assert step(draft, "submit", firm).state == "submitted"


def test_a_part_may_be_saved_half_way_and_finished_by_somebody_else(region, draft):
    firm, other = region.people["firm"], seat_of_same_firm(region)
    application = draft.application
    first = applications.save_part(application=application, name="plan", typed={"system": "자동 집계"}, seen=0, by=firm)
    assert (first.version, first.answers) == (1, {"system": "자동 집계"})
    typed = {"system": "자동 집계", "effect": "불량 절반"}
    second = applications.save_part(application=application, name="plan", typed=typed, seen=1, by=other)
    assert (second.version, second.changed_by) == (2, other)
    record = ChangeRecord.objects.filter(table="ApplicationPart").latest("pk")
    assert (record.by, record.before["answers"]) == (other, {"system": "자동 집계"})
    with pytest.raises(Conflict, match="saved this part at"):
        applications.save_part(application=application, name="plan", typed={"system": "다른 것"}, seen=1, by=firm)
    assert ApplicationPart.objects.get(name="plan").answers == typed


def seat_of_same_firm(region):
    return actors.give_seat(
        organisation=region.firm.organisation,
        username="firm-b",
        display_name="둘째",
        first_on=today(),
        by=region.keeper,
    ).person


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("firm", {"people": "열넷"}),
        ("firm", {"sales": "NaN"}),
        ("today", {"level": "highest"}),
        ("plan", {"effect": "가" * 8001}),
        ("cost", {"costs": [{"item": "MES", "won": "많이"}]}),
    ],
)
def test_what_does_not_fit_is_refused(region, draft, part, typed):
    with pytest.raises(Invalid):
        applications.save_part(application=draft.application, name=part, typed=typed, seen=0, by=region.people["firm"])
    assert draft.application.parts.count() == 0


def test_a_part_that_the_form_has_not(region, draft):
    with pytest.raises(NotFound):
        applications.save_part(application=draft.application, name="x", typed={}, seen=0, by=region.people["firm"])


@pytest.mark.parametrize("who", ["firm2", "agency", "province", "city"])
def test_only_the_firm_writes(region, draft, who):
    by = region.people[who]
    for act in (
        lambda: applications.save_part(application=draft.application, name="firm", typed={}, seen=0, by=by),
        lambda: applications.agree(application=draft.application, by=by),
        lambda: applications.add_file(
            application=draft.application, field="registration", data=PDF, name="a.pdf", by=by
        ),
    ):
        with pytest.raises(Denied):
            act()


def test_attachments_by_kind_size_and_number(region, draft):
    def add(data=PDF, field="registration"):
        return applications.add_file(
            application=draft.application, field=field, data=data, name="a.pdf", by=region.people["firm"]
        )

    for wrong in (b"MZ\x90", b"<html>", b"%PDF-" + b" " * (30 * 1024 * 1024)):
        with pytest.raises(Invalid):
            add(wrong)
    with pytest.raises(NotFound):
        add(field="contact")
    made = [add() for _ in range(5)]
    with pytest.raises(Conflict):
        add()
    applications.remove_file(file=made[0], by=region.people["firm"])
    assert draft.application.files.count() == 4


def test_after_handing_in_it_is_frozen_until_it_is_sent_back(region, draft):
    firm, application = region.people["firm"], draft.application
    filled_in(draft, firm)
    step(draft, "submit", firm)
    file = application.files.get()
    for act in (
        lambda: applications.save_part(application=application, name="firm", typed={}, seen=1, by=firm),
        lambda: applications.add_file(application=application, field="registration", data=PDF, name="b", by=firm),
        lambda: applications.remove_file(file=file, by=firm),
    ):
        with pytest.raises(Conflict, match="handed in"):
            act()
    assert application.parts.get(name="firm").answers["contact"] == "대표"
    step(draft, "return", region.people["agency"], reason="연락처가 없습니다")
    typed = ANSWERS["firm"] | {"phone": "063-000-0001"}
    assert applications.save_part(application=application, name="firm", typed=typed, seen=1, by=firm).version == 2


def handed_in(region):
    case = step(region.begun(), "apply", region.people["firm"])
    filled_in(case, region.people["firm"])
    step(case, "submit", region.people["firm"])
    papers.add_paper(case=case, kind="rules_checked", data=PDF, note="적합", by=region.people["agency"])
    return case


def supported(region, number="999-99-00010", **values):
    day = today()
    line = {"type": "", "first": day - timedelta(days=900), "last": day - timedelta(days=500)} | values
    text = f"{number}\t기업 1\t타 기관 사업\t{line['type']}\t{line['first']}\t{line['last']}\t50,000,000"
    assert papers.load_supports(text=text, source="중기부 조회", by=region.keeper) == (1, 0)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"last": ""}, "runs"),
        ({"last": date(2099, 1, 1)}, "runs"),
        ({"type": "JS1"}, "before"),
        ({"type": "js1"}, "before"),
        ({}, None),
        ({"type": "JS2"}, None),
        ({"number": "999-99-00024", "last": ""}, None),
    ],
)
def test_supports_elsewhere_that_count_and_that_do_not(region, values, why):
    case = handed_in(region)
    supported(region, **values)
    assert [one.why for one in doubles(case)] == ([why] if why else [])
    if why is None:
        assert step(case, "admit", region.people["agency"]).state == "eligible"
        return
    with pytest.raises(workflow.Missing) as error:
        step(case, "admit", region.people["agency"])
    assert error.value.needs == ("no_duplicate_support",)


def test_a_false_finding_is_cleared_by_a_paper(region):
    case, agency = handed_in(region), region.people["agency"]
    supported(region, last="")
    papers.add_paper(case=case, kind="no_duplicate_support", data=PDF, note="중도 포기 확인서", by=agency)
    assert step(case, "admit", agency).state == "eligible"


def other_case(region, *, firm=None, is_open, ended, code="JS1"):
    """A case of another programme, as it would stand after some time."""
    programme = Programme.objects.create(code="OLD", name="앞 사업")
    kind = programme.types.create(code=code, name=code)
    case = Case.objects.create(
        firm=firm or region.firm, number="OLD-2024-0001", programme=programme, round=region.round, type=kind,
        workflow=region.programme.workflows.get(), state=ended, since_on=today(), is_open=is_open,
    )  # fmt: skip
    for end in ("intent", *(["agreed"] if ended == "closed" else []), ended):
        CaseStep.objects.create(
            firm=case.firm, case=case, name="x", end=end, taken_on=date(2024, 7, 1), recorded_at=clock.now(),
            by=region.keeper,
        )  # fmt: skip
    return case


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"is_open": True, "ended": "running", "code": "X"}, ["open"]),
        ({"is_open": False, "ended": "closed"}, ["before"]),
        ({"is_open": False, "ended": "withdrawn"}, []),
        ({"is_open": False, "ended": "closed", "code": "JS2"}, []),
    ],
)
def test_cases_of_our_own_that_count_and_that_do_not(region, values, why):
    case = handed_in(region)
    other_case(region, **values)
    assert [one.why for one in doubles(case)] == why


def test_another_firms_case_does_not_count(region):
    case = handed_in(region)
    other_case(region, firm=region.firms[1], is_open=True, ended="running")
    assert doubles(case) == []


@pytest.mark.parametrize(
    "line",
    [
        "9999900011,기업,사업,,2024-01-01",
        "9999900010,,사업,,2024-01-01",
        "9999900010,기업,사업,,작년",
        "9999900010,기업,사업,,2024-05-01,2024-04-01",
        "9999900010,기업,사업,,2024-05-01,,많이",
    ],
)
def test_supports_are_loaded_all_or_none(region, line):
    with pytest.raises(Invalid, match="2"):
        papers.load_supports(text=f"9999900024,나,사업,,2024-01-01\n{line}", source="조회", by=region.keeper)
    assert EarlierSupport.objects.count() == 0


def test_supports_loaded_again_stay_once(region):
    text = "사업자등록번호,기업명,사업,유형,시작,종료,금액\n999-99-00010,기업 1,사업,JS1,2024.01.02,2024-12-31,1000"
    assert papers.load_supports(text=text, source="조회", by=region.keeper) == (1, 0)
    assert papers.load_supports(text=text, source="조회", by=region.keeper) == (0, 1)
    row = EarlierSupport.objects.get()
    assert (row.business_number, row.first_on, row.won) == ("9999900010", date(2024, 1, 2), 1000)


@pytest.mark.django_db(transaction=True)
def test_two_authors_save_the_same_part_at_once():
    told = []
    with within(EVERYTHING):
        region = make_region()
        case = step(region.begun(), "apply", region.people["firm"])
        application = case.application

    def save(text):
        applications.save_part(
            application=application, name="plan", typed={"system": text}, seen=0, by=region.people["firm"]
        )

    def second():
        try:
            with within(EVERYTHING):
                save("나중")
        except Conflict as error:
            told.append(str(error))
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    with within(EVERYTHING), transaction.atomic():
        save("먼저")
        thread.start()
        wait_for_waiter()
    thread.join(30)
    assert len(told) == 1
    with within(EVERYTHING):
        assert ApplicationPart.objects.get().answers == {"system": "먼저"}
