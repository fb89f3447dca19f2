"""A cohort of a small programme for tests: two types with rules, three firms with a case each, and money."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dure.kernel import clock
from dure.plant.models import Person
from dure.plant.today import today
from dure.programme.models import (
    BudgetEntry,
    Case,
    CaseStep,
    Cohort,
    Firm,
    Programme,
    Round,
    SupportType,
    TypeRule,
    WorkflowVersion,
)
from dure.programme.services import money

NUMBERS = ("9999900010", "9999900024", "9999900039")
"""Made-up business numbers whose last digits fit."""


@dataclass(slots=True)
class Small:
    cohort: Cohort
    cases: list[Case]
    by: Person

    def gives(self, paid_by: str, won: int, *, city: str = "", code: str = "") -> BudgetEntry:
        kind = SupportType.objects.get(code=code) if code else None
        return BudgetEntry.objects.create(
            cohort=self.cohort, paid_by=paid_by, city=city, type=kind, won=won, decided_on=date(2026, 1, 2),
            source="예산서", recorded_at=clock.now(), recorded_by=self.by,
        )  # fmt: skip

    def took(self, case: Case, name: str) -> None:
        CaseStep.objects.create(
            case=case, firm=case.firm, name=name, start="", end=case.state, taken_on=today(), recorded_at=clock.now(),
            by=self.by,
        )  # fmt: skip


def small_cohort(by: Person, *, four_eyes_above: int = 10_000_000) -> Small:
    """The public bears 80 % up to 40 million won (JS1) and 80 million won (JS2), the province 3 of 8 parts of it.

    Two firms of Jeongeup (JS1, JS2) and one of Iksan (JS1).
    """
    decided = {"decided_on": date(2026, 1, 2), "source": "공고", "recorded_at": clock.now(), "recorded_by": by}
    programme = Programme.objects.create(code="JS", name="스마트제조혁신")
    cohort = Cohort.objects.create(
        programme=programme, year=2026, first_on=date(2026, 1, 1), last_on=date(2026, 12, 31)
    )
    call = Round.objects.create(
        cohort=cohort, number=1, name="1차", opens_on=date(2026, 3, 1), closes_on=date(2026, 4, 1)
    )
    workflow = WorkflowVersion.objects.create(programme=programme, number=1, data={})
    types = {}
    for code, cap in (("JS1", 40_000_000), ("JS2", 80_000_000)):
        types[code] = SupportType.objects.create(programme=programme, code=code, name=code)
        TypeRule.objects.create(
            type=types[code], version=1, rate=Decimal("0.8"), cap=cap, sources={"province": 3, "city": 5}, **decided
        )
    money.decide_money_rule(
        cohort=cohort, four_eyes_above=Decimal(four_eyes_above), interest=Decimal("0.025"), by=by,
        decided_on=date(2026, 1, 2), source="공고",
    )  # fmt: skip
    made = []
    for at, (city, code) in enumerate((("jeongeup", "JS1"), ("jeongeup", "JS2"), ("iksan", "JS1"))):
        firm = Firm.objects.create(business_number=NUMBERS[at], name=f"기업 {at + 1}", city=city, sector="C10")
        values = {"programme": programme, "round": call, "type": types[code], "workflow": workflow}
        number = f"JS-2026-{at + 1:04}"
        made.append(Case.objects.create(firm=firm, number=number, state="selected", since_on=today(), **values))
    return Small(cohort, made, by)
