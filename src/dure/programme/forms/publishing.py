"""What people type about cases, consents and figures, and what anybody asks the public list for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.models import BestPractice, ContextFigure, Firm, PracticeEffect
from dure.programme.models.publishing import LICENCES
from dure.programme.selectors.firms import firms
from dure.web.fields import DATE, NumberField, PlainForm, ServiceForm


class PracticeForm(ServiceForm):
    class Meta:
        model = BestPractice
        fields = ("title", "title_en", "problem", "problem_en", "done", "done_en")


class NewPracticeForm(PracticeForm):
    firm = forms.ModelChoiceField(label=pgettext_lazy("programme", "firm"), queryset=Firm.objects.none())
    field_order = ("firm",)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["firm"].queryset = firms()  # type: ignore[attr-defined]


class EffectForm(PlainForm):
    before = NumberField(label=_("before the change"), max_digits=16, min_value=None)
    after = NumberField(label=_("after"), max_digits=16, min_value=None)

    class Meta:
        model = PracticeEffect
        fields = (
            "name", "name_en", "before", "after", "unit", "n", "first_on", "last_on", "method", "method_en", "measured"
        )  # fmt: skip
        widgets = {"first_on": DATE, "last_on": DATE}


class ConsentForm(forms.Form):
    given_by = forms.CharField(label=_("consent given by"), max_length=80, help_text=_("name and position"))
    purpose = forms.CharField(label=_("for what"), max_length=200)
    until = forms.DateField(label=_("holds until"), widget=DATE)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReleaseForm(forms.Form):
    licence = forms.ChoiceField(label=_("licence"), choices=LICENCES)


class ContextFigureForm(PlainForm):
    value = NumberField(label=_("value of the figure"), max_digits=20, min_value=None)
    source_url = forms.URLField(label=_("address of the source"), max_length=400, assume_scheme="https")

    class Meta:
        model = ContextFigure
        fields = (
            "name", "name_en", "value", "unit", "period", "n", "method", "method_en", "source", "source_url"
        )  # fmt: skip


class StorySearch(forms.Form):
    q = forms.CharField(label=_("Words in the case"), required=False, max_length=60)
    city = forms.ChoiceField(label=_("City or county"), choices=[("", "–"), *CITY_CHOICES], required=False)
    sector = forms.CharField(label=_("sector"), max_length=5, required=False)
