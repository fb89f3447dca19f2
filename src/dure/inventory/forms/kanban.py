"""Kanban loops, rounds and their stops."""

import re
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.forms.fields import ItemField, PlaceField, QuantityField, plain
from dure.inventory.kanban import Figures, proposed_cards
from dure.inventory.models import KanbanLoop, Location, MilkRun
from dure.inventory.models.kanban import MOST_CARDS

_NAMES = (
    "item", "source", "target", "container_quantity", "container", "run", "demand_per_hour", "replenishment_minutes",
    "safety_percent", "asks_when_empty", "cards",
)  # fmt: skip


class ShelfField(PlaceField):
    """A place that goods are used from and kept at."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.queryset = self.queryset.filter(kind=Location.Kind.STOCK)


class LoopForm(forms.Form):
    item = ItemField(label=_("item"))
    source = ShelfField(label=_("source place"), help_text=_("Where full containers are taken."))
    target = ShelfField(label=_("using place"), help_text=_("Where containers are emptied."))
    container_quantity = QuantityField(label=_("quantity of a container"), help_text=_("In the item's own unit."))
    container = forms.CharField(
        label=_("container"), max_length=60, required=False, help_text=_("What it looks like, such as blue box.")
    )
    run = forms.ModelChoiceField(label=_("milk run"), queryset=MilkRun.objects.none(), required=False)
    demand_per_hour = QuantityField(
        label=_("demand an hour"), required=False, help_text=_("What the using place needs in an hour of work.")
    )
    replenishment_minutes = forms.IntegerField(
        label=_("replenishment time (min)"), min_value=1, max_value=43200,
        help_text=_("From an empty container to the full one, at longest."),
    )  # fmt: skip
    safety_percent = forms.DecimalField(label=_("safety (%)"), min_value=0, max_value=1000, decimal_places=2)
    asks_when_empty = forms.BooleanField(
        label=_("cards are scanned when the container is empty"),
        required=False,
        help_text=_("One card more. Otherwise they are scanned when the first piece is taken, as the formula has it."),
    )
    cards = forms.IntegerField(
        label=_("number of cards"), min_value=1, max_value=MOST_CARDS, required=False,
        help_text=_("Empty: as many as the formula says."),
    )  # fmt: skip

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["run"].queryset = MilkRun.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Of a form that is valid; the number of cards by the formula where none was typed."""
        found = dict(self.cleaned_data)
        found["demand_per_hour"] = found["demand_per_hour"] or Decimal(0)
        if found["cards"] is None and found["container_quantity"] > 0:
            names = ("demand_per_hour", "replenishment_minutes", "safety_percent", "container_quantity")
            figures = Figures(*(found[name] for name in names), when_empty=found["asks_when_empty"])
            found["cards"] = max(proposed_cards(figures).cards, 1)
        return found


def initial_of(loop: KanbanLoop) -> dict[str, Any]:
    found = {name: getattr(loop, name) for name in _NAMES}
    return found | {"safety_percent": plain(loop.safety_percent)}


class TimesField(forms.CharField):
    """Times of the day, with blanks or commas between them."""

    def clean(self, value: Any) -> list[time]:  # type: ignore[override]
        words = [word for word in re.split(r"[\s,;]+", str(super().clean(value))) if word]
        try:
            return sorted({datetime.strptime(word, "%H:%M").time() for word in words})  # noqa: DTZ007 - of any day
        except ValueError as error:
            raise forms.ValidationError(say("Write times like 08:00 and 13:30.")) from error

    def prepare_value(self, value: Any) -> Any:
        return " ".join(f"{one:%H:%M}" for one in value) if isinstance(value, list) else value


class RunForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=60)
    starts = TimesField(
        label=_("begins at"), required=False, max_length=300,
        help_text=_("Times of the day with blanks between them, such as 08:00 10:00 13:00 15:00."),
    )  # fmt: skip


class StopForm(forms.Form):
    place = PlaceField(label=_("location"))
    minutes = forms.IntegerField(label=_("minutes after the start"), min_value=0, max_value=1440)


class CardForm(forms.Form):
    """An act on a card."""

    act = forms.ChoiceField(choices=[(name, name) for name in ("ask", "load", "deliver")])
    scan = forms.CharField(max_length=200)
    client_id = forms.UUIDField()
    quantity = QuantityField(required=False)
    lot = forms.IntegerField(required=False, min_value=1)
