"""An account of the chart."""

from django import forms

from dure.ledger.models import Account


class AccountForm(forms.ModelForm):
    class Meta:
        model = Account
        fields = ("code", "own_name", "kind", "is_active")

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""
