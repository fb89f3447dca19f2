"""What people type about blanket orders and their call-offs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.commerce.forms.fields import ItemField, NumberField, PartnerField, PlainModelForm, UnitField, day
from dure.commerce.models import BlanketLine, BlanketOrder


class BlanketForm(PlainModelForm):
    partner = PartnerField(side="customer", label=_("customer"))

    class Meta:
        model = BlanketOrder
        fields = ("partner", "valid_from", "valid_to", "partner_reference", "note")
        widgets = {"valid_from": day(), "valid_to": day(), "note": forms.Textarea(attrs={"rows": 2})}


class BlanketHeadForm(BlanketForm):
    partner = None

    class Meta(BlanketForm.Meta):
        fields = ("valid_from", "valid_to", "partner_reference", "note")


class BlanketLineForm(forms.Form):
    item = ItemField()
    quantity = NumberField(label=_("agreed quantity"))
    unit = UnitField(help_text=_("Empty: the item's own unit."))
    price = NumberField(label=_("price"))
    start_quantity = NumberField(
        label=_("delivered before"),
        initial="0",
        help_text=_("What the customer's cumulative figures count from before the first list."),
    )

    def __init__(self, *args: Any, line: BlanketLine | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        if line is not None:
            names = ("item", "quantity", "unit", "price", "start_quantity")
            self.initial = {name: getattr(line, name) for name in names}
            self.fields["item"].disabled = True


class CallOffForm(forms.Form):
    """A list of call-offs copied out of the customer's sheet."""

    text = forms.CharField(
        label=_("rows of the customer's sheet"),
        widget=forms.Textarea(attrs={"rows": 12, "class": "mono", "spellcheck": "false"}),
        help_text=_(
            "Copy them from Excel with their headings: items down and days across, or rows of item, day, quantity."
        ),
    )
    is_cumulative = forms.BooleanField(label=_("The quantities are cumulative."), required=False)
    first_day = forms.DateField(
        label=_("holds from"), widget=day(), required=False, help_text=_("Empty: the first day of the list.")
    )
    source = forms.CharField(label=_("source"), max_length=200, required=False)


class ReleaseForm(forms.Form):
    upto = forms.DateField(label=_("up to and with"), widget=day())
    beyond_credit = forms.CharField(label=_("reason to go beyond the credit limit"), max_length=200, required=False)
