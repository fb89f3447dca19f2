"""Stock-takes: what is counted, and a count."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.forms.fields import PlacesField, QuantityField
from dure.inventory.models import Item


class StartForm(forms.Form):
    """Places, and which items; all that lie there when none are chosen."""

    locations = PlacesField(label=_("places"))
    kinds = forms.MultipleChoiceField(
        label=_("only these kinds"), required=False, choices=Item.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(label=_("only items with this in code, name or group"), required=False, max_length=60)
    is_blind = forms.BooleanField(label=_("counters don't see the book quantity"), required=False)


class CountForm(forms.Form):
    quantity = QuantityField(label=_("counted"))
    adds = forms.BooleanField(label=_("on top of what was counted here before"), required=False)

    def __init__(self, *args: Any, item: Item | None = None, **values: Any) -> None:
        super().__init__(*args, **values)
        if item is not None:
            self.fields["quantity"].label = f"{say('counted')} ({item.unit_id})"
