"""Taking back a change of the programme's rows. What was decided is taken back by a further decision
(`decisions.take_back`)."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Conflict
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from dure.plant.services.taking_back import Act, take_back
from dure.programme.models import (
    Cohort,
    CouncilAction,
    CouncilMeeting,
    CouncilMember,
    EnrolledPlant,
    Firm,
    FirmContact,
    Goal,
    Organisation,
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
from dure.programme.services.surveys import refuse_asked
from dure.programme.services.voices import VOICE_FIELDS

ACTS: dict[type[Model], Act] = {
    EnrolledPlant: Act("plant-change", added="plant-enrol"),
    Firm: Act("firm-change", added="firm-add"),
    Programme: Act("programme-change", added="programme-add"),
    SupportType: Act("type-change", added="type-add"),
    Cohort: Act("cohort-change", added="cohort-add"),
    Round: Act("round-change", added="round-add"),
    FirmContact: Act("contact-change", added="contact-add"),
    Organisation: Act("organisation-change", added="organisation-add"),
    RegionVoice: Act("voice-change", added="voice-add", fields=VOICE_FIELDS),
    CouncilMember: Act("council-member-change", added="council-member-add"),
    CouncilMeeting: Act("council-meeting-change", added="council-meeting-add"),
    CouncilAction: Act("council-action-close", added="council-action-add"),
    Goal: Act("goal-change", added="goal-add"),
    Survey: Act("survey-change", added="survey-add"),
    SurveyQuestion: Act("question-change", added="question-add", removed="question-remove"),
    SurveyWave: Act("wave-change", added="wave-add"),
    SurveyInvitation: Act("wave-invite", removed="uninvite"),
    Seat: Act("seat-end", added="seat-add"),
}


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `take_back`. A log-in that a seat has made stays, without a role in force."""
    return take_back(
        "programme", record_id=record_id, by=by, acts=ACTS, others=frozenset({Role.ADMINISTRATOR}), rule=_refuse
    )


def _refuse(record: ChangeRecord) -> None:
    refuse_asked(record)
    if record.table == FirmContact.__name__ and record.verb == "removed":
        raise Conflict("A contact that was destroyed doesn't come back.")
