"""What people type about floor layouts."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.mentoring.models import FloorLayout, LayoutBlock, LayoutStation, LayoutTrip, LayoutZone
from dure.plant.today import today
from dure.product.media import MOST_PICTURE_MB
from dure.product.selectors import routed_items
from dure.web.fields import PICTURES, TYPED, PlainForm
from dure.web.uploads import UploadField

_POINT = re.compile(r"^\s*(\d{1,4}(?:\.\d+)?)\s*,\s*(\d{1,4}(?:\.\d+)?)\s*$")
MOST_CORNERS = 40


def points_of(text: str) -> list[tuple[Decimal, Decimal]]:
    """Points written as x,y; x,y; … in metres. Raises ValueError."""
    found = [_POINT.match(one) for one in text.split(";") if one.strip()]
    if any(one is None for one in found):
        raise ValueError(text)
    return [(Decimal(one[1]), Decimal(one[2])) for one in found if one is not None]


def chosen_points(text: str) -> list[tuple[Decimal, Decimal]]:
    """As the drawing hands them over in the address; none of what isn't points."""
    try:
        return points_of(text[:1000])
    except ValueError:
        return []


class LayoutForm(PlainForm):
    picture = UploadField(
        most_mb=MOST_PICTURE_MB, label=_("picture of the plan"), widget=forms.FileInput(attrs=PICTURES),
        help_text=_("JPEG, PNG or WebP. The depth then follows from its shape; set the scale on the drawing."),
    )  # fmt: skip

    class Meta:
        model = FloorLayout
        fields = ("name", "area", "width", "height", "shifts", "note")
        widgets = {
            **dict.fromkeys(("width", "height"), TYPED),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    field_order = ("name", "area", "picture", "width", "height", "shifts", "note")


class CopyLayoutForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=80)


class ScaleForm(forms.Form):
    points = forms.CharField(label=_("two points (x,y; x,y)"), max_length=80)
    metres = forms.DecimalField(
        label=_("metres between them"), min_value=Decimal("0.1"), max_value=Decimal(2000), decimal_places=2,
        widget=TYPED,
    )  # fmt: skip

    def clean_points(self) -> list[tuple[Decimal, Decimal]]:
        return _points(self.cleaned_data["points"], 2, 2)


def _points(text: str, least: int, most: int) -> list[tuple[Decimal, Decimal]]:
    try:
        found = points_of(text)
    except ValueError as error:
        raise ValidationError(say("Write points as x,y; x,y in metres.")) from error
    if not least <= len(found) <= most:
        raise ValidationError(say("Between %(least)s and %(most)s points.") % {"least": least, "most": most})
    return found


class LayoutStationForm(PlainForm):
    class Meta:
        model = LayoutStation
        fields = ("code", "work_center", "x", "y")
        widgets = dict.fromkeys(("x", "y"), TYPED)


class LayoutBlockForm(PlainForm):
    class Meta:
        model = LayoutBlock
        fields = ("name", "x", "y", "width", "height")
        widgets = dict.fromkeys(("x", "y", "width", "height"), TYPED)


class LayoutZoneForm(PlainForm):
    corners = forms.CharField(label=_("corners (x,y; x,y; x,y)"), max_length=1000, help_text=_("In metres, in turn."))

    class Meta:
        model = LayoutZone
        fields = ("name", "corners")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        if self.instance.pk:
            self.initial["corners"] = "; ".join(f"{x:g},{y:g}" for x, y in self.instance.corners)

    def clean_corners(self) -> list[list[float]]:
        return [[float(x), float(y)] for x, y in _points(self.cleaned_data["corners"], 3, MOST_CORNERS)]


class LayoutTripForm(PlainForm):
    start = forms.ChoiceField(label=_("from"))
    end = forms.ChoiceField(label=_("to"))

    class Meta:
        model = LayoutTrip
        fields = ("start", "end", "times", "walker", "item", "note")
        widgets = {"times": TYPED}

    def __init__(self, *args: Any, layout: FloorLayout, **values: Any) -> None:
        super().__init__(*args, **values)
        codes = [(code, code) for code in layout.stations.values_list("code", flat=True)]
        for name in ("start", "end"):
            known = [(self.initial[name], self.initial[name])] if self.initial.get(name) else []
            self.fields[name].choices = list(dict.fromkeys([*codes, *known]))  # type: ignore[attr-defined]


class RoutingTripsForm(forms.Form):
    item = forms.ModelChoiceField(label=_("item"), queryset=Item.objects.none())
    carried = forms.DecimalField(
        label=_("pieces carried at once"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2, initial=1,
        widget=TYPED,
    )  # fmt: skip
    pieces = forms.DecimalField(
        label=_("pieces a day"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2, required=False,
        widget=TYPED, help_text=_("Empty: as counted in the last four weeks."),
    )  # fmt: skip
    walker = forms.CharField(label=_("whose work"), max_length=40, required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        rows = routed_items(today()).exclude(routing_id=None)
        self.fields["item"].queryset = rows  # type: ignore[attr-defined]


class TallyForm(forms.Form):
    """visits: codes as JSON, in the order in which somebody came to them."""

    visits = forms.CharField(max_length=100_000, widget=forms.HiddenInput)
    minutes = forms.DecimalField(
        label=_("minutes watched"), min_value=Decimal("0.1"), max_digits=7, decimal_places=1,
        widget=TYPED,
    )  # fmt: skip
    day_minutes = forms.DecimalField(
        label=_("minutes at work in a day"), min_value=Decimal(1), max_digits=7, decimal_places=1, initial=480,
        widget=TYPED,
    )  # fmt: skip
    walker = forms.CharField(label=_("whose work"), max_length=40, required=False)
