"""HACCP plans, entries of CCPs, cleaning checks."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.quality.forms.plans import ServiceForm
from dure.quality.forms.work import LotField, number_of
from dure.quality.models import ControlPoint, HaccpPlan, HaccpVersion, Hazard, Nonconformance

_TWO = forms.Textarea(attrs={"rows": 2})
_ANSWERS = [("", _("not answered")), ("true", _("Yes")), ("false", _("No"))]
QUESTIONS = ("prerequisite", "has_measure", "removes", "may_grow", "later")
CHECKLIST = (
    _("Left-over goods and packaging are taken away"),
    _("Parts that touch food are taken apart, washed and rinsed"),
    _("No residue is to be seen"),
    _("Tools, containers and gloves are changed"),
    _("Labels and packaging are those of the next item"),
)


class HaccpForm(ServiceForm):
    class Meta:
        model = HaccpPlan
        fields = ("name", "items", "scope")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        kinds = ("finished", "semi")
        self.fields["items"].queryset = Item.objects.filter(is_active=True, kind__in=kinds)  # type: ignore[attr-defined]
        self.fields["items"].help_text = _("None chosen: whatever runs on the work unit.")


class HazardForm(ServiceForm):
    class Meta:
        model = Hazard
        fields = ("position", "step", "kind", "hazard", "cause", "severity", "likelihood", "measure", *QUESTIONS)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name in QUESTIONS:
            label = self.fields[name].label
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=_ANSWERS, required=False, coerce=lambda word: word == "true", empty_value=None
            )
            answer = getattr(self.instance, name)
            self.initial[name] = "" if answer is None else str(answer).lower()


class PointForm(ServiceForm):
    class Meta:
        model = ControlPoint
        fields = (
            "mark", "hazard", "name", "unit", "lower", "upper", "decimals", "method", "every_minutes", "work_unit",
            "is_always", "signal", "who", "corrective", "verification", "records",
        )  # fmt: skip
        widgets = {"corrective": _TWO, "verification": _TWO}

    def __init__(self, *args: Any, version: HaccpVersion, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["hazard"].queryset = version.hazards.all()  # type: ignore[attr-defined]
        self.fields["work_unit"].queryset = WorkUnit.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["signal"].queryset = self.fields["signal"].queryset.filter(meaning="measurement")  # type: ignore[attr-defined]
        for name in ("lower", "upper"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}


class CcpValueForm(forms.Form):
    client_id = forms.UUIDField()
    value = forms.CharField(max_length=40)
    lot = LotField(required=False, max_length=60)
    text = forms.CharField(required=False, max_length=300)

    def clean_value(self) -> Decimal:
        return number_of(self.cleaned_data["value"])


class CcpCorrectForm(forms.Form):
    client_id = forms.UUIDField()
    value = forms.DecimalField(max_digits=18, decimal_places=6)
    reason = forms.CharField(max_length=300)


class CcpActionForm(forms.Form):
    client_id = forms.UUIDField()
    text = forms.CharField(max_length=300)
    disposition = forms.ChoiceField(choices=Nonconformance.Disposition, required=False)
    in_control = forms.BooleanField(required=False)


class CcpSignForm(forms.Form):
    """badge and pin: of who verifies, where somebody else is logged in."""

    client_id = forms.UUIDField()
    day = forms.DateField()
    badge = forms.CharField(required=False, max_length=100)
    pin = forms.CharField(required=False, max_length=12)
    text = forms.CharField(required=False, max_length=300)


class CleaningForm(forms.Form):
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    work_unit = forms.ModelChoiceField(queryset=WorkUnit.objects.none(), widget=forms.HiddenInput)
    checked = forms.MultipleChoiceField(
        label=_("What was checked"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(str(at), text) for at, text in enumerate(CHECKLIST)],
    )  # fmt: skip
    swab = forms.CharField(label=_("swab result"), required=False, max_length=80)
    swab_is_good = forms.TypedChoiceField(
        label=_("The swab is"), required=False, empty_value=None, coerce=lambda word: word == "true",
        choices=[("", _("not taken")), ("true", _("good")), ("false", _("not good"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["work_unit"].queryset = WorkUnit.objects.filter(is_active=True)  # type: ignore[attr-defined]

    @property
    def lines(self) -> dict[str, bool]:
        ticked = self.cleaned_data["checked"]
        return {str(text): str(at) in ticked for at, text in enumerate(CHECKLIST)}
