"""What people type about BOMs and routings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.product.forms.numbers import NUMBER, PlainNumbers
from dure.product.models import Bom, BomLine, Operation, Routing
from dure.product.selectors import item_by_code

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ItemField(forms.CharField):
    """An item by its code or barcode, typed, scanned, or chosen from the list `items` of the page."""

    def __init__(self, **values: Any) -> None:
        attrs = {"list": "items", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=60, **values)

    def clean(self, value: Any) -> Item:  # type: ignore[override]
        found = item_by_code(str(super().clean(value)))
        if found is None:
            raise forms.ValidationError(say("There is no item with this code."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Item) else value


class BomForm(PlainNumbers):
    item = ItemField(label=_("item"))

    class Meta:
        model = Bom
        fields = ("item", "revision", "valid_from", "valid_to", "base_quantity", "yield_percent", "note")
        widgets = {"valid_from": _DATE, "valid_to": _DATE, "note": forms.Textarea(attrs={"rows": 2})} | {
            name: forms.TextInput(attrs=NUMBER) for name in ("base_quantity", "yield_percent")
        }


class HeadForm(BomForm):
    item = None

    class Meta(BomForm.Meta):
        fields = ("revision", "valid_from", "valid_to", "base_quantity", "yield_percent", "note")


class CopyForm(forms.Form):
    revision = forms.CharField(label=_("revision"), max_length=12)
    valid_from = forms.DateField(label=_("valid from"), widget=_DATE)


class RetireForm(forms.Form):
    last_day = forms.DateField(label=_("last day"), widget=_DATE)


class LineForm(PlainNumbers):
    component = ItemField(label=_("component"))

    class Meta:
        model = BomLine
        fields = (
            "component", "quantity", "unit", "kind", "scrap_percent", "operation_number", "use", "cost_share",
            "is_whole", "note",
        )  # fmt: skip
        widgets = {name: forms.TextInput(attrs=NUMBER) for name in ("quantity", "scrap_percent", "cost_share")}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["unit"].required = False
        self.fields["unit"].empty_label = say("the item's own unit")

    def values(self) -> dict[str, Any]:
        """For the services, with the component's own unit where none was chosen."""
        found = dict(self.cleaned_data)
        unit = found.pop("unit") or found["component"].unit
        return found | {"unit": unit}


class RoutingForm(PlainNumbers):
    item = ItemField(label=_("item"))

    class Meta:
        model = Routing
        fields = ("item", "revision", "valid_from", "valid_to", "note")
        widgets = {"valid_from": _DATE, "valid_to": _DATE, "note": forms.Textarea(attrs={"rows": 2})}


_TIMES = ("setup_seconds", "run_seconds", "batch_size", "transfer_quantity", "queue_seconds", "wait_seconds")


class OperationForm(PlainNumbers):
    class Meta:
        model = Operation
        fields = (
            "number", "name", "work_center", "setup_seconds", "run_seconds", "run_basis", "batch_size",
            "transfer_quantity", "queue_seconds", "wait_seconds", "skill", "skill_level", "is_subcontracted",
            "lead_time_days", "note",
        )  # fmt: skip
        widgets = {name: forms.TextInput(attrs=NUMBER) for name in _TIMES} | {"note": forms.Textarea(attrs={"rows": 2})}


class QuantityForm(forms.Form):
    quantity = forms.DecimalField(
        label=_("quantity"), min_value=0, max_digits=14, decimal_places=4, widget=forms.TextInput(attrs=NUMBER)
    )
