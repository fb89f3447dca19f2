"""Fields, their widgets and forms of rows as every context's pages use them."""

from decimal import Decimal
from typing import Any

from django import forms

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
TYPED = forms.TextInput(attrs=NUMBER)
LINES = forms.Textarea(attrs={"rows": 3})
PICTURES = {"accept": "image/jpeg,image/png,image/webp"}
PHOTOS = PICTURES | {"data-photo": "1600"}
"""Pictures that are made smaller before they are sent."""


def plain(value: Decimal) -> str:
    """As a person would type it: without zeros that say nothing."""
    return f"{value.normalize():f}"


class NumberField(forms.DecimalField):
    """A number as people type it, with or without separators of thousands; four decimals."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 4, "min_value": 0, "widget": TYPED} | values)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class ServiceForm(forms.ModelForm):
    """What was typed about a row; the service checks the row as a whole."""

    def _post_clean(self) -> None:
        pass


class PlainForm(ServiceForm):
    """Numbers of the row stand in the fields as a person would type them."""

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        return plain(value) if isinstance(value, Decimal) else value
