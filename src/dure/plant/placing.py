"""Choosing a place: an area, or a work unit in it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.plant.models import Area, WorkUnit
from dure.plant.selectors import active_areas, active_units


def places() -> list[tuple[str, Any]]:
    """Areas with their work units, to choose one of them: ("a3", …) an area, ("u5", …) a work unit."""
    units: dict[int, list[tuple[str, str]]] = {}
    for unit in active_units():
        units.setdefault(unit.work_center.area_id, []).append((f"u{unit.pk}", str(unit)))
    return [(str(area), [(f"a{area.pk}", str(area)), *units.get(area.pk, [])]) for area in active_areas()]


def place_named(value: str) -> tuple[Area, WorkUnit | None]:
    """The area and work unit of a chosen place."""
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
    """A form with a place; `values` tells it as area and work_unit. Pictures go to the service beside them."""

    place = PlaceField()

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        area, work_unit = found.pop("place")
        found.pop("picture", None)
        found.pop("picture_after", None)
        return found | {"area": area, "work_unit": work_unit}
