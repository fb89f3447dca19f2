"""Undo in the message after a change of firms, organisations, seats, programmes and their parts."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from dure.plant.taking_back import Undo
from dure.programme.models import (
    Cohort,
    CouncilAction,
    CouncilMeeting,
    CouncilMember,
    EnrolledPlant,
    Firm,
    FirmContact,
    Goal,
    Programme,
    RegionVoice,
    Round,
    Seat,
    SupportType,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyWave,
)
from dure.programme.services.undoing import undo as take

PAGES: dict[type[Model], tuple[str, str]] = {
    Cohort: ("programme", "programme_id"),
    CouncilAction: ("council-meeting", "meeting_id"),
    CouncilMeeting: ("council", ""),
    CouncilMember: ("council", ""),
    EnrolledPlant: ("firm-reports", "firm_id"),
    Firm: ("firms", ""),
    FirmContact: ("contacts", "firm_id"),
    Goal: ("goals", ""),
    Programme: ("programmes", ""),
    RegionVoice: ("voices", ""),
    Round: ("cohort", "cohort_id"),
    Seat: ("organisation", "organisation_id"),
    SupportType: ("programme", "programme_id"),
    Survey: ("surveys", ""),
    SurveyInvitation: ("wave", "wave_id"),
    SurveyQuestion: ("survey", "version__survey_id"),
    SurveyWave: ("survey", "version__survey_id"),
}
"""Table → the page to which its changes belong, and the field that names its row."""


def _page_of(row: Model) -> str:
    name, field = PAGES.get(type(row), ("organisations", ""))
    return reverse(f"programme:{name}", args=[_along(row, field)] if field else [])


def _along(row: Model, path: str) -> object:
    """The value at the end of a path such as `version__survey_id`."""
    found: object = row
    for name in path.split("__"):
        found = getattr(found, name)
    return found


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return Undo("programme:undo", take, _page_of).answer(request, pk)
