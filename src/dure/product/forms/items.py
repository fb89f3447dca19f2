"""What people type about items and their ideal cycles."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item, ItemUnit, Unit
from dure.plant.models import WorkUnit
from dure.product.forms.numbers import NUMBER, PlainNumbers
from dure.product.gtin import check_digit, is_number, is_right

_NEEDED = ("code", "name", "kind", "unit")
_AMOUNTS = ("safety_stock", "lot_minimum", "lot_multiple")
_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Item"), (*_NEEDED, "specification", "group", "barcode")),
    (_("Supply"), ("supply", "lead_time_days", *_AMOUNTS, "lot_days", "is_phantom")),
    (_("Stock"), ("tracking", "removal", "shelf_life_days", "expiry_rule", "second_unit", "costing")),
    (_("Label"), ("origin", "allergens", "note")),
)


def _field(name: str) -> Any:
    return Item._meta.get_field(name)  # noqa: SLF001 - Django's documented name


class ItemForm(PlainNumbers):
    """Code, name, kind and unit are needed; the rest has a usual value, which an emptied field takes again."""

    allergens = forms.MultipleChoiceField(
        label=_("allergens"),
        choices=_field("allergens").base_field.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Item
        fields = tuple(name for _title, names in _GROUPS for name in names)
        labels = {"unit": _("Unit of quantity")}
        help_texts = {"unit": _("For example EA, kg, box.")}
        widgets = {name: forms.TextInput(attrs=NUMBER) for name in _AMOUNTS} | {
            "note": forms.Textarea(attrs={"rows": 2})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name in _NEEDED
            if name in _AMOUNTS:
                field.validators.append(MinValueValidator(0))

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """(title, fields), in the order of the page."""
        return [(str(title), [self[name] for name in names]) for title, names in _GROUPS]

    def clean_barcode(self) -> str:
        """A trade item number must end in its check digit; own codes are taken as they are."""
        given = str(self.cleaned_data["barcode"] or "").strip()
        if is_number(given) and not is_right(given):
            raise forms.ValidationError(
                say("The check digit is wrong: %(digits)s would end in %(digit)s."),
                params={"digits": given[:-1], "digit": check_digit(given[:-1])},
            )
        return given

    def clean(self) -> dict[str, Any]:
        """An emptied field has the usual value; one that wasn't on the page stays as it was."""
        found = super().clean() or {}
        for name in self.fields.keys() - set(_NEEDED) - {"is_phantom", "allergens"}:
            if found.get(name) in (None, "") and name not in self.errors:
                found[name] = _field(name).get_default() if name in self.data else getattr(self.instance, name)
        return found


class CycleForm(forms.Form):
    seconds = forms.DecimalField(
        label=_("Ideal seconds per piece"), max_digits=12, decimal_places=4, min_value=Decimal("0.0001")
    )
    work_unit = forms.ModelChoiceField(
        label=_("Work unit"), queryset=WorkUnit.objects.filter(is_active=True), required=False, empty_label=_("All")
    )
    valid_from = forms.DateTimeField(
        label=_("Holds from"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("What was made before this keeps the cycle that held then."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seconds"].widget.attrs |= {"step": "any", "inputmode": "decimal"}


class ItemUnitForm(PlainNumbers):
    """1 of the unit = contains / per of the item's own unit."""

    class Meta:
        model = ItemUnit
        fields = ("unit", "numerator", "denominator", "barcode")
        widgets = {name: forms.TextInput(attrs=NUMBER) for name in ("numerator", "denominator")}

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.exclude(pk=item.unit_id)  # type: ignore[attr-defined]
        self.fields["denominator"].initial = 1
        self.fields["barcode"].required = False
        for name in ("numerator", "denominator"):
            self.fields[name].validators.append(MinValueValidator(Decimal("0.000001")))

    clean_barcode = ItemForm.clean_barcode


class CodeRuleForm(forms.Form):
    kind = forms.ChoiceField(label=_("kind"), choices=Item.Kind.choices)
    pattern = forms.CharField(
        label=_("pattern"), max_length=40, help_text=_("For example RM-{n:04}: RM-0001, RM-0002 and so on.")
    )
