"""What people type about money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.programme.models import Cohort, Commitment, Evidence, MoneyRule
from dure.programme.services.money import Plan
from dure.web.fields import DATE, ServiceForm

AFTER = [
    ("agree", _("the agreement")),
    ("check", _("the interim check")),
    ("pass", _("the final check")),
]
TRANCHES = (
    ("advance", _("Advance"), 50),
    ("interim", _("Interim payment"), 30),
    ("balance", pgettext_lazy("money", "Balance"), 20),
)


def _won(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=14, decimal_places=0, **{"min_value": 1, **more})


class CommitmentForm(forms.Form):
    cost = _won(pgettext_lazy("money", "cost (won)"))
    sponsor = _won(_("Sponsor in kind"), min_value=0, initial=0)
    reason = forms.CharField(label=_("why it changes"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for (name, label, share), (after, _label) in zip(TRANCHES, AFTER, strict=True):
            self.fields[name] = forms.DecimalField(
                label=_("%(tranche)s (%% of the public part)") % {"tranche": label}, min_value=0, max_value=100,
                max_digits=5, decimal_places=2, initial=share,
            )  # fmt: skip
            self.fields[f"{name}_after"] = forms.ChoiceField(
                label=_("%(tranche)s after") % {"tranche": label}, choices=AFTER, initial=after
            )

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        shares = [self.cleaned_data.get(name) for name, _label, _share in TRANCHES]
        if None not in shares and sum(share or Decimal(0) for share in shares) != 100:
            raise forms.ValidationError(_("The tranches have to make up 100 %."))
        return found

    @property
    def plans(self) -> list[Plan]:
        given = self.cleaned_data
        return [Plan(str(label), given[name], given[f"{name}_after"]) for name, label, _share in TRANCHES]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("money", "reason"), widget=forms.Textarea(attrs={"rows": 3}))


class PaymentForm(forms.Form):
    tranche = forms.TypedChoiceField(label=_("tranche"), coerce=int)
    won = _won(_("won"))
    paid_on = forms.DateField(label=_("paid on"), widget=DATE)
    document = forms.CharField(
        label=_("document"), max_length=60, help_text=_("The number by which the state's subsidy system knows it.")
    )

    def __init__(self, *given: Any, tranches: list[tuple[int, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["tranche"].choices = tranches  # type: ignore[attr-defined]


class EvidenceForm(ServiceForm):
    file = forms.FileField(label=_("picture or document"))

    class Meta:
        model = Evidence
        fields = ("item", "kind", "document", "issued_on", "supplier_number", "supply", "vat", "is_own")
        widgets = {"issued_on": DATE, "supplier_number": forms.TextInput(attrs={"inputmode": "numeric"})}

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["supplier_number"] = forms.CharField(label=_("supplier's business number"), max_length=14)
        self.order_fields([*self.Meta.fields, "file"])


class RefundForm(forms.Form):
    won = _won(_("won"), min_value=0)
    interest = _won(_("interest (won)"), min_value=0)
    due_on = forms.DateField(label=_("due on"), widget=DATE)
    reason = forms.CharField(label=pgettext_lazy("money", "reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReceivedForm(forms.Form):
    received_on = forms.DateField(label=_("received on"), widget=DATE)


class MoneyRuleForm(ServiceForm):
    class Meta:
        model = MoneyRule
        fields = ("cohort", "four_eyes_above", "interest", "decided_on", "source")
        widgets = {"decided_on": DATE}
        help_texts = {"interest": _("0.025 is 2.5 %")}


class StateFileForm(forms.Form):
    cohort = forms.ModelChoiceField(label=_("cohort"), queryset=None)
    file = forms.FileField(
        label=_("file"), help_text=_("xlsx or csv with a column each for case, document, day and won")
    )

    def __init__(self, *given: Any, cohorts: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class MoneySearch(forms.Form):
    cohort = forms.ModelChoiceField(label=_("cohort"), queryset=None, required=False, empty_label=None)
    status = forms.ChoiceField(label=_("state"), choices=[("", "–"), *Commitment.Status.choices], required=False)

    def __init__(self, *given: Any, cohorts: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]

    def chosen(self) -> tuple[Cohort | None, str]:
        """The cohort asked for, else the newest."""
        asked = self.cleaned_data if self.is_valid() else {}
        newest = self.fields["cohort"].queryset.order_by("-first_on").first()  # type: ignore[attr-defined]
        return asked.get("cohort") or newest, asked.get("status", "")
