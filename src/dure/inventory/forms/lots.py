"""Facts and states of lots, and parts of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.forms.fields import DATE, PlaceField, QuantityField
from dure.inventory.models import Lot


class LotForm(forms.ModelForm):
    class Meta:
        model = Lot
        fields = ("number", "supplier_number", "made_on", "expires_on", "origin")
        widgets = {"made_on": DATE, "expires_on": DATE}

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("status"), choices=Lot.Status.choices)
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, now: str = "", **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["status"].choices = [pair for pair in Lot.Status.choices if pair[0] != now]  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    location = PlaceField(label=_("location"), empty_label=None)
    quantity = QuantityField(label=_("quantity"))
    number = forms.CharField(
        label=_("number of the new lot"), max_length=60, required=False, help_text=_("Empty: numbered by the pattern.")
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def __init__(self, *args: Any, places: list[int], **values: Any) -> None:
        super().__init__(*args, **values)
        field = self.fields["location"]
        field.queryset = field.queryset.filter(pk__in=places)  # type: ignore[attr-defined]


class MergeForm(SplitForm):
    """Which lots, and how much of each: all that lies at the place."""

    lots = forms.ModelMultipleChoiceField(
        label=_("lots"), queryset=Lot.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    quantity = None  # type: ignore[assignment]
    field_order = ["location", "lots", "number", "reason"]

    def __init__(self, *args: Any, lots: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["lots"].queryset = lots  # type: ignore[attr-defined]
