"""Conditions of the published JS1 and JS2 rules, checked by hand-made facts."""

from decimal import Decimal

import pytest

from dure.programme.eligibility import Answer, BadCondition, Facts, check, checked, verdict

JS1 = {
    "sales_below": 5_000_000_000, "people_below": 20, "never_supported": True, "not_closed": True, "no_arrears": True,
    "no_other_project": True,
}  # fmt: skip
"""매출 50억 미만, 20인 미만, 지원 이력 없음; 휴·폐업, 체납, 다른 기관 사업 수행 중이면 제외."""
JS2 = {"counts_results": True, "senses": True}
FITS = Facts(
    sales=Decimal(4_999_999_999), people=19, supported_before=False, is_closed=False, has_arrears=False,
    other_project=False,
)  # fmt: skip


def answers(conditions, facts):
    return {finding.name: finding.answer for finding in check(conditions, facts)}


def test_a_firm_that_fits():
    assert set(answers(JS1, FITS).values()) == {Answer.MET}
    assert verdict(check(JS1, FITS)) == Answer.MET


@pytest.mark.parametrize(
    ("changed", "broken", "why"),
    [
        ({"sales": Decimal(5_000_000_000)}, "sales_below", "Sales of 5,000,000,000 won are not below 5,000,000,000."),
        ({"people": 20}, "people_below", "20 people are not fewer than 20."),
        ({"supported_before": True}, "never_supported", "It was supported before."),
        ({"is_closed": True}, "not_closed", "The business is suspended or closed."),
        ({"has_arrears": True}, "no_arrears", "It owes taxes."),
        ({"other_project": True}, "no_other_project", "Another agency's project runs there."),
    ],
)
def test_each_condition_is_broken_alone(changed, broken, why):
    facts = Facts(**{name: getattr(FITS, name) for name in Facts.__slots__} | changed)
    found = [finding for finding in check(JS1, facts) if finding.answer != Answer.MET]
    assert [(one.name, one.answer, str(one.why)) for one in found] == [(broken, Answer.NOT_MET, why)]
    assert verdict(check(JS1, facts)) == Answer.NOT_MET


def test_what_nobody_knows_is_neither():
    found = check(JS1, Facts())
    assert {finding.answer for finding in found} == {Answer.UNKNOWN}
    assert all(str(finding.why) for finding in found)
    assert verdict(found) == Answer.UNKNOWN
    assert verdict(check(JS1, Facts(people=40))) == Answer.NOT_MET
    assert verdict([]) == Answer.MET


def test_levels_earlier_types_and_what_is_kept_by_computer():
    rule = JS2 | {"level_at_least": 2, "earlier_type": "JS1"}
    good = Facts(counts_results=True, senses=True, level=2, types=frozenset({"JS1"}))
    assert verdict(check(rule, good)) == Answer.MET
    bad = Facts(counts_results=False, senses=False, level=1, types=frozenset())
    assert set(answers(rule, bad).values()) == {Answer.NOT_MET}
    assert set(answers(rule, Facts()).values()) == {Answer.UNKNOWN}


@pytest.mark.parametrize(
    "conditions",
    [
        {"most_sales": 1}, {"people_below": 0}, {"people_below": True}, {"people_below": "20"}, {"level_at_least": 6},
        {"not_closed": False}, {"earlier_type": " "}, {"sales_below": Decimal("1.5")},
    ],
)  # fmt: skip
def test_what_nobody_can_check_is_refused(conditions):
    with pytest.raises(BadCondition):
        checked(conditions)


def test_conditions_are_told_in_one_order():
    assert list(checked({"no_arrears": True, "people_below": 20})) == ["people_below", "no_arrears"]
