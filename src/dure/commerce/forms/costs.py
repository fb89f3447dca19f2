"""What people type about hourly rates and standard costs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.commerce.forms.fields import NumberField, day
from dure.plant.models import WorkCenter


class RateForm(forms.Form):
    work_center = forms.ModelChoiceField(
        label=_("Work center"),
        queryset=WorkCenter.objects.filter(is_active=True),
        required=False,
        empty_label=_("All that have no rate of their own"),
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=day())
    labour = NumberField(label=_("Labour (won/hour and person)"), initial=0)
    people = NumberField(label=_("People at work"), initial=1, max_digits=6, decimal_places=2)
    machine = NumberField(label=_("Machine (won/hour)"), initial=0)
    overhead = NumberField(
        label=_("Variable overhead (won/hour)"),
        initial=0,
        help_text=_("Power, tools and help: what is spent because the machine runs."),
    )
    fixed_overhead = NumberField(
        label=_("Fixed overhead (won/hour)"),
        initial=0,
        help_text=_("Rent, depreciation, salaries: a year's budget by its normal hours."),
    )
    overhead_percent = NumberField(
        label=_("Overhead on labour and machine, percent"), initial=0, max_digits=7, decimal_places=2
    )


class StandardsForm(forms.Form):
    """Which of the items that were shown get their new standard cost, and why."""

    on = forms.DateField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, items: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = [int(one) for one in items if one.isdecimal()]

    def clean(self) -> dict[str, Any]:
        if not self.items:
            raise forms.ValidationError(_("Choose at least one item."))
        return super().clean() or self.cleaned_data
