"""An entry as a person types it: a head and lines, of which empty ones don't count."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.ledger.forms.span import DATE
from dure.ledger.models import Account
from dure.ledger.selectors import account_by_number
from dure.ledger.services import HandLine

_SIDE = {"inputmode": "numeric", "class": "num", "autocomplete": "off"}


class EntryForm(forms.Form):
    on = forms.DateField(label=_("date"), widget=DATE)
    text = forms.CharField(label=_("text"), max_length=200)
    document = forms.CharField(label=_("document"), max_length=40, required=False)


class AmountField(forms.DecimalField):
    """Won, with or without separators of thousands."""

    def __init__(self, **values: Any) -> None:
        super().__init__(
            required=False, min_value=0, max_digits=15, decimal_places=0, widget=forms.TextInput(attrs=_SIDE), **values
        )

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class AccountField(forms.CharField):
    """An account by its number, typed or chosen from the list `accounts` of the page."""

    def __init__(self, **values: Any) -> None:
        attrs = {"list": "accounts", "autocomplete": "off"}
        super().__init__(required=False, max_length=12, widget=forms.TextInput(attrs=attrs), **values)

    def clean(self, value: Any) -> Account | None:  # type: ignore[override]
        number = str(super().clean(value)).strip()
        found = account_by_number(number) if number else None
        if number and found is None:
            raise forms.ValidationError(say("There is no account with this number."))
        return found


class LineForm(forms.Form):
    account = AccountField(label=_("account"))
    debit = AmountField(label=_("debit"))
    credit = AmountField(label=_("credit"))
    party = forms.CharField(
        label=_("party"), max_length=40, required=False, widget=forms.TextInput(attrs={"list": "parties"})
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        has_amount = bool(found.get("debit") or found.get("credit"))
        if has_amount and not found.get("account") and "account" not in self.errors:
            self.add_error("account", say("Choose an account."))
        return found


class LineForms:
    """The lines of the entry: as many as were sent, and some empty ones."""

    FIRST, MORE, MOST = 4, 4, 60

    def __init__(self, data: Any = None) -> None:
        count = min(int(data.get("lines") or 0), self.MOST) if data and str(data.get("lines", "")).isdecimal() else 0
        if data and "more" in data:
            count += self.MORE
        self.forms = [LineForm(data, prefix=f"l{at}") for at in range(max(count, self.FIRST))]

    def is_valid(self) -> bool:
        wrong = [form for form in self.forms if not form.is_valid()]  # all are asked, so that all say what is wrong
        return not wrong

    def wanted(self) -> list[HandLine]:
        """Lines with an amount; to be asked when all are valid."""
        rows = [form.cleaned_data for form in self.forms]
        return [
            HandLine(row["account"], row["debit"] or Decimal(0), row["credit"] or Decimal(0), row["party"].strip())
            for row in rows
            if row["account"] and (row["debit"] or row["credit"])
        ]
