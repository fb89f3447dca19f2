"""What people type about partners and prices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.commerce.forms.fields import (
    NUMBER,
    ItemField,
    NumberField,
    PartnerField,
    PlainModelForm,
    UnitField,
    WonField,
    day,
)
from dure.commerce.models import Address, Contact, Partner, Price
from dure.kernel import business_number


class PartnerForm(PlainModelForm):
    credit_limit = WonField(label=_("credit limit (won)"), required=False)

    class Meta:
        model = Partner
        fields = (
            "code", "name", "business_number", "representative", "business_type", "business_item", "is_customer",
            "is_supplier", "vat", "payment_days", "credit_limit", "tax_email", "note",
        )  # fmt: skip
        widgets = {
            "note": forms.Textarea(attrs={"rows": 2}),
            "payment_days": forms.TextInput(attrs=NUMBER),
            "business_number": forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "123-45-67890"}),
        }
        help_texts = {
            "credit_limit": _("Empty: no limit."),
            "code": _("Empty: the next number."),
            "payment_days": _("From the date of the invoice."),
        }

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["code"].required = False
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean_business_number(self) -> str:
        number = self.cleaned_data["business_number"].strip()
        if number and not business_number.is_valid(number):
            raise forms.ValidationError(_("This is no business number: its check digit doesn't fit."))
        return business_number.shown(number) if number else ""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("is_customer") and not found.get("is_supplier"):
            raise forms.ValidationError(_("A partner is a customer, a supplier, or both."))
        return found


class AddressForm(PlainModelForm):
    class Meta:
        model = Address
        fields = ("name", "postcode", "lines", "phone", "is_main", "is_delivery")


class ContactForm(PlainModelForm):
    class Meta:
        model = Contact
        fields = ("name", "duty", "phone", "email")


class PriceForm(forms.Form):
    side = forms.ChoiceField(label=_("side"), choices=Price.Side.choices)
    item = ItemField()
    partner = PartnerField(required=False, help_text=_("Empty: for all."))
    unit = UnitField(help_text=_("Empty: the item's own unit."))
    minimum = NumberField(label=_("from quantity"), initial="0")
    price = NumberField(label=_("price"))
    valid_from = forms.DateField(label=_("valid from"), widget=day())
    partner_code = forms.CharField(label=_("partner's item code"), max_length=60, required=False)


class LastDayForm(forms.Form):
    last_day = forms.DateField(label=_("last day"), widget=day())
