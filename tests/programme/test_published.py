"""Published figures of the Jeonbuk programme come out of rows as of the day of the report, whatever was entered since.

From the regional press: 70 firms wanted in the first year, of which the call gave 40 to JS1 and 20 to JS2 (ajunews,
2024-04-08); 22 + 45 + 4 places given in the end, 71 together, and 39 of 70 done, 56 %, on 2 January 2025; 305억 won of
three years, 168 + 98 + 39. Which source pays which of the three parts, and on what days places moved, is made up here.
"""

from datetime import date
from decimal import Decimal

import pytest

from dure.plant.roles import Role
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors import actuals, decisions
from dure.programme.selectors.as_of import known_now, known_then
from dure.programme.services import calls
from dure.programme.services import decisions as deciding
from dure.programme.services.decisions import Part
from tests.plant.plants import person
from tests.programme import past

pytestmark = pytest.mark.django_db
EOK = 100_000_000
REPORT = date(2025, 1, 2)


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def year(keeper, monkeypatch):
    past.on(monkeypatch, "2024-03-11")
    programme = calls.add_programme(code="JB", name="스마트 제조혁신", by=keeper)
    types = {
        code: calls.add_type(programme=programme, code=code, name=code, by=keeper) for code in ("JS1", "JS2", "JS3")
    }
    cohort = calls.add_cohort(
        programme=programme, year=2024, first_on=date(2024, 7, 1), last_on=date(2025, 6, 30), by=keeper
    )
    held = calls.add_round(cohort=cohort, name="1차", opens_on=date(2024, 3, 20), closes_on=date(2024, 4, 3), by=keeper)
    return cohort, held, types


def decided(day, source, by):
    return {"decided_on": date.fromisoformat(day), "source": source, "by": by}


def places(held, at):
    return {one.type.code: one.most for one in decisions.places_on(held, at)}


def test_places_22_45_4_of_71(year, keeper, monkeypatch):
    _cohort, held, types = year
    for code, many in (("JS1", 40), ("JS2", 20), ("JS3", 10)):
        deciding.decide_quota(
            round=held, part=Part(types[code]), places=many, **decided("2024-03-18", "공고문", keeper)
        )
    past.on(monkeypatch, "2024-05-20")
    for giving, many in (("JS1", 18), ("JS3", 6)):
        deciding.move_places(
            round=held, taken_from=Part(types[giving]), given_to=Part(types["JS2"]), places=many,
            **decided("2024-05-17", "선정위원회", keeper),
        )  # fmt: skip
    deciding.decide_quota(round=held, part=Part(types["JS2"]), places=1, **decided("2024-05-17", "선정위원회", keeper))
    past.on(monkeypatch, "2025-02-03")
    deciding.move_places(
        round=held, taken_from=Part(types["JS2"]), given_to=Part(types["JS3"]), places=2,
        **decided("2024-12-30", "변경 승인", keeper),
    )  # fmt: skip

    assert places(held, known_now(date(2024, 3, 17))) == {}
    assert places(held, known_now(date(2024, 5, 16))) == {"JS1": 40, "JS2": 20, "JS3": 10}
    reported = places(held, known_then(REPORT))
    assert reported == {"JS1": 22, "JS2": 45, "JS3": 4}
    assert sum(reported.values()) == 71
    assert places(held, known_now(REPORT)) == {"JS1": 22, "JS2": 43, "JS3": 6}


def test_39_of_70_are_56_percent(year, keeper, monkeypatch):
    cohort, held, types = year
    deciding.decide_target(cohort=cohort, firms=70, **decided("2024-03-18", "사업계획", keeper))
    with within(EVERYTHING):
        past.on(monkeypatch, "2024-06-19")
        rows = [
            past.case(held, types[code], keeper, state="agreed")
            for code, many in (("JS1", 22), ("JS2", 45), ("JS3", 4))
            for _one in range(many)
        ]
        past.on(monkeypatch, "2024-12-20")
        for row in rows[:39]:
            past.step(row, "settling", keeper)
        past.on(monkeypatch, "2025-01-15")
        for row in rows[39:49]:
            past.step(row, "settling", keeper)
        past.step(rows[49], "settling", keeper, "2024-12-30")
        past.step(rows[0], "terminated", keeper, "2024-12-31")
        past.step(rows[1], "terminated", keeper)
    past.on(monkeypatch, "2025-02-03")
    deciding.decide_target(cohort=cohort, firms=75, **decided("2025-01-20", "변경계획", keeper))

    def line(at, label="all"):
        found = [one for one in actuals.lines_on([cohort], list(types.values()), at) if label in (one.kind, one.label)]
        return found[0].wanted, found[0].agreed, found[0].finished, found[0].share

    assert line(known_then(REPORT)) == (70, 71, 39, 56)
    assert line(known_then(REPORT), "JS1") == (None, 22, 22, None)
    # Known later: one more had finished by then, one of the 39 had been ended.
    assert line(known_now(REPORT)) == (70, 70, 39, 56)
    assert line(known_now(REPORT), "JS1") == (None, 21, 21, None)
    assert line(known_now(date(2025, 2, 3))) == (75, 69, 48, 64)
    assert line(known_then(date(2024, 6, 18))) == (70, 0, 0, 0)


def test_168_98_and_39_are_305(year, keeper, monkeypatch):
    cohort, _held, _types = year
    parts = (("province", 84, ""), ("city", 60, ""), ("city", 24, "jeongeup"), ("sponsor", 98, ""), ("firm", 39, ""))
    made = [
        deciding.decide_budget(
            cohort=cohort, paid_by=source, won=Decimal(eok * EOK), city=city, **decided("2023-11-24", "협약", keeper)
        )
        for source, eok, city in parts
    ]
    past.on(monkeypatch, "2025-02-03")
    deciding.decide_budget(
        cohort=cohort, paid_by="firm", won=Decimal(-2 * EOK), type=None, **decided("2025-01-01", "정정", keeper)
    )
    deciding.take_back(entry=made[3], reason="현물 평가 다시", by=keeper)

    def read(at):
        budget = decisions.budget_on(cohort, at)
        return {row.of: row.total / EOK for row in budget.rows}, budget.total / EOK, budget.public_share

    assert read(known_then(REPORT)) == (
        {"province": 84, "city": 84, "sponsor": 98, "firm": 39}, 305, Decimal(168) / Decimal(305)
    )  # fmt: skip
    assert read(known_now(REPORT))[:2] == ({"province": 84, "city": 84, "sponsor": 0, "firm": 37}, 205)
    assert read(known_now(date(2024, 12, 31)))[0]["firm"] == 39
    at = known_then(REPORT)
    assert [(row.of, row.total / EOK) for row in decisions.budget_on(cohort, at).cities] == [
        ("jeongeup", 24), ("none", 60)
    ]  # fmt: skip
    assert [e.won / EOK for e in decisions.budget_entries(cohort, at, paid_by="city", city="none")] == [60]
