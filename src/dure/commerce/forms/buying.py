"""What people type about requests, orders to suppliers, goods that come, invoices and payments."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.forms.fields import ItemField, NumberField, PartnerField, PlainModelForm, UnitField, WonField, day
from dure.commerce.forms.sales import PaymentForm
from dure.commerce.models import AskedSupplier, Inquiry, Partner, PurchaseLine, PurchaseOrder
from dure.commerce.selectors import Match
from dure.commerce.services import Billed, Incoming, LineWish, Quoted
from dure.inventory.models import Item, Location
from dure.product.media import MOST_FILE_MB
from dure.web.uploads import UploadField


class RequestForm(forms.Form):
    item = ItemField()
    quantity = NumberField(label=_("quantity"), help_text=_("In the item's own unit."))
    needed_on = forms.DateField(label=_("needed on"), widget=day())
    reason = forms.CharField(label=_("what for"), max_length=200, required=False)

    def clean_quantity(self) -> Decimal:
        found: Decimal = self.cleaned_data["quantity"]
        if found <= 0:
            raise forms.ValidationError(say("Enter a quantity."))
        return found


class SupplierForm(forms.Form):
    partner = PartnerField(side="supplier", label=_("supplier"))


class PurchaseHeadForm(PlainModelForm):
    class Meta:
        model = PurchaseOrder
        fields = ("ordered_on", "partner_reference", "deliver_to", "vat", "note")
        widgets = {"ordered_on": day(), "note": forms.Textarea(attrs={"rows": 2})}


class AskForm(forms.Form):
    suppliers = forms.ModelMultipleChoiceField(
        label=_("suppliers"), queryset=Partner.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    answer_by = forms.DateField(label=_("answer by"), widget=day())
    note = forms.CharField(label=_("note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        known = Partner.objects.filter(is_supplier=True, is_active=True)
        self.fields["suppliers"].queryset = known  # type: ignore[attr-defined]


class AskLineForm(forms.Form):
    """A row of goods that are asked for; an empty one is left out."""

    item = ItemField(required=False)
    quantity = NumberField(required=False, label=_("quantity"))
    unit = UnitField()
    needed_on = forms.DateField(required=False, label=_("needed on"), widget=day())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and bool(found.get("item")) != bool(found.get("quantity")):
            self.add_error("quantity" if found.get("item") else "item", say("Enter an item and a quantity."))
        return found


class _AskLines(forms.BaseFormSet):
    def wishes(self) -> list[LineWish]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("item")]
        return [LineWish(row["item"], row["quantity"], row["unit"], requested_on=row["needed_on"]) for row in rows]


AskLines = forms.formset_factory(AskLineForm, formset=_AskLines, extra=3)


class AnswerForm(forms.Form):
    """What one supplier answers: a price and a day for each line."""

    answered_on = forms.DateField(label=_("answered on"), widget=day())
    declined = forms.BooleanField(label=_("doesn't offer"), required=False)
    note = forms.CharField(label=_("terms, remarks"), max_length=200, required=False)

    def __init__(self, *args: Any, asked: AskedSupplier, inquiry: Inquiry, **values: Any) -> None:
        super().__init__(*args, **values)
        self.lines = list(inquiry.lines.select_related("item"))
        there = {answer.line_id: answer for answer in asked.answers.all()}
        for line in self.lines:
            known = there.get(line.pk)
            self.fields[f"price-{line.pk}"] = NumberField(
                label=_("price"), required=False, initial=known.price if known else None
            )
            self.fields[f"day-{line.pk}"] = forms.DateField(
                label=_("comes on"), required=False, widget=day(), initial=known.comes_on if known else line.needed_on
            )

    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        return [(line, self[f"price-{line.pk}"], self[f"day-{line.pk}"]) for line in self.lines]

    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("answered_on", "declined", "note")]

    def quoted(self) -> dict[int, Quoted]:
        found = self.cleaned_data
        priced = [line.pk for line in self.lines if found.get(f"price-{line.pk}") is not None]
        return {pk: Quoted(found[f"price-{pk}"], found.get(f"day-{pk}")) for pk in priced}


class ReceiveForm(forms.Form):
    """The supplier's delivery note; the goods come by the fields of `GoodsForm`, one for each open line."""

    partner_reference = forms.CharField(label=_("supplier's delivery note"), max_length=60, required=False)
    take_more = forms.BooleanField(label=_("More than ordered is taken."), required=False)


