"""Fields that are typed, chosen or scanned."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say

from dure.inventory.models import Item, Location
from dure.inventory.selectors import owned_locations, scanned

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def plain(value: Decimal) -> str:
    """As a person would type it: without zeros that say nothing."""
    return f"{value.normalize():f}"


class QuantityField(forms.DecimalField):
    """A quantity with at most four decimals, grouped digits allowed."""

    def __init__(self, **values: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=14, decimal_places=4, min_value=0, widget=widget, **values)

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", "").strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class ItemField(forms.CharField):
    """An item by code or barcode, typed, scanned, or chosen from the list `items` of the page."""

    def __init__(self, **values: Any) -> None:
        attrs = {"list": "items", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=60, **values)

    def clean(self, value: Any) -> Item | None:  # type: ignore[override]
        word = str(super().clean(value))
        if not word:
            return None
        found = scanned(word).item or Item.objects.filter(name=word).first()
        if found is None:
            raise forms.ValidationError(say("There is no item with this code."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Item) else value


class _CodeAndName:
    def label_from_instance(self, row: Any) -> str:
        return f"{row.code} · {row}" if row.own_name else str(row)


class PlacesField(_CodeAndName, forms.ModelMultipleChoiceField):
    """Several of our own places in use, to tick."""

    def __init__(self, **values: Any) -> None:
        super().__init__(queryset=Location.objects.none(), widget=forms.CheckboxSelectMultiple, **values)
        self.queryset = owned_locations()


class PlaceField(_CodeAndName, forms.ModelChoiceField):
    """One of our own places in use, by its code and name."""

    def __init__(self, **values: Any) -> None:
        super().__init__(queryset=Location.objects.none(), **values)
        self.queryset = owned_locations()
