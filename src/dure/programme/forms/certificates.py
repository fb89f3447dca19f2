"""What people type about schemes, assessments and certificates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.programme.models import Assessment, Criterion, Firm, SchemeVersion
from dure.programme.selectors.certificates import published_versions
from dure.programme.selectors.firms import firms
from dure.web.fields import LINES, NumberField, PlainForm


class RulesForm(PlainForm):
    class Meta:
        model = SchemeVersion
        fields = ("cut_off", "months", "signed_by")


class SchemeForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=80)
    prefix = forms.CharField(
        label=_("beginning of its numbers"), max_length=12, help_text=_("Letters. The year and a number follow.")
    )
    cut_off = NumberField(label=_("points needed"), decimal_places=2)
    months = forms.IntegerField(label=_("holds for (months)"), min_value=1, max_value=120, initial=36)
    signed_by = forms.CharField(label=_("signs the certificate"), max_length=60)


class CriterionForm(PlainForm):
    class Meta:
        model = Criterion
        fields = ("place", "name", "evidence", "points", "threshold", "at_most", "unit")
        help_texts = {"threshold": _("Empty: people judge, and give 0 to all of the points.")}


class BeginForm(forms.Form):
    firm = forms.ModelChoiceField(label=pgettext_lazy("programme", "firm"), queryset=Firm.objects.none())
    version = forms.ModelChoiceField(label=_("scheme of certification"), queryset=SchemeVersion.objects.none())

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["firm"].queryset = firms()  # type: ignore[attr-defined]
        self.fields["version"].queryset = published_versions()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The value of a criterion with a threshold, or the points of one that people judge."""

    value = NumberField(label=_("value found"), max_digits=14, min_value=None)
    points = NumberField(label=_("points"), decimal_places=2)
    evidence = forms.CharField(label=_("evidence seen"), max_length=300)
    note = forms.CharField(label=_("note"), max_length=500, required=False, widget=LINES)

    def __init__(self, criterion: Criterion, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        del self.fields["points" if criterion.threshold is not None else "value"]


class WhyForm(forms.Form):
    why = forms.CharField(label=_("reason"), max_length=300, widget=LINES)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("decision"),
        choices=[
            ("certify", _("give the certificate")),
            ("send-back", _("send back to be assessed again")),
            ("refuse", _("don't certify")),
        ],
    )
    why = forms.CharField(
        label=_("reason"), max_length=300, required=False, widget=LINES,
        help_text=_("Needed unless the certificate is given."),
    )  # fmt: skip


class AssessmentSearch(forms.Form):
    state = forms.ChoiceField(label=_("state"), choices=[("", "–"), *Assessment.State.choices], required=False)


class CertificateSearch(forms.Form):
    q = forms.CharField(label=_("Number or firm"), required=False)
