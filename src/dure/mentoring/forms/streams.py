"""What people type about value-stream maps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.mentoring.models import StreamStep, ValueStream
from dure.plant.today import today
from dure.product.selectors import routed_items
from dure.web.fields import LINES, TYPED, PlainForm


class DrawForm(forms.Form):
    item = forms.ModelChoiceField(label=_("item"), queryset=Item.objects.none())

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        rows = routed_items(today()).exclude(routing_id=None)
        self.fields["item"].queryset = rows  # type: ignore[attr-defined]


class StreamForm(PlainForm):
    class Meta:
        model = ValueStream
        fields = ("demand", "day_hours", "finished", "note")
        widgets = {
            **dict.fromkeys(("demand", "day_hours", "finished"), TYPED), "note": LINES
        }  # fmt: skip


class StreamStepForm(PlainForm):
    class Meta:
        model = StreamStep
        fields = ("name", "work", "places", "value", "changeover", "availability", "people", "stock")
        widgets = dict.fromkeys(("work", "value", "changeover", "availability", "people", "stock"), TYPED)
