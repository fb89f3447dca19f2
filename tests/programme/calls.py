"""A programme with everything that its pages show, and which role opens which of them."""

from datetime import date
from decimal import Decimal

from dure.plant.roles import RegionRole, Role
from dure.programme.services import calls
from dure.programme.services import decisions as deciding
from dure.programme.services.decisions import Part

LEADS = {Role.ADMINISTRATOR, RegionRole.AGENCY}
REGION = {Role.ADMINISTRATOR, *RegionRole}
READ = ("programmes", "programme", "reached", "type", "cohort", "budget", "targets", "round")
WRITTEN = (
    "programme-add", "programme-change", "type-add", "type-change", "cohort-add", "cohort-change", "round-add",
    "round-change", "rule-decide", "budget-decide", "quota-decide", "places-move", "target-decide",
    "decision-take-back",
)  # fmt: skip
ALLOWED = dict.fromkeys(READ, REGION) | dict.fromkeys(WRITTEN, LEADS)
DAY, LATE = date(2025, 3, 4), date(2025, 6, 2)


def year(by):
    """Two overlapping cohorts; the later one with a round, two versions of JS1, money, places and a target."""
    programme = calls.add_programme(code="JB", name="스마트 제조혁신", by=by)
    js1, js2 = (calls.add_type(programme=programme, code=code, name="기초", by=by) for code in ("JS1", "JS2"))
    calls.add_cohort(programme=programme, year=2024, first_on=date(2024, 7, 1), last_on=date(2025, 6, 30), by=by)
    cohort = calls.add_cohort(
        programme=programme, year=2025, first_on=date(2025, 5, 1), last_on=date(2026, 4, 30), by=by
    )
    held = calls.add_round(cohort=cohort, name="1차 모집", opens_on=DAY, closes_on=date(2025, 3, 18), by=by)
    how = {"decided_on": DAY, "source": "공고 제2025-1호", "by": by}
    for cap, most, day in ((30_000_000, 20, DAY), (40_000_000, 30, LATE)):
        deciding.decide_rule(
            type=js1, rate=Decimal("0.8"), cap=Decimal(cap), sources={"province": Decimal(3), "city": Decimal(7)},
            eligibility_rules={"people_below": most, "no_arrears": True}, **how | {"decided_on": day},
        )  # fmt: skip
    for paid_by, won, kind, city in (
        ("province", 1_200_000_000, js1, ""), ("province", 800_000_000, js2, ""),
        ("city", 700_000_000, js1, "jeongeup"), ("city", 500_000_000, js1, ""),
        ("firm", 300_000_000, js1, ""), ("sponsor", 450_000_000, None, ""),
    ):  # fmt: skip
        deciding.decide_budget(cohort=cohort, paid_by=paid_by, won=Decimal(won), type=kind, city=city, **how)
    deciding.decide_quota(round=held, part=Part(js1), places=40, **how)
    deciding.decide_quota(round=held, part=Part(js2), places=20, **how)
    deciding.decide_quota(round=held, part=Part(city="jeongeup"), places=3, bound="least", **how)
    deciding.move_places(round=held, taken_from=Part(js1), given_to=Part(js2), places=18, **how | {"decided_on": LATE})
    target = deciding.decide_target(cohort=cohort, firms=70, **how)
    deciding.decide_target(cohort=cohort, firms=22, type=js1, **how)
    return {
        "programme": [programme.pk], "programme-change": [programme.pk], "reached": [programme.pk],
        "type-add": [programme.pk], "cohort-add": [programme.pk], "type": [js1.pk], "type-change": [js1.pk],
        "rule-decide": [js1.pk], "cohort": [cohort.pk], "cohort-change": [cohort.pk], "round-add": [cohort.pk],
        "budget": [cohort.pk], "budget-decide": [cohort.pk], "targets": [cohort.pk], "target-decide": [cohort.pk],
        "round": [held.pk], "round-change": [held.pk], "quota-decide": [held.pk], "places-move": [held.pk],
        "decision-take-back": ["target", target.pk],
    }  # fmt: skip
