"""A programme with an open round, its offices with people, and firms that may apply."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dure.plant.models import Person
from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.models import Case, Cohort, Firm, Programme, Round, SupportType
from dure.programme.services import actors, applications, cases, firms, workflows
from tests.plant.plants import person

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
NUMBERS = ("9999900010", "9999900024", "9999900039")
ANSWERS: dict[str, dict[str, Any]] = {
    "firm": {"contact": "대표", "phone": "063-000-0000", "products": "국수", "people": "14", "sales": "3,200,000,000"},
    "today": {"level": "none", "process": "반죽, 건조, 포장", "problem": "수량을 종이에 적는다"},
    "plan": {"system": "생산실적 자동 집계", "effect": "불량을 절반으로"},
    "cost": {"costs": [{"item": "MES", "won": "40,000,000", "note": ""}]},
}
"""All that the usual form asks for, but the file."""


@dataclass
class Region:
    keeper: Person
    programme: Programme
    round: Round
    type: SupportType
    firms: list[Firm]
    people: dict[str, Person]
    """By kind of organisation; agency2 and province2 are a second person there, firm2 is the second firm's."""

    @property
    def firm(self) -> Firm:
        return self.firms[0]

    def begun(self) -> Case:
        return cases.begin_case(firm=self.firm, call=self.round, kind=self.type, by=self.people["firm"])


def make_region() -> Region:
    """Within a scope of everything."""
    keeper = person(Role.ADMINISTRATOR, name="keeper")
    day = today()
    programme = Programme.objects.create(code="JS", name="전북 스마트")
    cohort = Cohort.objects.create(
        programme=programme, year=2026, first_on=day - timedelta(days=100), last_on=day + timedelta(days=300)
    )
    call = Round.objects.create(
        cohort=cohort, number=1, name="1차", opens_on=day - timedelta(days=10), closes_on=day + timedelta(days=60)
    )
    kind = SupportType.objects.create(programme=programme, code="JS1", name="기초1")
    made = [
        firms.add_firm(business_number=number, name=f"기업 {n}", city=city, sector="C10", by=keeper)
        for n, (number, city) in enumerate(zip(NUMBERS, ("jeongeup", "jeongeup", "iksan"), strict=True), 1)
    ]
    workflows.publish_workflow(programme=programme, data=workflows.usual_workflow(), by=keeper)
    workflows.publish_form(kind=kind, data=workflows.usual_form(), by=keeper)
    people = {
        "firm": seat(keeper, RegionRole.FIRM, "firm", firm=made[0]),
        "firm2": seat(keeper, RegionRole.FIRM, "firm2", firm=made[1]),
        "city": seat(keeper, RegionRole.CITY, "city", city="jeongeup"),
        "city2": seat(keeper, RegionRole.CITY, "city2", city="iksan"),
    }
    for role in (RegionRole.AGENCY, RegionRole.PROVINCE, RegionRole.FORUM, RegionRole.SUPPLIER):
        people[role.value] = seat(keeper, role, role.value)
    for role in (RegionRole.AGENCY, RegionRole.PROVINCE):
        office = people[role.value]
        organisation = actors.Organisation.objects.get(name=role.value)
        people[f"{role.value}2"] = actors.give_seat(
            organisation=organisation, username=f"{role.value}2", display_name=f"{office} 2", first_on=day, by=keeper
        ).person
    return Region(keeper, programme, call, kind, made, people)


def seat(keeper: Person, kind: RegionRole, name: str, **of: Any) -> Person:
    office = actors.add_organisation(kind=kind, name=name, by=keeper, **of)
    return actors.give_seat(
        organisation=office, username=name, display_name=f"{name} 담당", first_on=today(), by=keeper
    ).person


def step(case: Case, name: str, by: Person, **values: Any) -> Case:
    """Taken after the newest step."""
    last = case.steps.order_by("-pk")[0]
    cases.take_step(case=case, name=name, after=last.pk, by=by, **values)
    case.refresh_from_db()
    return case


def filled_in(case: Case, by: Person) -> None:
    """The application of the case, with all that is asked for, and consent."""
    application = case.application
    for name, typed in ANSWERS.items():
        applications.save_part(application=application, name=name, typed=typed, seen=0, by=by)
    applications.add_file(application=application, field="registration", data=PDF, name="등록증.pdf", by=by)
    applications.agree(application=application, by=by)
