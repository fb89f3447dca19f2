"""What people type about schedules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.planning.models import Absence, OrderPriority, SchedulingRules, SetupTime
from dure.plant.models import Person

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


class AbsenceForm(forms.ModelForm):
    class Meta:
        model = Absence
        fields = ("person", "starts_at", "ends_at", "note")
        widgets = {"starts_at": _MOMENT, "ends_at": _MOMENT}

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["person"].queryset = Person.objects.filter(is_active=True)  # type: ignore[attr-defined]


class PriorityForm(forms.Form):
    weight = forms.TypedChoiceField(
        label=_("Priority"), coerce=int, choices=[(1, _("Usual")), *OrderPriority.Weight.choices]
    )
