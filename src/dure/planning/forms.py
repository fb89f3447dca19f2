"""What people type about proposals, forecasts and the rules of planning."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from dure.planning.models import PlanningRules, Proposal

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_NUMBER = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class Amount(forms.DecimalField):
    """A quantity as people write it, with or without thousands separators."""

    def __init__(self, **values: Any) -> None:
        super().__init__(max_digits=18, decimal_places=4, widget=_NUMBER, localize=False, **values)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if hasattr(value, "normalize") else value


class ProposalForm(forms.Form):
    quantity = Amount(label=_("quantity"))
    due_on = forms.DateField(label=_("there on"), widget=_DATE)
    kind = forms.ChoiceField(label=_("kind"), choices=Proposal.Kind)


class SplitForm(forms.Form):
    quantity = Amount(label=_("quantity to split off"))


class RulesForm(forms.ModelForm):
    class Meta:
        model = PlanningRules
        fields = ("horizon_days", "back_days", "forward_days", "patience_days", "is_nightly")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["horizon_days"].validators.append(MinValueValidator(7))
        for name in ("horizon_days", "back_days", "forward_days"):
            self.fields[name].widget.attrs["max"] = 730
