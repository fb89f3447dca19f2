"""Goods that come, go, or change their place."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.forms.fields import DATE, ItemField, PlaceField, QuantityField
from dure.inventory.models import Balance, Item, Location, Lot
from dure.inventory.selectors import default_location, in_item_unit, unit_spelled
from dure.inventory.services import Movement, NewLot, Receipt
from dure.kernel.errors import DureError
from dure.web.problems import text_of


class GoodsForm(forms.Form):
    """An item, its lot where it has one, and a quantity in any of its units."""

    item = ItemField(label=_("item"), required=False)
    lot = forms.CharField(
        label=_("lot"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"list": "lots", "autocomplete": "off"}),
    )  # fmt: skip
    quantity = QuantityField(label=_("quantity"))
    unit = forms.CharField(
        label=_("unit"), max_length=12, required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        help_text=_("Empty: the item's own unit."),
    )  # fmt: skip
    second_quantity = QuantityField(label=_("second quantity"), required=False)

    def __init__(self, *args: Any, known: Item | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        self.known = known
        if known is None or known.second_unit_id is None:
            del self.fields["second_quantity"]
        else:
            self.fields["second_quantity"].label = f"{say('second quantity')} ({known.second_unit_id})"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            self._find_lot(found)
            self._convert(found)
        return found

    def _find_lot(self, found: dict[str, Any]) -> None:
        """The lot named, and its item where only the lot was."""
        item, number = found.get("item"), found.get("lot", "").strip()
        found["lot"], found["number"] = None, number
        if number:
            rows = Lot.objects.select_related("item").filter(number=number)
            lots = list(rows.filter(item=item) if item else rows)
            found["lot"] = lots[0] if len(lots) == 1 else None
            self._check_lot(lots, item)
        found["item"] = item or (found["lot"].item if found["lot"] else None)
        if found["item"] is None and not self.errors:
            self.add_error("item", say("Say which item it is."))

    def _check_lot(self, lots: list[Lot], item: Item | None) -> None:
        if not lots:
            self.add_error("lot", say("There is no such lot."))
        elif len(lots) > 1 and item is None:
            self.add_error("item", say("Several items have a lot of this number: say which item it is."))

    def _convert(self, found: dict[str, Any]) -> None:
        word, item = found.get("unit", ""), found.get("item")
        if not word or item is None:
            return
        unit = unit_spelled(word)
        if unit is None:
            self.add_error("unit", say("There is no such unit."))
            return
        try:
            found["quantity"] = in_item_unit(item, found["quantity"], unit.pk)
        except DureError as error:
            self.add_error("unit", text_of(error))


class FromForm(GoodsForm):
    """Goods of our own stock. Where they lie may be left open when they lie at one place only."""

    source = PlaceField(label=_("from place"), required=False)
    field_order = ["item", "lot", "source", "target", "quantity", "unit", "second_quantity", "reason"]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors and found.get("source") is None:
            rows = Balance.objects.filter(item=found["item"], lot=found["lot"], quantity__gt=0)
            places = [row.location for row in rows.select_related("location")[:2]]
            if len(places) == 1:
                found["source"] = places[0]
            else:
                text = _("It lies at several places: say which.") if places else _("Nothing of it is in stock.")
                self.add_error("source", text)
        return found

    def movement(self, target: Location) -> Movement:
        """What to move. Only for a form that is valid."""
        found = self.cleaned_data
        return Movement(
            found["item"], found["quantity"], found["source"], target, found["lot"],
            reason=found.get("reason", "").strip(), second_quantity=found.get("second_quantity"),
        )  # fmt: skip


class TransferForm(FromForm):
    target = PlaceField(label=_("to place"))

    def goes_to(self) -> Location:
        return self.cleaned_data["target"]


class _OutForm(FromForm):
    reason = forms.CharField(
        label=_("reason"), max_length=200, widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"})
    )
    KIND = Location.Kind.SCRAP

    def goes_to(self) -> Location:
        return default_location(self.KIND)


class ScrapForm(_OutForm):
    pass


class IssueForm(_OutForm):
    KIND = Location.Kind.PRODUCTION


class ReceiptForm(GoodsForm):
    """Goods without an order. A lot number that the item doesn't have yet makes a new lot."""

    source = forms.ModelChoiceField(
        label=_("where it comes from"), queryset=Location.objects.none(), empty_label=None,
        help_text=_("Stock-take differences: for the stock of the first day and what is found."),
    )  # fmt: skip
    target = PlaceField(label=_("to place"))
    supplier_number = forms.CharField(label=_("supplier's lot number"), max_length=60, required=False)
    made_on = forms.DateField(label=_("made on"), required=False, widget=DATE)
    expires_on = forms.DateField(
        label=_("use by"), required=False, widget=DATE, help_text=_("Empty: by the item's shelf life.")
    )
    origin = forms.CharField(label=_("origin"), max_length=60, required=False)
    serials = forms.CharField(
        label=_("serial numbers"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. Empty: numbered by the pattern."),
    )  # fmt: skip
    value = forms.DecimalField(
        label=_("value of it all (won)"), required=False, min_value=0, max_digits=16, decimal_places=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text=_("Empty: what it costs today."),
    )  # fmt: skip
    field_order = [
        "item", "quantity", "unit", "second_quantity", "target", "source", "lot", "supplier_number", "made_on",
        "expires_on", "origin", "serials", "value",
    ]  # fmt: skip

    def __init__(self, *args: Any, sees_costs: bool = False, **values: Any) -> None:
        super().__init__(*args, **values)
        kinds = [Location.Kind.DIFFERENCE, Location.Kind.SUPPLIER, Location.Kind.PRODUCTION]
        rows = Location.objects.filter(kind__in=kinds, is_active=True).order_by("kind", "code")
        self.fields["source"].queryset = rows  # type: ignore[attr-defined]
        self.fields["lot"].help_text = say("Empty: numbered by the pattern.")
        for name in ([] if sees_costs else ["value"]) + self._beside_the_point():
            del self.fields[name]

    def _beside_the_point(self) -> list[str]:
        """Fields that the item known has no use for."""
        tracking = self.known.tracking if self.known else Item.Tracking.LOT
        if tracking == Item.Tracking.NONE:
            return ["lot", "supplier_number", "made_on", "expires_on", "origin", "serials"]
        return ["serials"] if tracking == Item.Tracking.LOT else ["lot"]

    def _check_lot(self, lots: list[Lot], item: Item | None) -> None:
        """A number that nobody has is a new lot's."""
        if item is None:
            super()._check_lot(lots, item)

    def receipt(self) -> Receipt:
        """What comes. Only for a form that is valid."""
        found = self.cleaned_data
        item, lot = found["item"], found["lot"]
        facts = {
            name: found[name] for name in ("supplier_number", "made_on", "expires_on", "origin") if found.get(name)
        }
        new = None
        if item.tracking == Item.Tracking.LOT and lot is None:
            new = NewLot(item, number=found["number"], **facts)
        serials = [line.strip() for line in found.get("serials", "").splitlines() if line.strip()]
        if item.tracking == Item.Tracking.SERIAL:
            lot = None
        value: Decimal | None = found.get("value")
        return Receipt(
            item, found["quantity"], found["target"], value, lot=lot, new=new, serials=serials,
            second_quantity=found.get("second_quantity"), facts=facts,
        )  # fmt: skip
