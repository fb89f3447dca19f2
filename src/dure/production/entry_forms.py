"""What people type when they enter quantities by hand."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.kernel import clock
from dure.production.models import HandEntry, RejectReason

_SMALLEST = Decimal("0.0001")
_REJECTS = [row for row in HandEntry.Kind.choices if row[0] != HandEntry.Kind.GOOD]


def _quantity() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Quantity"),
        max_digits=14,
        decimal_places=4,
        min_value=_SMALLEST,
        error_messages={
            "required": _("Type the quantity first."),
            "invalid": _("Type a number."),
            "min_value": _("The quantity must be more than zero."),
        },
    )


class EntryForm(forms.Form):
    """The pad. client_id: made by the page; at: start of the slot in microseconds."""

    client_id = forms.UUIDField()
    at = forms.IntegerField(min_value=0, max_value=2**53)
    kind = forms.ChoiceField(choices=HandEntry.Kind.choices)
    quantity = _quantity()
    reason = forms.ModelChoiceField(queryset=RejectReason.objects.filter(is_active=True), required=False)
    note = forms.CharField(max_length=200, required=False)

    def entry(self) -> dict[str, Any]:
        """What the service asks for."""
        given = {**self.cleaned_data}
        return {"starts_at": clock.from_us(given.pop("at")), **given}


class WhyForm(EntryForm):
    """The pad on its way to a reason: only what has one."""

    kind = forms.ChoiceField(choices=_REJECTS)


class EntryCorrectionForm(forms.Form):
    """The right figures of an entry; a good piece needs no reason."""

    kind = forms.ChoiceField(label=_("Kind"), choices=HandEntry.Kind.choices, widget=forms.RadioSelect)
    quantity = _quantity()
    reason = forms.ModelChoiceField(
        label=_("Reason"),
        queryset=RejectReason.objects.filter(is_active=True),
        required=False,
        empty_label=_("No reason"),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, row: HandEntry, *args: Any, **kwargs: Any) -> None:
        given = {"kind": row.kind, "quantity": f"{row.quantity.normalize():f}", "reason": row.reason_id}
        super().__init__(*args, initial={**given, "note": row.note}, **kwargs)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") == HandEntry.Kind.GOOD:
            given["reason"] = None
        return given
