"""Fields that the forms of the toolbox share."""

from decimal import Decimal
from typing import Any

from django import forms

NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


class RowForm(forms.ModelForm):
    """Numbers of the row stand in the fields as a person would type them; the service checks the row as a whole."""

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def _post_clean(self) -> None:
        """The service checks the row."""
