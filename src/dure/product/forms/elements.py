"""What people type about work elements and about the line they make."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dure.product.forms.numbers import NUMBER, PlainNumbers
from dure.product.models import Operation, WorkElement
from dure.product.models.elements import MOST_PLACES
from dure.product.stations import MOST_ELEMENTS

_SMALLEST = Decimal("0.0001")


class ElementForm(PlainNumbers):
    """A new one comes after the last one of its operation unless somebody says otherwise."""

    after = forms.ModelMultipleChoiceField(
        WorkElement.objects.none(),
        label=_("must wait for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What has to be done before this. The fewer, the freer the line can be shared out."),
    )

    class Meta:
        model = WorkElement
        fields = ("number", "name", "seconds", "worth", "station", "after")
        widgets = {"seconds": forms.TextInput(attrs=NUMBER)}

    def __init__(self, *args: Any, operation: Operation, **values: Any) -> None:
        super().__init__(*args, **values)
        others = WorkElement.objects.filter(operation__routing=operation.routing).select_related("operation")
        self.fields["after"].queryset = others.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["after"] = list(self.instance.earlier.values_list("first", flat=True))
            return
        before = [one for one in others if one.operation.number <= operation.number]
        mine = [one.number for one in before if one.operation_id == operation.pk]
        self.initial |= {"number": max(mine, default=0) + 1, "after": [one.pk for one in before[-1:]]}


class LineOfWorkForm(forms.Form):
    """What is asked of a line. proposal: which proposal to work out, if any."""

    demand = forms.DecimalField(
        label=_("pieces wanted in a day"), min_value=_SMALLEST, max_digits=14, decimal_places=4, required=False,
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip
    minutes = forms.DecimalField(
        label=_("minutes at work in a day"), min_value=_SMALLEST, max_digits=10, decimal_places=2, required=False,
        widget=forms.TextInput(attrs=NUMBER), help_text=_("All shifts together, breaks taken off."),
    )  # fmt: skip
    stations = forms.IntegerField(
        label=_("people or machines"), min_value=1, max_value=MOST_ELEMENTS, required=False,
        help_text=_("For the shortest cycle: each of them is a station, or a place beside another."),
    )  # fmt: skip
    most = forms.TypedChoiceField(
        label=_("side by side at one station, at most"), choices=[(n, n) for n in (1, 2, 3, 4)], coerce=int,
        empty_value=1, required=False,
        help_text=_("Two who do the same on every second piece may take twice as long."),
    )  # fmt: skip
    proposal = forms.ChoiceField(
        choices=[("", ""), ("stations", ""), ("cycle", ""), ("crews", "")], required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        asked = data.get("proposal")
        if asked == "stations" and not self.errors and not (data.get("demand") and data.get("minutes")):
            self.add_error("demand", say("The takt needs the pieces wanted and the minutes at work."))
        if asked in {"cycle", "crews"} and not self.errors and not data.get("stations"):
            self.add_error("stations", say("Say how many people or machines there are."))
        return data


class PlacesForm(forms.Form):
    """The station of each element as a proposal showed it: 12:1,13:2. side: places of stations with more than one."""

    places = forms.RegexField(regex=r"^(\d{1,18}:\d{1,4}(,\d{1,18}:\d{1,4})*)$", max_length=4000)
    side = forms.RegexField(regex=r"^(\d{1,4}:[2-9](,\d{1,4}:[2-9])*)$", max_length=1000, required=False)

    def chosen(self) -> dict[int, int]:
        pairs = (pair.split(":") for pair in self.cleaned_data["places"].split(","))
        return {int(element): int(station) for element, station in pairs}

    def side_by_side(self) -> dict[int, int]:
        pairs = (pair.split(":") for pair in self.cleaned_data["side"].split(",") if pair)
        return {int(station): int(places) for station, places in pairs}


class SideForm(forms.Form):
    """How many people or machines a station has side by side."""

    station = forms.IntegerField(label=_("station"), min_value=1, max_value=MOST_ELEMENTS)
    count = forms.IntegerField(label=_("places side by side"), min_value=1, max_value=MOST_PLACES)
