"""What people type about items."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.plant.models import WorkUnit


class ItemForm(forms.ModelForm):
    class Meta:
        model = Item
        fields = ("code", "name", "kind", "unit")
        labels = {"unit": _("Unit of quantity")}
        help_texts = {"unit": _("For example EA, kg, box.")}

    def _post_clean(self) -> None:
        """The service checks and writes; the form only reads what was typed."""


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