class GoodsForm(forms.Form):
    """What came of one line of an order. quantity: empty when nothing came."""

    quantity = NumberField(required=False, label=_("came"))
    supplier_lot = forms.CharField(required=False, max_length=60, label=_("supplier's lot number"))
    expires_on = forms.DateField(required=False, label=_("use by"), widget=day())
    serials = forms.CharField(
        required=False, label=_("serial numbers"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One in each line; empty: the next numbers."),
    )  # fmt: skip
    second_quantity = NumberField(required=False)

    def __init__(self, *args: Any, line: PurchaseLine, **values: Any) -> None:
        super().__init__(*args, **values)
        self.line, item = line, line.item
        if item.tracking == Item.Tracking.NONE:
            del self.fields["supplier_lot"], self.fields["expires_on"]
        if item.tracking != Item.Tracking.SERIAL:
            del self.fields["serials"]
        if item.second_unit_id is None:
            del self.fields["second_quantity"]
        else:
            self.fields["second_quantity"].label = item.second_unit_id

    @property
    def left(self) -> Decimal:
        return max(self.line.item_quantity - self.line.moved, Decimal(0))

    def goods(self) -> Incoming | None:
        found = self.cleaned_data
        if not found.get("quantity"):
            return None
        names = ("supplier_lot", "expires_on", "second_quantity")
        serials = (found.get("serials") or "").split()
        return Incoming(
            self.line, found["quantity"], serials=serials, **{name: found[name] for name in names if found.get(name)}
        )


class CheckForm(forms.Form):
    accepted = NumberField(label=pgettext_lazy("incoming check", "accepted"))
    rejected = NumberField(label=_("rejected"), initial="0")
    location = forms.ModelChoiceField(
        label=_("goes to"), queryset=Location.objects.none(), required=False, empty_label=_("the usual place")
    )
    reason = forms.CharField(
        label=pgettext_lazy("trade", "finding"),
        max_length=200,
        required=False,
        help_text=_("Needed when something isn't accepted."),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        places = Location.objects.filter(kind=Location.Kind.STOCK, is_active=True)
        self.fields["location"].queryset = places  # type: ignore[attr-defined]


class FileForm(forms.Form):
    file = UploadField(label=_("certificate or picture"), most_mb=MOST_FILE_MB, required=True)


class BackForm(forms.Form):
    """Quantities come by their own fields, one for each place where goods of the receipt still lie."""

    reason = forms.CharField(label=_("reason"), max_length=200)
    is_replaced = forms.BooleanField(
        label=_("The supplier sends new ones: the order is open again by that much."), required=False
    )


class MatchForm(forms.Form):
    """A supplier's invoice, against what came. supply, vat: as they stand on the paper, to compare."""

    partner_reference = forms.CharField(label=_("supplier's invoice number"), max_length=60)
    on = forms.DateField(label=_("date"), widget=day())
    supply = WonField(label=_("supply value on the paper"), required=False)
    vat = WonField(label=_("VAT on the paper"), required=False)

    def __init__(self, *args: Any, matches: Sequence[Match], **values: Any) -> None:
        super().__init__(*args, **values)
        self.matches = matches
        for one in matches:
            pk = one.goods.pk
            self.fields[f"quantity-{pk}"] = NumberField(required=False, initial=one.open, label=_("quantity"))
            self.fields[f"price-{pk}"] = NumberField(
                required=False, initial=one.goods.price, label=_("price"), decimal_places=8
            )

    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("partner_reference", "on", "supply", "vat")]

    def rows(self) -> list[tuple[Match, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"quantity-{one.goods.pk}"], self[f"price-{one.goods.pk}"]) for one in self.matches]

    def billed(self) -> list[Billed]:
        found = []
        for one in self.matches:
            pk = one.goods.pk
            quantity, price = self.cleaned_data.get(f"quantity-{pk}"), self.cleaned_data.get(f"price-{pk}")
            if quantity:
                found.append(Billed(one.goods, quantity, price))
        return found


class SupplierPaymentForm(PaymentForm):
    """Money to a supplier."""

    partner = PartnerField(side="supplier", label=_("supplier"))


class LimitForm(forms.Form):
    purchase = WonField(label=_("Purchase orders above (won)"), required=False)
    credit = WonField(label=_("Sales beyond the credit limit above (won)"), required=False)
