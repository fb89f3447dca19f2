"""Who may open which page of cases, and one of everything to open."""

from datetime import timedelta
from typing import Any

from dure.plant.models import Person
from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.models import Case, CasePaper, Cohort, EarlierSupport, Firm, Programme, Round, SupportType
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import actors, applications, cases, papers, workflows
from tests.programme.cases import PDF

KEEPER = {Role.ADMINISTRATOR}
AGENCY = {RegionRole.AGENCY}
OFFICES = KEEPER | AGENCY | {RegionRole.PROVINCE, RegionRole.CITY}
FIRM = {RegionRole.FIRM}
TAKERS = AGENCY | FIRM | {RegionRole.PROVINCE, RegionRole.CITY}
ALLOWED_CASES: dict[str, set[Any]] = {
    "mine": FIRM,
    "cases": OFFICES,
    "case": OFFICES,
    "deadlines": OFFICES,
    "case-begin": AGENCY | FIRM,
    "case-step": TAKERS,
    "case-paper-add": TAKERS,
    "case-paper": OFFICES | FIRM,
    "application": OFFICES | FIRM,
    "application-file": OFFICES | FIRM,
    "application-part": FIRM,
    "application-agree": FIRM,
    "application-file-remove": FIRM,
    "life-cycles": KEEPER | AGENCY | {RegionRole.PROVINCE},
    "life-cycle-add": KEEPER | AGENCY,
    "form-add": KEEPER | AGENCY,
    "supports": KEEPER | AGENCY | {RegionRole.PROVINCE},
    "supports-load": KEEPER | AGENCY,
    "support-remove": KEEPER | AGENCY,
}


def cases_args(firm: Firm, keeper: Person) -> dict[str, list[Any]]:
    """A case that is being written, with a paper and an attachment, and a support elsewhere; ids by address."""
    with within(EVERYTHING):
        programme = Programme.objects.create(code="ACC", name="사업")
        first, last = today() - timedelta(days=1), today() + timedelta(days=30)
        cohort = Cohort.objects.create(programme=programme, year=2026, first_on=first, last_on=last)
        call = Round.objects.create(cohort=cohort, number=1, name="1차", opens_on=first, closes_on=last)
        kind = SupportType.objects.create(programme=programme, code="JS1", name="기초1")
        workflows.publish_workflow(programme=programme, data=workflows.usual_workflow(), by=keeper)
        workflows.publish_form(kind=kind, data=workflows.usual_form(), by=keeper)
        agency = actors.give_seat(
            organisation=actors.add_organisation(kind="agency", name="담당 기관", by=keeper), username="agency-one",
            display_name="담당", first_on=today(), by=keeper,
        ).person  # fmt: skip
        writer = actors.give_seat(
            organisation=actors.Organisation.objects.filter(firm=firm).first()
            or actors.add_organisation(kind="firm", name="그 기업", firm=firm, by=keeper),
            username="writer", display_name="작성자", first_on=today(), by=keeper,
        ).person  # fmt: skip
        case = cases.begin_case(firm=firm, call=call, kind=kind, by=agency)
        paper = papers.add_paper(case=case, kind="visit_note", data=PDF, note="방문", by=agency)
        cases.take_step(case=case, name="apply", after=case.steps.get().pk, by=writer)
        file = applications.add_file(
            application=Case.objects.get(pk=case.pk).application,
            field="registration",
            data=PDF,
            name="a.pdf",
            by=writer,
        )
        papers.load_supports(text="9999900010,기업,사업,,2024-01-01", source="조회", by=keeper)
        support = EarlierSupport.objects.get()
        assert CasePaper.objects.count() == 1
    of_case = {name: [case.pk] for name in ("case", "application", "application-agree")}
    of_file = {name: [file.pk] for name in ("application-file", "application-file-remove")}
    return {
        **of_case, **of_file, "case-step": [case.pk, "withdraw"], "case-paper-add": [case.pk, "visit_note"],
        "case-paper": [paper.pk], "application-part": [case.pk, "firm"], "support-remove": [support.pk],
    }  # fmt: skip
