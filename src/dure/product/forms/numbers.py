"""Numbers in fields as a person would type them."""

from decimal import Decimal
from typing import Any

from django import forms

NUMBER = {"inputmode": "decimal"}


def plain(value: Decimal) -> str:
    """As a person would type it: without zeros that say nothing."""
    return f"{value.normalize():f}"


class PlainNumbers(forms.ModelForm):
    """Numbers of the row stand in the fields as a person would type them."""

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        return plain(value) if isinstance(value, Decimal) else value

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""
