"""What people type about BOMs and routings."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.product.forms.numbers import NUMBER, PlainNumbers, plain
from dure.product.models import Bom, BomLine, Operation, OperationUnit, Routing
from dure.product.selectors import item_by_code

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ItemField(forms.CharField):
    """An item by its code or barcode, typed, scanned, or chosen from the list `items` of the page."""

    def __init__(self, **values: Any) -> None:
        attrs = {"list": "items", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=60, **values)

    def clean(self, value: Any) -> Item:  # type: ignore[override]
        text = str(super().clean(value))
        if not text and not self.required:
            return None  # type: ignore[return-value]
        found = item_by_code(text)
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
        widgets = {"valid_from": DATE, "valid_to": DATE, "note": forms.Textarea(attrs={"rows": 2})} | {
            name: forms.TextInput(attrs=NUMBER) for name in ("base_quantity", "yield_percent")
        }


class HeadForm(BomForm):
    item = None

    class Meta(BomForm.Meta):
        fields = ("revision", "valid_from", "valid_to", "base_quantity", "yield_percent", "note")


class CopyForm(forms.Form):
    revision = forms.CharField(label=_("revision"), max_length=12)
    valid_from = forms.DateField(label=_("valid from"), widget=DATE)


class RetireForm(forms.Form):
    last_day = forms.DateField(label=_("last day"), widget=DATE)


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
        widgets = {"valid_from": DATE, "valid_to": DATE, "note": forms.Textarea(attrs={"rows": 2})}


class RoutingHeadForm(RoutingForm):
    item = None

    class Meta(RoutingForm.Meta):
        fields = ("revision", "valid_from", "valid_to", "note")


_TIMES = (
    "setup_seconds",
    "run_seconds",
    "batch_size",
    "transfer_quantity",
    "queue_seconds",
    "wait_seconds",
    "longest_wait_seconds",
)


class OperationForm(PlainNumbers):
    tools = forms.CharField(
        label=_("tools"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One a line.")
    )

    class Meta:
        model = Operation
        fields = (
            "number", "name", "work_center", "setup_seconds", "run_seconds", "run_basis", "batch_size",
            "transfer_quantity", "queue_seconds", "wait_seconds", "longest_wait_seconds", "runs_through", "skill",
            "skill_level", "tools", "is_subcontracted", "lead_time_days", "note",
        )  # fmt: skip
        widgets = {name: forms.TextInput(attrs=NUMBER) for name in _TIMES} | {"note": forms.Textarea(attrs={"rows": 2})}

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        return "\n".join(value) if field_name == "tools" and isinstance(value, list) else value

    def clean_tools(self) -> list[str]:
        return [line.strip()[:80] for line in self.cleaned_data["tools"].splitlines() if line.strip()]


_MOST_ALTERNATIVES = 4


class AlternativesForm(forms.Form):
    """What may take a component's place, the first choice first, and how much of it replaces one."""

    def __init__(self, *args: Any, line: BomLine, **values: Any) -> None:
        super().__init__(*args, **values)
        given = list(line.alternatives.select_related("item"))
        for number in range(1, max(_MOST_ALTERNATIVES, len(given) + 1) + 1):
            old = given[number - 1] if number <= len(given) else None
            item = ItemField(label=say("Choice %(number)s") % {"number": number}, required=False)
            item.initial = old.item if old else None
            ratio = forms.DecimalField(
                label=say("instead of one"), max_digits=18, decimal_places=6, min_value=Decimal("0.000001"),
                required=False, widget=forms.TextInput(attrs=NUMBER), initial=plain(old.ratio) if old else "1",
            )  # fmt: skip
            self.fields |= {f"item{number}": item, f"ratio{number}": ratio}
        self.count = max(_MOST_ALTERNATIVES, len(given) + 1)

    def chosen(self) -> list[tuple[Item, Decimal]]:
        pairs = [(self.cleaned_data[f"item{n}"], self.cleaned_data[f"ratio{n}"]) for n in range(1, self.count + 1)]
        return [(item, ratio or Decimal(1)) for item, ratio in pairs if item is not None]


class OperationUnitsForm(forms.Form):
    """Machines of the work center that can do it: in which order they are preferred, and their own times."""

    def __init__(self, *args: Any, operation: Operation, **values: Any) -> None:
        super().__init__(*args, **values)
        given = {row.work_unit_id: row for row in operation.units.all()}
        found = Q(pk__in=given)
        if operation.work_center_id is not None:
            found |= Q(work_center=operation.work_center_id, is_active=True)
        self.units = list(WorkUnit.objects.filter(found))
        for unit in self.units:
            old = given.get(unit.pk)
            place = forms.IntegerField(
                label=str(unit), required=False, min_value=1, initial=old.preference if old else None,
                help_text=say("1 is preferred; empty: not used"),
            )  # fmt: skip
            times = {
                f"{name}{unit.pk}": forms.DecimalField(
                    label=f"{unit} · {label}", required=False, min_value=0, max_digits=14, decimal_places=4,
                    widget=forms.TextInput(attrs=NUMBER), initial=_plain_or_none(old, name),
                )
                for name, label in (("setup_seconds", say("set-up (s)")), ("run_seconds", say("run time (s)")))
            }  # fmt: skip
            self.fields |= {f"place{unit.pk}": place} | times

    def chosen(self) -> list[tuple[WorkUnit, dict[str, Any]]]:
        data = self.cleaned_data
        used = [unit for unit in self.units if data[f"place{unit.pk}"]]
        return [
            (unit, {name: data[f"{name}{unit.pk}"] for name in ("setup_seconds", "run_seconds")})
            for unit in sorted(used, key=lambda unit: data[f"place{unit.pk}"])
        ]


def _plain_or_none(row: OperationUnit | None, name: str) -> str | None:
    value = getattr(row, name) if row is not None else None
    return plain(value) if value is not None else None


class QuantityForm(forms.Form):
    quantity = forms.DecimalField(
        label=_("quantity"), min_value=0, max_digits=14, decimal_places=4, widget=forms.TextInput(attrs=NUMBER)
    )
