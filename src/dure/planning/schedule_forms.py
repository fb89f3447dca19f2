"""What people type about schedules."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.planning.forms import Amount
from dure.planning.models import Absence, OrderPriority, SchedulingRules, SetupElement, SetupTime, SharedUnit
from dure.planning.selectors import items_by_code
from dure.planning.selectors.schedule_data import items_of
from dure.planning.selectors.ways import spots
from dure.plant.models import Area, Person, WorkCenter, WorkUnit
from dure.plant.selectors import active_units

_CODE = forms.TextInput(attrs={"list": "items", "autocomplete": "off"})
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SchedulingRulesForm(forms.ModelForm):
    class Meta:
        model = SchedulingRules
        fields = (
            "setup_matters", "flow_matters", "calm_matters", "frozen_minutes", "early_days", "horizon_days",
            "search_seconds", "is_watched", "gain_minutes",
        )  # fmt: skip


class SetupTimeForm(forms.ModelForm):
    """Groups are those that items have."""

    before = forms.ChoiceField(label=_("from the group"), required=False)
    after = forms.ChoiceField(label=_("to the group"), required=False)

    class Meta:
        model = SetupTime
        fields = ("work_center", "before", "after", "minutes", "for_allergens")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        groups = Item.objects.exclude(group="").order_by("group").values_list("group", flat=True).distinct()
        choices = [("", _("any")), *((one, one) for one in groups)]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["work_center"].empty_label = _("all work centers")  # type: ignore[attr-defined]


class PairForm(forms.Form):
    """A changeover that somebody wants to look at. before, after: codes of items."""

    unit = forms.ModelChoiceField(label=_("work unit"), queryset=None)
    before = forms.CharField(label=_("item before"), max_length=60, widget=_CODE)
    after = forms.CharField(label=_("item after"), max_length=60, widget=_CODE)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["unit"].queryset = active_units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        codes = [given.get(name, "").strip().lower() for name in ("before", "after")]
        found = items_by_code(codes)
        for name, code in zip(("before", "after"), codes, strict=True):
            if code not in found:
                self.add_error(name, _("There is no item with this code."))
        if codes[0] == codes[1]:
            self.add_error("after", _("A changeover goes from one item to another one."))
        return given | {name: found.get(code) for name, code in zip(("before", "after"), codes, strict=True)}


class SetupElementForm(forms.ModelForm):
    class Meta:
        model = SetupElement
        fields = ("number", "name", "seconds", "kind", "could_be_external", "how")

    def _post_clean(self) -> None:
        """The service checks the row as a whole."""


class AbsenceForm(forms.ModelForm):
    class Meta:
        model = Absence
        fields = ("person", "starts_at", "ends_at", "note")
        widgets = {"starts_at": _MOMENT, "ends_at": _MOMENT}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["person"].queryset = Person.objects.filter(is_active=True)  # type: ignore[attr-defined]


class PromiseForm(forms.Form):
    """due_on: when the customer would like to have it."""

    code = forms.CharField(
        label=_("item"), max_length=60, widget=forms.TextInput(attrs={"list": "items", "autocomplete": "off"})
    )
    quantity = Amount(label=_("quantity"), min_value=Decimal("0.0001"))
    due_on = forms.DateField(label=_("wanted on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean_code(self) -> Item:
        found = items_of(self.cleaned_data["code"].strip())
        if len(found) != 1:
            raise forms.ValidationError(_("Choose one of the items in the list, by its code or its name."))
        return found[0]


class PriorityForm(forms.Form):
    weight = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=[(1, _("Usual")), *OrderPriority.Weight.choices]
    )


class WayForm(forms.Form):
    """From and to: areas, and their work centers, by kind and number."""

    start = forms.ChoiceField(label=_("from the place"))
    end = forms.ChoiceField(label=_("to the place"))
    minutes = forms.IntegerField(label=_("minutes"), min_value=0, max_value=10_000)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._spots = {f"{type(one).__name__}-{one.pk}": one for one in spots()}
        choices = [
            (key, f"{one.area.name} · {one.name}" if isinstance(one, WorkCenter) else one.name)
            for key, one in self._spots.items()
        ]
        for name in ("start", "end"):
            self.fields[name].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean_start(self) -> Area | WorkCenter:
        return self._spots[self.cleaned_data["start"]]

    def clean_end(self) -> Area | WorkCenter:
        return self._spots[self.cleaned_data["end"]]


class SharedUnitForm(forms.Form):
    """capacity: Decimal, None where the routing tells it."""

    work_unit = forms.ModelChoiceField(
        label=_("work unit"), queryset=WorkUnit.objects.filter(is_active=True).select_related("work_center")
    )
    measure = forms.ChoiceField(label=_("counted in"), choices=SharedUnit.Measure)
    capacity = Amount(
        label=_("room inside"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(9_999_999),
        help_text=_("Pieces or kilograms at once; nothing where the routing tells the batch of each item."),
    )
    together = forms.ChoiceField(
        label=_("may go in together"),
        choices=SharedUnit.Together,
        help_text=_("Items that differ in allergens never go in together."),
    )
