"""What people decide about the price of losses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.lossmap.rates import RateKind
from dure.mentoring.models.losses import RATES
from dure.plant.models import Area, WorkUnit

_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class _Number(forms.DecimalField):
    """A number as people type it, with or without separators of thousands."""

    def __init__(self, **values: Any) -> None:
        given = {"max_digits": 18, "decimal_places": 4, "min_value": 0, "widget": forms.TextInput(attrs=_NUMBER)}
        super().__init__(**given | values)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class LossRateForm(forms.Form):
    kind = forms.ChoiceField(label=_("Rate"), choices=RATES)
    work_unit = forms.ModelChoiceField(
        label=_("Work unit"), queryset=WorkUnit.objects.filter(is_active=True), required=False,
        empty_label=_("The whole plant"), help_text=_("Only for the worth of an hour."),
    )  # fmt: skip
    valid_from = forms.DateField(
        label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    value = _Number(label=_("Value"))
    low = _Number(label=_("At least"), required=False)
    high = _Number(label=_("At most"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Where the figure comes from, so that others can check it.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == RateKind.HOUR.value and "work_unit" in given and given["work_unit"] is None:
            self.add_error("work_unit", _("Choose the work unit whose hour it is."))
        return given


class LossTaskForm(forms.Form):
    """The area that works on a loss of the whole plant."""

    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.filter(is_active=True), required=False)
