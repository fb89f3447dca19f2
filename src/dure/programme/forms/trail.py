"""What people type about the trail: reasons, a review, terms, a search."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.programme.models import TrailEntry
from dure.programme.models.trail import FLOOR_MONTHS
from dure.programme.services.trail import LEAST_REASON
from dure.web.fields import LINES

REASONS = [
    ("case", pgettext_lazy("reason", "Handling an application")),
    ("visit", pgettext_lazy("reason", "Visit or call")),
    ("report", pgettext_lazy("reason", "Report to the province or a ministry")),
    ("audit", pgettext_lazy("reason", "Audit or settlement")),
    ("firm", pgettext_lazy("reason", "The firm asked for it")),
    ("other", pgettext_lazy("reason", "Something else")),
]


class WhyForm(forms.Form):
    chosen = forms.ChoiceField(label=_("What for"), choices=REASONS)
    text = forms.CharField(
        label=_("In words"), min_length=LEAST_REASON, max_length=250, help_text=_("which case, for whom")
    )


class ReasonForm(WhyForm):
    next = forms.CharField(widget=forms.HiddenInput, max_length=2000)


class ReviewForm(forms.Form):
    note_text = forms.CharField(
        label=_("what was looked at and found"), min_length=LEAST_REASON, max_length=500, widget=LINES
    )


class TermForm(forms.Form):
    months = forms.IntegerField(label=pgettext_lazy("term", "months"), min_value=FLOOR_MONTHS, max_value=120)


class MonthField(forms.CharField):
    """A month as browsers send it, 2026-11; its first day."""

    widget = forms.TextInput(attrs={"type": "month"})

    def to_python(self, value: object) -> date | None:  # type: ignore[override]
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError as error:
            raise forms.ValidationError(_("Enter a month, as in 2026-11.")) from error


class TrailSearch(forms.Form):
    person = forms.CharField(label=_("Who"), required=False)
    firm = forms.CharField(label=_("Whose data"), required=False)
    kind = forms.ChoiceField(label=_("kind"), choices=[("", "–"), *TrailEntry.Kind.choices], required=False)
    month = MonthField(label=_("Month"), required=False)
