"""What people type about actions, accidents, hours and the load of work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.placing import PlacedForm
from dure.plant.selectors import active_people
from dure.product.media import MOST_FILE_MB
from dure.safety.forms.fields import DATE, LINES, NUMBER, PICTURES, picture_field, sites
from dure.safety.models import Accident, AccidentKind, BodyPart, Injury, Lifting, Outcome, Posture
from dure.web.uploads import UploadField

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
PROOF = PICTURES | {"accept": f"{PICTURES['accept']},application/pdf,.pdf"}


class ActionForm(PlacedForm):
    text = forms.CharField(label=_("what is to be done"), max_length=300)
    owner = forms.ModelChoiceField(label=_("who puts it right"), queryset=None)
    due_on = forms.DateField(label=_("put right by"), widget=DATE)
    field_order = ("text", "owner", "due_on", "place")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"].queryset = active_people()  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    file = UploadField(
        most_mb=MOST_FILE_MB, required=True, label=_("picture or document"), widget=forms.FileInput(attrs=PROOF)
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)


class CloseForm(forms.Form):
    done = forms.CharField(label=_("what was done"), max_length=300)


class AccidentForm(PlacedForm):
    """Without names: who was hurt is written beside it."""

    happened_at = forms.DateTimeField(label=_("when"), widget=MOMENT)
    kind = forms.ChoiceField(label=_("what happened"), choices=AccidentKind.choices)
    text = forms.CharField(
        label=_("how it happened"), max_length=2000, widget=LINES, help_text=_("Without names of people.")
    )
    immediate_measure = forms.CharField(label=_("what was done at once"), max_length=300, required=False)
    picture = picture_field()
    field_order = ("happened_at", "place", "kind", "text", "immediate_measure", "picture")


class CauseForm(AccidentForm):
    cause = forms.ChoiceField(
        label=_("main cause"), choices=[("", "–"), *Accident.Cause.choices], required=False,
        help_text=_("What in the work made it possible, never who."),
    )  # fmt: skip
    cause_text = forms.CharField(label=_("why it happened"), max_length=2000, required=False, widget=LINES)
    filed_on = forms.DateField(label=_("reported to the labour office on"), required=False, widget=DATE)
    field_order = (*AccidentForm.field_order, "cause", "cause_text", "filed_on")


class InjuryForm(forms.Form):
    """names: whether who it was may be read, and so changed. Left out, it stays as it is."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=Outcome.choices)
    body_part = forms.ChoiceField(label=_("part of the body"), choices=BodyPart.choices)
    lost_days = forms.IntegerField(
        label=_("days lost"), min_value=0, initial=0, help_text=_("Calendar days off work so far.")
    )
    grade = forms.IntegerField(label=_("disability grade (1–14)"), min_value=1, max_value=14, required=False)
    employment = forms.ChoiceField(label=_("employed as"), choices=Injury.Employment.choices)
    person = forms.ModelChoiceField(label=_("person"), queryset=None, required=False)
    name = forms.CharField(
        label=_("name"), max_length=60, required=False, help_text=_("Of somebody without a log-in.")
    )  # fmt: skip

    def __init__(self, *args: Any, names: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if names:
            self.fields["person"].queryset = active_people()  # type: ignore[attr-defined]
        else:
            del self.fields["person"], self.fields["name"]


class HoursForm(forms.Form):
    site = forms.ModelChoiceField(label=_("site"), queryset=None, empty_label=None)
    month = forms.DateField(
        label=_("month"), widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"), input_formats=["%Y-%m"]
    )
    hours = forms.DecimalField(
        label=_("hours worked"), min_value=0, max_digits=12, decimal_places=1, widget=forms.TextInput(attrs=NUMBER),
        help_text=_("All hours of all people in the month, overtime included."),
    )  # fmt: skip
    workers = forms.DecimalField(
        label=_("people on average"), min_value=0, max_digits=9, decimal_places=1,
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    source = forms.CharField(label=_("taken from"), max_length=120, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["site"].queryset = sites()  # type: ignore[attr-defined]


class TaskForm(PlacedForm):
    task = forms.CharField(label=_("task"), max_length=120)
    text = forms.CharField(label=_("what is hard about it"), max_length=1000, required=False, widget=LINES)
    recorded_on = forms.DateField(label=_("day"), widget=DATE)
    effort_before = forms.DecimalField(
        label=_("effort before (kg)"), min_value=0, max_digits=7, decimal_places=2, required=False,
        widget=forms.TextInput(attrs=NUMBER), help_text=_("Force to lift, push or pull, as a scale shows it."),
    )  # fmt: skip
    picture = picture_field(_("picture before"))
    measure = forms.CharField(label=_("measure"), max_length=300, required=False)
    effort_after = forms.DecimalField(
        label=_("effort after (kg)"), min_value=0, max_digits=7, decimal_places=2, required=False,
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    picture_after = picture_field(_("picture after"))
    field_order = (
        "place", "task", "text", "recorded_on", "effort_before", "picture", "measure", "effort_after", "picture_after",
    )  # fmt: skip


class LiftingForm(forms.ModelForm):
    class Meta:
        model = Lifting
        exclude = ("task", "stage")  # noqa: DJ006 - all that is measured

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class PostureForm(forms.ModelForm):
    class Meta:
        model = Posture
        exclude = ("task", "stage")  # noqa: DJ006 - all that is looked at

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""
