"""What people type about safety. Rules beyond the form of a field live in the services."""

from dure.safety.forms.fields import today
from dure.safety.forms.records import (
    AccidentForm,
    ActionForm,
    CauseForm,
    CloseForm,
    EvidenceForm,
    HoursForm,
    InjuryForm,
    LiftingForm,
    PostureForm,
    TaskForm,
)
from dure.safety.forms.reports import (
    NearMissAnswerForm,
    NearMissForm,
    PointForm,
    SuggestionAnswerForm,
    SuggestionForm,
    first_place,
)
from dure.safety.forms.risks import AgainForm, BandForm, LineForm, MatrixForm, NoteForm, ParticipantForm, RiskForm

__all__ = [
    "AccidentForm",
    "ActionForm",
    "AgainForm",
    "BandForm",
    "CauseForm",
    "CloseForm",
    "EvidenceForm",
    "HoursForm",
    "InjuryForm",
    "LiftingForm",
    "LineForm",
    "MatrixForm",
    "NearMissAnswerForm",
    "NearMissForm",
    "NoteForm",
    "ParticipantForm",
    "PointForm",
    "PostureForm",
    "RiskForm",
    "SuggestionAnswerForm",
    "SuggestionForm",
    "TaskForm",
    "first_place",
    "today",
]
