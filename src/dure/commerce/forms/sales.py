"""What people type about quotations, orders, deliveries, invoices and payments."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.commerce.forms.fields import ItemField, NumberField, PartnerField, PlainModelForm, UnitField, WonField, day
from dure.commerce.models import Address, Invoice, Partner, Payment, SalesLine, SalesOrder
from dure.commerce.services import LineWish
from dure.commerce.services.set_offs import Part
from dure.inventory.models import Location

_SHORT = forms.TextInput(attrs={"autocomplete": "off"})


class CustomerForm(forms.Form):
    partner = PartnerField(side="customer", label=_("customer"))


class HeadForm(PlainModelForm):
    """Of a quotation or an order; what it may hold depends on the partner."""

    class Meta:
        model = SalesOrder
        fields = ("ordered_on", "valid_until", "partner_reference", "ship_to", "vat", "note")
        widgets = {
            "ordered_on": day(),
            "valid_until": day(),
            "note": forms.Textarea(attrs={"rows": 2}),
            "partner_reference": _SHORT,
        }

    def __init__(self, *args: Any, partner: Partner, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["ship_to"].queryset = Address.objects.filter(partner=partner)  # type: ignore[attr-defined]
        self.fields["ship_to"].empty_label = say("the main address")  # type: ignore[attr-defined]


class OrderHeadForm(HeadForm):
    """Of a confirmed order: what doesn't change its worth."""

    class Meta(HeadForm.Meta):
        fields = ("partner_reference", "ship_to", "note")


class LineForm(forms.Form):
    """One row of the editor. id: of a line that is there already. An empty row is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    item = ItemField(required=False)
    quantity = NumberField(required=False, label=_("quantity"))
    unit = UnitField()
    price = NumberField(required=False, label=_("price"))
    promised_on = forms.DateField(required=False, label=_("promised for"), widget=day())
    note = forms.CharField(required=False, max_length=200, label=_("note"))

    @property
    def is_empty(self) -> bool:
        """Nothing that counts was typed, so that the row is none."""
        found = self.cleaned_data
        return not found.get("item") and found.get("quantity") is None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors or (not found.get("item") and found.get("quantity") is None):
            return found
        if not found.get("item"):
            self.add_error("item", say("Enter an item."))
        if not found.get("quantity"):
            self.add_error("quantity", say("Enter a quantity."))
        return found

    def wish(self) -> LineWish:
        found = self.cleaned_data
        names = ("item", "quantity", "unit", "price", "promised_on", "note")
        return LineWish(**{name: found[name] for name in names}, requested_on=found["promised_on"])


class _Lines(forms.BaseFormSet):
    def wishes(self) -> list[tuple[int | None, LineWish]]:
        """(id of the line that it was, wish) of each row that isn't empty and wasn't taken out."""
        rows = [form for form in self.forms if form not in self.deleted_forms and not form.is_empty]
        return [(form.cleaned_data["id"], form.wish()) for form in rows]


Lines = forms.formset_factory(LineForm, formset=_Lines, extra=3, can_delete=True)


def lines_of(order: SalesOrder) -> list[dict[str, Any]]:
    """What stands in the rows of the editor."""
    rows = order.lines.select_related("item", "unit").order_by("position")
    return [
        {
            "id": row.pk,
            "item": row.item,
            "quantity": row.quantity,
            "unit": row.unit,
            "price": row.price,
            "promised_on": row.promised_on,
            "note": row.note,
        }
        for row in rows
    ]


class ConfirmForm(forms.Form):
    """reason: needed when the customer's credit is exceeded."""

    beyond_credit = forms.CharField(
        label=_("reason to go beyond the credit limit"), max_length=200, required=False, widget=_SHORT
    )


class OrderLineForm(PlainModelForm):
    """Of a line of a confirmed order; each change stays in the history."""

    quantity = NumberField(label=_("quantity"))
    price = NumberField(label=_("price"))

    class Meta:
        model = SalesLine
        fields = ("quantity", "price", "requested_on", "promised_on", "note")
        widgets = {"requested_on": day(), "promised_on": day()}


