"""What is decided is only added to: refusals, moves, taking back, and the database that keeps it so."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.roles import Role
from dure.plant.today import today
from dure.programme.eligibility import BadCondition
from dure.programme.funding import BadRule
from dure.programme.models import BudgetEntry, Firm, QuotaEntry, TargetEntry, TypeRule
from dure.programme.scope import EVERYTHING, within
from dure.programme.selection import Candidate, select
from dure.programme.selectors import decisions
from dure.programme.selectors.as_of import known_now
from dure.programme.services import calls, undoing
from dure.programme.services import decisions as deciding
from dure.programme.services.decisions import Part
from tests.plant.plants import person
from tests.programme import past

pytestmark = pytest.mark.django_db
EARLY, DAY, LATE = date(2025, 2, 1), date(2025, 3, 1), date(2025, 6, 1)


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def how(keeper):
    return {"source": "공고 2025-1", "by": keeper}


@pytest.fixture
def cohort(keeper):
    programme = calls.add_programme(code="JB", name="제조혁신", by=keeper)
    return calls.add_cohort(
        programme=programme, year=2025, first_on=date(2025, 5, 1), last_on=date(2026, 4, 30), by=keeper
    )


@pytest.fixture
def held(cohort, keeper):
    return calls.add_round(cohort=cohort, name="1차", opens_on=DAY, closes_on=date(2025, 3, 14), by=keeper)


@pytest.fixture
def js1(cohort, keeper):
    return calls.add_type(programme=cohort.programme, code="JS1", name="기초1", by=keeper)


@pytest.fixture
def js2(cohort, keeper):
    return calls.add_type(programme=cohort.programme, code="JS2", name="기초2", by=keeper)


def rule(kind, how, *, decided_on=DAY, cap=40_000_000, **changed):
    values = {
        "rate": Decimal("0.8"), "sources": {"province": Decimal(3), "city": Decimal(7)},
        "eligibility_rules": {"people_below": 20},
    }  # fmt: skip
    return deciding.decide_rule(type=kind, decided_on=decided_on, cap=Decimal(cap), **values | changed, **how)


def test_a_round_may_open_before_its_cohort_and_not_close_after_it(cohort, held, keeper):
    assert held.number == 1
    second = calls.add_round(cohort=cohort, name="추가", opens_on=LATE, closes_on=date(2025, 6, 10), by=keeper)
    assert second.number == 2
    with pytest.raises(Invalid):
        calls.change_round(round=second, closes_on=date(2026, 5, 1), by=keeper)
    with pytest.raises(Invalid):
        calls.change_cohort(cohort=cohort, last_on=date(2025, 6, 9), by=keeper)
    with pytest.raises(Invalid):
        calls.add_round(cohort=cohort, name="거꾸로", opens_on=LATE, closes_on=DAY, by=keeper)


def test_versions_of_a_rule(js1, how):
    first = rule(js1, how)
    second = rule(js1, how, decided_on=LATE, cap=50_000_000)
    assert (first.version, second.version) == (1, 2)
    assert decisions.rule_on(js1, known_now(date(2025, 2, 28))) is None
    assert decisions.rule_on(js1, known_now(date(2025, 5, 31))) == first
    assert decisions.rule_on(js1, known_now(LATE)) == second
    with pytest.raises(Conflict):
        rule(js1, how, decided_on=LATE, cap=50_000_000)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"rate": Decimal("0.81")}, BadRule), ({"cap": -1}, BadRule), ({"sources": {}}, BadRule),
        ({"sources": {"province": Decimal(0)}}, BadRule), ({"unit": Decimal("0.5")}, BadRule),
        ({"eligibility_rules": {"rich": True}}, BadCondition), ({"cut_off": Decimal(101)}, Invalid),
    ],
)  # fmt: skip
def test_rules_that_cannot_be(js1, how, changed, error):
    with pytest.raises(error):
        rule(js1, how, **changed)
    assert not TypeRule.objects.exists()


def test_a_version_is_taken_back_by_what_held_before(js1, how, keeper):
    first = rule(js1, how)
    with pytest.raises(Conflict):
        deciding.take_back(entry=first, reason="처음", by=keeper)
    second = rule(js1, how, decided_on=LATE, cap=50_000_000)
    with pytest.raises(Invalid):
        deciding.take_back(entry=second, reason=" ", by=keeper)
    again = deciding.take_back(entry=second, reason="금액 오기", by=keeper)
    assert (again.version, again.cap, again.decided_on, again.takes_back) == (3, 40_000_000, LATE, second)
    assert decisions.rule_on(js1, known_now(LATE)) == again
    for done in (second, again):
        with pytest.raises(Conflict):
            deciding.take_back(entry=done, reason="또", by=keeper)


def test_a_version_by_which_cases_were_decided_stays(js1, held, how, keeper):
    rule(js1, how)
    second = rule(js1, how, cap=50_000_000)
    with within(EVERYTHING):
        made = past.case(held, js1, keeper)
        made.steps.create(
            firm=made.firm, name="admit", end="eligible", taken_on=DAY, recorded_at=second.recorded_at, by=keeper,
            rule=second,
        )  # fmt: skip
        with pytest.raises(Conflict):
            deciding.take_back(entry=second, reason="바꿈", by=keeper)


def test_money_never_goes_below_what_is_there(cohort, js1, how, keeper):
    def money(won, day, **of):
        return deciding.decide_budget(cohort=cohort, paid_by="province", won=Decimal(won), decided_on=day, **of, **how)

    first = money(1000, DAY, type=js1)
    money(-400, LATE, type=js1)
    for won, day in ((-601, LATE), (-601, DAY), (-1, EARLY)):
        with pytest.raises(Conflict):
            money(won, day, type=js1)
    with pytest.raises(Conflict):
        money(-1, LATE)
    with pytest.raises(Conflict):
        deciding.take_back(entry=first, reason="취소", by=keeper)
    for won in ("0", "0.5"):
        with pytest.raises(Invalid):
            money(won, LATE)
    assert decisions.budget_on(cohort, known_now(LATE)).total == 600
    assert BudgetEntry.objects.count() == 2


def test_places_move_and_never_go_below_none(held, js1, js2, how, keeper):
    def moved(places, day):
        return deciding.move_places(
            round=held, taken_from=Part(js1), given_to=Part(js2), places=places, decided_on=day, **how
        )

    deciding.decide_quota(round=held, part=Part(js1), places=5, decided_on=DAY, **how)
    taken, given = moved(3, LATE)
    assert (taken.places, given.places, taken.move == given.move is not None) == (-3, 3, True)
    for places, day in ((3, LATE), (1, EARLY)):
        with pytest.raises(Conflict):
            moved(places, day)
    with pytest.raises(Invalid):
        deciding.move_places(round=held, taken_from=Part(js1), given_to=Part(js1), places=1, decided_on=LATE, **how)
    assert {p.type.code: p.most for p in decisions.places_on(held, known_now(LATE))} == {"JS1": 2, "JS2": 3}
    deciding.take_back(entry=given, reason="잘못 옮김", by=keeper)
    assert {p.type.code: p.most for p in decisions.places_on(held, known_now(LATE))} == {"JS1": 5}
    assert QuotaEntry.objects.count() == 5


def test_quotas_that_contradict_each_other(held, js1, how):
    def quota(part, places, bound="most"):
        return deciding.decide_quota(round=held, part=part, places=places, bound=bound, decided_on=DAY, **how)

    quota(Part(sector="c10"), 4)
    quota(Part(sector="C10"), 4, "least")
    with pytest.raises(Conflict):
        quota(Part(sector="C10"), 1, "least")
    for near in ("C", "C103"):
        with pytest.raises(Conflict):
            quota(Part(sector=near), 1)
    for wrong in ("Z10", "C1", "10", "C10.3"):
        with pytest.raises(Invalid):
            quota(Part(sector=wrong), 1)
    with pytest.raises(Invalid):
        quota(Part(js1), 0)
    assert [(p.sector, p.most, p.least) for p in decisions.places_on(held, known_now(DAY))] == [("C10", 4, 4)]


def test_quotas_are_those_that_the_selection_takes(held, js1, how):
    """Two of three places go to the two best; the food maker takes the last one by its least."""
    for part, places, bound in ((Part(), 3, "most"), (Part(city="muju"), 1, "most"), (Part(sector="C10"), 1, "least")):
        deciding.decide_quota(round=held, part=part, places=places, bound=bound, decided_on=DAY, **how)
    quotas = decisions.quotas_on(held, known_now(DAY))
    firms = [
        ("jeonju", "C29", 90),
        ("muju", "C25", 85),
        ("muju", "C25", 80),
        ("iksan", "C28", 75),
        ("iksan", "C1071", 61),
    ]
    candidates = [
        Candidate(n, Decimal(score), decisions.traits_of(Firm(city=city, sector=sector), js1, quotas))
        for n, (city, sector, score) in enumerate(firms, 1)
    ]
    assert select(candidates, quotas, Decimal(60)).selected == (1, 2, 5)


def test_targets_follow_each_other(cohort, js1, how, keeper):
    def target(firms, day, **of):
        return deciding.decide_target(cohort=cohort, firms=firms, decided_on=day, **of, **how)

    def held(day):
        return {(part[1:]): row.firms for part, row in decisions.targets_on([cohort], known_now(day)).items()}

    first = target(70, DAY)
    target(22, DAY, type=js1)
    second = target(71, LATE)
    with pytest.raises(Conflict):
        target(71, LATE)
    assert held(DAY) == {(None, ""): 70, (js1.pk, ""): 22}
    assert held(LATE) == {(None, ""): 71, (js1.pk, ""): 22}
    deciding.take_back(entry=second, reason="오기", by=keeper)
    assert held(LATE) == {(None, ""): 70, (js1.pk, ""): 22}
    deciding.take_back(entry=first, reason="계획 없음", by=keeper)
    assert held(DAY) == {(js1.pk, ""): 22}


def test_a_target_that_another_one_of_the_day_replaced_stays(cohort, how, keeper):
    first = deciding.decide_target(cohort=cohort, firms=70, decided_on=DAY, **how)
    deciding.decide_target(cohort=cohort, firms=71, decided_on=DAY, **how)
    with pytest.raises(Conflict):
        deciding.take_back(entry=first, reason="오기", by=keeper)


def test_a_type_of_another_programme_is_refused(cohort, held, how, keeper):
    other = calls.add_programme(code="OT", name="다른 사업", by=keeper)
    stranger = calls.add_type(programme=other, code="X", name="X", by=keeper)
    with pytest.raises(Invalid):
        deciding.decide_quota(round=held, part=Part(stranger), places=1, decided_on=DAY, **how)
    with pytest.raises(Invalid):
        deciding.decide_target(cohort=cohort, firms=1, type=stranger, decided_on=DAY, **how)
    with pytest.raises(Invalid):
        deciding.decide_budget(cohort=cohort, paid_by="city", won=Decimal(1), type=stranger, decided_on=DAY, **how)


def test_the_database_keeps_what_was_decided(cohort, held, js1, how):
    rule(js1, how)
    deciding.decide_budget(cohort=cohort, paid_by="city", won=Decimal(9), decided_on=DAY, **how)
    deciding.decide_quota(round=held, part=Part(), places=9, decided_on=DAY, **how)
    deciding.decide_target(cohort=cohort, firms=9, decided_on=DAY, **how)
    for table in (TypeRule, BudgetEntry, QuotaEntry, TargetEntry):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            table.objects.update(source="other")
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            table.objects.get().delete()
        assert table.objects.get().source == "공고 2025-1"
        assert table.objects.get().recorded_at.date() >= today().replace(day=1)


def test_the_frame_is_taken_back_until_something_rests_on_it(cohort, keeper):
    from dure.plant.models import ChangeRecord

    record = ChangeRecord.objects.filter(table="Cohort").latest("pk")
    undoing.undo(record_id=record.pk, by=keeper)
    assert not cohort.programme.cohorts.exists()
