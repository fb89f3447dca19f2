"""Fields that the forms of buying and selling have in common."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Partner
from dure.inventory.models import Item, Unit
from dure.inventory.selectors import scanned, unit_spelled

NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


def day(**attrs: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


def plain(value: Decimal | None) -> str:
    """As a person would type it: without zeros that say nothing."""
    return "" if value is None else f"{value.normalize():f}"


class NumberField(forms.DecimalField):
    """A number as people type it, with or without separators of thousands; four decimals."""

    def __init__(self, **values: Any) -> None:
        given = {"max_digits": 18, "decimal_places": 4, "min_value": 0, "widget": forms.TextInput(attrs=NUMBER)}
        super().__init__(**given | values)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class WonField(NumberField):
    """Whole won."""

    def __init__(self, **values: Any) -> None:
        super().__init__(
            **{"decimal_places": 0, "widget": forms.TextInput(attrs=NUMBER | {"inputmode": "numeric"})} | values
        )


class ItemField(forms.CharField):
    """An item by code, by the barcode of it or of a packing, or chosen from the list of the page."""

    def __init__(self, **values: Any) -> None:
        attrs = {"list": "items", "autocomplete": "off", "data-item": ""}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), "max_length": 80, "label": _("item")} | values)

    def clean(self, value: Any) -> Item | None:  # type: ignore[override]
        if isinstance(value, Item):  # of a field that can't be changed
            return value
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = scanned(text).item or scanned(text.split(" ")[0]).item
        if found is None:
            raise forms.ValidationError(say("There is no item with this code."))
        if not found.is_active:
            raise forms.ValidationError(say("%(name)s is out of use.") % {"name": found.name})
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Item) else value


class UnitField(forms.CharField):
    """A unit by one of its spellings; empty: the item's own."""

    def __init__(self, **values: Any) -> None:
        attrs = {"list": "units", "autocomplete": "off"}
        super().__init__(
            **{"widget": forms.TextInput(attrs=attrs), "max_length": 12, "required": False, "label": _("unit")} | values
        )

    def clean(self, value: Any) -> Unit | None:  # type: ignore[override]
        text = str(super().clean(value)).strip()
        found = unit_spelled(text) if text else None
        if text and found is None:
            raise forms.ValidationError(say("There is no such unit."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Unit) else value


HOW = _("Name, code or business number; partners in use are offered while typing.")


class PartnerField(forms.CharField):
    """A partner in use by code, name or business number, or from the list of the page. side: customer, supplier."""

    def __init__(self, *, side: str = "", **values: Any) -> None:
        self.side = side
        attrs = {"list": "partners", "autocomplete": "off"}
        super().__init__(
            **{"widget": forms.TextInput(attrs=attrs), "max_length": 120, "label": _("partner"), "help_text": HOW}
            | values
        )

    def clean(self, value: Any) -> Partner | None:  # type: ignore[override]
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = partner_called(text, self.side)
        if found is None:
            raise forms.ValidationError(say("There is no such partner, or it is not clear which one."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value.code} {value.name}" if isinstance(value, Partner) else value


def partner_called(text: str, side: str = "") -> Partner | None:
    """By code (also with the name behind it), by business number, or by a name that only one has."""
    rows = Partner.objects.filter(is_active=True)
    if side:
        rows = rows.filter(**{f"is_{side}": True})
    for wanted in ({"code": text}, {"code": text.split(" ", maxsplit=1)[0]}, {"business_number": text}):
        if found := rows.filter(**wanted).first():
            return found
    named = list(rows.filter(name=text)[:2]) or list(rows.filter(name__icontains=text)[:2])
    return named[0] if len(named) == 1 else None


class PlainModelForm(forms.ModelForm):
    """Numbers stand in the fields as a person would type them; the service checks the row as a whole."""

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        return plain(value) if isinstance(value, Decimal) else value

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""
