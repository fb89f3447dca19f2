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


def _page_of(row: Model) -> str:
    match row:
        case Firm():
            return reverse("programme:firms")
        case Programme():
            return reverse("programme:programmes")
        case SupportType() | Cohort():
            return reverse("programme:programme", args=[row.programme_id])
        case Round():
            return reverse("programme:cohort", args=[row.cohort_id])
        case RegionVoice():
            return reverse("programme:voices")
        case CouncilMember() | CouncilMeeting():
            return reverse("programme:council")
        case CouncilAction():
            return reverse("programme:council-meeting", args=[row.meeting_id])
        case Goal():
            return reverse("programme:goals")
        case Survey():
            return reverse("programme:surveys")
        case SurveyQuestion():
            return reverse("programme:survey", args=[row.version.survey_id])
        case SurveyWave():
            return reverse("programme:survey", args=[row.version.survey_id])
        case SurveyInvitation():
            return reverse("programme:wave", args=[row.wave_id])
        case FirmContact():
            return reverse("programme:contacts", args=[row.firm_id])
        case EnrolledPlant():
            return reverse("programme:firm-reports", args=[row.firm_id])
        case Seat():
            return reverse("programme:organisation", args=[row.organisation_id])
    return reverse("programme:organisations")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return Undo("programme:undo", take, _page_of).answer(request, pk)
