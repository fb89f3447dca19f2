"""Fields that several forms of safety use."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.kernel import clock
from dure.plant.models import Area, Person, Site, WorkUnit
from dure.plant.selectors import active_units
from dure.product.media import MOST_PICTURE_MB
from dure.web.uploads import UploadField

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LINES = forms.Textarea(attrs={"rows": 3})
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
PICTURES = {"accept": "image/jpeg,image/png,image/webp", "data-photo": "1600"}
CAMERA = PICTURES | {"capture": "environment"}


def today() -> date:
    return timezone.localdate(clock.now())


def people() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).order_by("display_name", "username")


def sites() -> QuerySet[Site]:
    return Site.objects.filter(is_active=True)


def picture_field(label: Any = "", *, camera: bool = False) -> forms.FileField:
    """A picture, taken with the camera where there is one. Its kind and size are checked when it is taken."""
    widget = forms.FileInput(attrs=CAMERA if camera else PICTURES)
    return UploadField(most_mb=MOST_PICTURE_MB, label=label or _("picture"), widget=widget)


def places() -> list[tuple[str, Any]]:
    """Areas with their work units, to choose one of them: ("a3", …) an area, ("u5", …) a work unit."""
    units: dict[int, list[tuple[str, str]]] = {}
    for unit in active_units():
        units.setdefault(unit.work_center.area_id, []).append((f"u{unit.pk}", str(unit)))
    return [
        (str(area), [(f"a{area.pk}", str(area)), *units.get(area.pk, [])])
        for area in Area.objects.filter(is_active=True).order_by("sort_order", "code")
    ]


def place_named(value: str) -> tuple[Area, WorkUnit | None]:
    """The area and work unit of a chosen place. Raises ValidationError for one that is gone."""
    key = int(value[1:])
    if value.startswith("a"):
        return Area.objects.get(pk=key), None
    unit = WorkUnit.objects.select_related("work_center__area").get(pk=key)
    return unit.work_center.area, unit


def place_key(area: Area | None, work_unit: WorkUnit | None = None) -> str:
    if work_unit is not None:
        return f"u{work_unit.pk}"
    return f"a{area.pk}" if area else ""


class PlaceField(forms.ChoiceField):
    """One choice of area or work unit; cleaned it is (area, work unit or None)."""

    def __init__(self, **values: Any) -> None:
        offered: Callable[[], Any] = places
        super().__init__(label=values.pop("label", _("place")), choices=offered, **values)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return place_named(chosen) if chosen else None


class PlacedForm(forms.Form):
    """A form with a place; `values` tells it as area and work_unit."""

    place = PlaceField()

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        area, work_unit = found.pop("place")
        found.pop("picture", None)
        found.pop("picture_after", None)
        return found | {"area": area, "work_unit": work_unit}
