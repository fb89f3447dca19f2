"""What people decide about the price of losses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.mentoring.lossmap.rates import RateKind
from dure.mentoring.models.losses import RATES
from dure.plant.models import WorkUnit
from dure.plant.selectors import active_areas
from dure.web.fields import DATE, NumberField


class LossRateForm(forms.Form):
    kind = forms.ChoiceField(label=_("Rate"), choices=RATES)
    work_unit = forms.ModelChoiceField(
        label=_("Work unit"), queryset=WorkUnit.objects.filter(is_active=True), required=False,
        empty_label=_("The whole plant"), help_text=_("Only for the worth of an hour."),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("Valid from"), widget=DATE)
    value = NumberField(label=_("Value"))
    low = NumberField(label=_("At least"), required=False)
    high = NumberField(label=_("At most"), required=False)
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

    area = forms.ModelChoiceField(label=_("Area"), queryset=active_areas(), required=False)
