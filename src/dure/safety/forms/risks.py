"""What people type about risks and the matrix."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.placing import PlacedForm
from dure.plant.selectors import active_people
from dure.safety.forms.fields import DATE, LINES
from dure.safety.models import RiskAssessment, RiskBand, RiskLine, RiskMatrix, RiskParticipant


class RiskForm(PlacedForm):
    operation = forms.CharField(
        label=_("operation or work"), max_length=120, widget=forms.TextInput(attrs={"list": "operations"})
    )
    kind = forms.ChoiceField(label=_("kind"), choices=RiskAssessment.Kind.choices)
    assessed_on = forms.DateField(label=_("assessed on"), widget=DATE)
    review_on = forms.DateField(
        label=_("look at it again by"), widget=DATE, help_text=_("A regular assessment comes once a year.")
    )
    leader = forms.ModelChoiceField(label=_("led by"), queryset=None, required=False)
    reason = forms.CharField(label=_("why now"), max_length=200, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["leader"].queryset = active_people()  # type: ignore[attr-defined]


class AgainForm(forms.Form):
    assessed_on = forms.DateField(label=_("assessed on"), widget=DATE)
    review_on = forms.DateField(label=_("look at it again by"), widget=DATE)


class ParticipantForm(forms.ModelForm):
    class Meta:
        model = RiskParticipant
        fields = ("person", "name", "part", "is_worker")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].queryset = active_people()  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class LineForm(forms.ModelForm):
    """A hazard; its steps are chosen by the words of the assessment's matrix."""

    class Meta:
        model = RiskLine
        fields = (
            "step", "group", "kind", "hazard", "basis", "in_place", "frequency", "severity",
            "measure", "frequency_after", "severity_after",
        )  # fmt: skip

    def __init__(self, *args: Any, matrix: RiskMatrix, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, words in (("frequency", matrix.frequencies), ("severity", matrix.severities)):
            # Nothing is chosen beforehand: a step that nobody thought about would be the lowest.
            steps = [("", "–"), *((number, f"{number} · {word}") for number, word in enumerate(words, start=1))]
            for field in (name, f"{name}_after"):
                self.fields[field] = forms.TypedChoiceField(
                    label=self.fields[field].label, choices=steps, coerce=int, empty_value=None, required=field == name
                )

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class MatrixForm(forms.Form):
    frequencies = forms.CharField(
        label=_("how likely"), widget=LINES, help_text=_("One word a line, from the least to the most likely.")
    )
    severities = forms.CharField(
        label=_("how bad"), widget=LINES, help_text=_("One word a line, from the least to the most bad.")
    )
    note = forms.CharField(label=_("why it was changed"), max_length=200, required=False)

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        for name in ("frequencies", "severities"):
            found[name] = [line.strip()[:60] for line in found[name].splitlines() if line.strip()]
        return found


class NoteForm(forms.Form):
    note = forms.CharField(label=_("why it was changed"), max_length=200)


class BandForm(forms.ModelForm):
    class Meta:
        model = RiskBand
        fields = ("up_to", "name", "advice", "is_acceptable", "tone")

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""