class NewLineForm(LineForm):
    """A line for a confirmed order."""

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors and self.is_empty:
            self.add_error("item", say("Enter an item."))
        return found


class DeliverForm(forms.Form):
    """The paper of a delivery; the goods come by their own fields, see `picks_from`."""

    delivered_at = forms.DateTimeField(
        label=_("delivered"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ship_to = forms.ModelChoiceField(label=_("deliver to"), queryset=Address.objects.none(), required=False)
    carrier = forms.CharField(label=_("carrier, vehicle"), max_length=80, required=False)

    def __init__(self, *args: Any, partner: Partner, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["ship_to"].queryset = Address.objects.filter(partner=partner)  # type: ignore[attr-defined]
        self.fields["ship_to"].empty_label = say("the main address")  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)
    location = forms.ModelChoiceField(
        label=_("where the goods go"),
        queryset=Location.objects.none(),
        required=False,
        empty_label=_("Quarantine, until they are checked"),
    )
    is_replaced = forms.BooleanField(
        label=_("The customer gets others for them: the order is open again by that much."), required=False
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        places = Location.objects.filter(kind__in=(Location.Kind.STOCK, Location.Kind.QUARANTINE), is_active=True)
        self.fields["location"].queryset = places  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)


class DayForm(forms.Form):
    on = forms.DateField(label=_("date"), widget=day())


class PaymentForm(forms.Form):
    """Money from a customer. Parts of invoices by their own fields: `settle-<id>`."""

    partner = PartnerField(side="customer", label=_("customer"))
    amount = WonField(label=_("amount (won)"), min_value=1)
    on = forms.DateField(label=_("date"), widget=day())
    method = forms.ChoiceField(label=_("method"), choices=Payment.Method.choices)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def __init__(self, *args: Any, invoices: Sequence[Invoice] = (), **values: Any) -> None:
        super().__init__(*args, **values)
        self.invoices = invoices
        for one in invoices:
            self.fields[f"settle-{one.pk}"] = WonField(label=one.number, required=False, min_value=None)

    def settled(self) -> list[tuple[Invoice, Decimal]] | None:
        """Parts of invoices that were typed; None when none was, so that the oldest are settled first.

        Of a credit note the part is less than nothing, whichever way it was typed.
        """
        parts = [(one, self.cleaned_data.get(f"settle-{one.pk}")) for one in self.invoices]
        found = [(one, -abs(amount) if one.total < 0 else amount) for one, amount in parts if amount]
        return found or None

    def settle_fields(self) -> list[tuple[Invoice, forms.BoundField]]:
        return [(one, self[f"settle-{one.pk}"]) for one in self.invoices]

    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("partner", "amount", "on", "method", "note")]


class SetOffForm(forms.Form):
    """Credits and invoices of one partner, each with the won of it that are set off, by fields of their own."""

    on = forms.DateField(label=_("date"), widget=day())

    def __init__(self, *args: Any, credit: Sequence[Part] = (), debts: Sequence[Part] = (), **values: Any) -> None:
        super().__init__(*args, **values)
        self.given = [(_name(one), one, left) for one, left in (*credit, *debts)]
        self.count = len(credit)
        for name, one, _left in self.given:
            self.fields[name] = WonField(label=one.number, required=False)

    def parts(self) -> list[Part] | None:
        """What was typed; None when nothing was, so that the oldest go first."""
        found = [(one, self.cleaned_data.get(name)) for name, one, _left in self.given]
        return [(one, amount) for one, amount in found if amount] or None

    def credit_rows(self) -> list[tuple[Invoice | Payment, Decimal, forms.BoundField]]:
        return self._rows()[: self.count]

    def debt_rows(self) -> list[tuple[Invoice | Payment, Decimal, forms.BoundField]]:
        return self._rows()[self.count :]

    def _rows(self) -> list[tuple[Invoice | Payment, Decimal, forms.BoundField]]:
        return [(one, left, self[name]) for name, one, left in self.given]


def _name(one: Invoice | Payment) -> str:
    return f"{'invoice' if isinstance(one, Invoice) else 'payment'}-{one.pk}"
