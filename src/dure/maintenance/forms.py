"""What people type about maintenance. Rules beyond the form of a field live in the services."""

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.inventory.models import Item
from dure.kernel import clock
from dure.maintenance.due import Basis
from dure.maintenance.models import BASIS_NAMES, CheckKind, Job, WorkRequest
from dure.plant.models import Person, Tool, WorkUnit
from dure.plant.selectors import active_units
from dure.product.media import MOST_PICTURE_MB
from dure.production.models import DowntimeReason
from dure.production.selectors.tools import tools
from dure.telemetry.models import Signal
from dure.web.uploads import UploadField, data_of

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LINES = forms.Textarea(attrs={"rows": 3})
PICTURES = {"accept": "image/jpeg,image/png,image/webp", "data-photo": "1600", "capture": "environment"}


def today() -> date:
    return timezone.localdate(clock.now())


def number_field(label: Any, **values: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=label, max_digits=14, widget=widget, **values)


def picture_field() -> forms.FileField:
    return UploadField(most_mb=MOST_PICTURE_MB, label=_("picture"), widget=forms.FileInput(attrs=PICTURES))


def assets() -> list[tuple[Any, Any]]:
    """Work units ("u5", …) and tools ("t3", …), in the plant's order."""
    units = [(f"u{row.pk}", str(row)) for row in active_units()]
    kept = [(f"t{row.pk}", str(row)) for row in tools().filter(is_active=True)]
    groups = [(_("Work units"), units), (_("Moulds and tools"), kept)]
    return [("", "---------"), *((name, rows) for name, rows in groups if rows)]


def asset_key(row: Any) -> str:
    """The choice of `assets` that a row with work_unit and tool stands for."""
    return f"u{row.work_unit_id}" if row.work_unit_id else f"t{row.tool_id}"


class AssetField(forms.ChoiceField):
    """One work unit or tool; cleaned it is {"work_unit": …, "tool": …}."""

    def __init__(self, **values: Any) -> None:
        offered: Callable[[], Any] = assets
        super().__init__(label=values.pop("label", _("machine or tool")), choices=offered, **values)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if not chosen:
            return None
        if chosen.startswith("u"):
            return {"work_unit": WorkUnit.objects.get(pk=int(chosen[1:])), "tool": None}
        return {"work_unit": None, "tool": Tool.objects.get(pk=int(chosen[1:]))}


class AssetForm(forms.Form):
    asset = AssetField()

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return found | (found.pop("asset", None) or {})


class TellForm(AssetForm):
    """A request from a phone or tablet."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    picture = picture_field()
    urgency = forms.ChoiceField(
        label=_("how urgent"), choices=WorkRequest.Urgency.choices, widget=forms.RadioSelect, initial="worse"
    )
    text = forms.CharField(label=_("what is broken"), required=False, max_length=500, widget=LINES)

    def values(self) -> dict[str, Any]:
        found = super().values()
        found.pop("picture")
        return found | {"picture": data_of(self)}


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("why nothing is done"), max_length=300, widget=LINES)


class PlanForm(AssetForm):
    name = forms.CharField(label=_("service to do"), max_length=120)
    basis = forms.ChoiceField(label=_("how it becomes due"), choices=[(b.value, BASIS_NAMES[b]) for b in Basis])
    every = number_field(
        _("every"), required=False, decimal_places=2, help_text=_("Days, run hours, or shots or pieces.")
    )
    warn = number_field(_("tell so much before"), required=False, decimal_places=2, initial=0)
    keeps_rhythm = forms.BooleanField(label=_("keeps its days, however late the last one was"), required=False)
    signal = forms.ModelChoiceField(
        Signal.objects.select_related("connection", "work_unit").order_by("work_unit", "name"), required=False,
        label=_("signal"), help_text=_("Only for a plan by condition."),
    )  # fmt: skip
    limit = forms.FloatField(label=_("limit"), required=False)
    is_upper = forms.TypedChoiceField(
        label=_("due when the signal is"), choices=[("1", _("above the limit")), ("", _("below the limit"))],
        coerce=bool, empty_value=False, required=False, initial="1",
    )  # fmt: skip
    lasting_s = forms.IntegerField(label=_("for at least (s)"), required=False, min_value=0)
    minutes = forms.IntegerField(label=_("takes about (min)"), min_value=1, max_value=100_000, initial=60)
    stops_unit = forms.BooleanField(
        label=_("the work unit is out of service meanwhile"), required=False, initial=True
    )  # fmt: skip
    counted_from = forms.DateTimeField(
        label=_("counted from"), required=False, widget=MOMENT,
        help_text=_("The last time it was done before; empty for now."),
    )  # fmt: skip
    instruction = forms.CharField(label=_("instruction"), required=False, widget=LINES)
    is_active = forms.BooleanField(label=_("in use"), required=False, initial=True)
    field_order = ("asset", "name", "basis", "every", "warn", "keeps_rhythm")

    def values(self) -> dict[str, Any]:
        found = super().values() | {"warn": self.cleaned_data["warn"] or Decimal(0)}
        if found["counted_from"] is None:
            found.pop("counted_from")
        return found


class CheckForm(forms.Form):
    text = forms.CharField(label=_("what is looked at"), max_length=200)
    kind = forms.ChoiceField(label=_("kind"), choices=CheckKind.choices)
    unit = forms.CharField(label=_("unit"), max_length=12, required=False)
    low = number_field(_("not less than"), required=False, decimal_places=4)
    high = number_field(_("not more than"), required=False, decimal_places=4)


class ItemField(forms.CharField):
    """An item by its code, typed, chosen or scanned."""

    def __init__(self, **values: Any) -> None:
        widget = forms.TextInput(attrs={"list": "items", "autocomplete": "off"})
        super().__init__(label=_("part or item"), max_length=40, widget=widget, **values)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = Item.objects.filter(code__iexact=text).first() or Item.objects.filter(barcode=text).first()
        if found is None:
            raise forms.ValidationError(_("There is no item with this code."))
        return found


class PartForm(forms.Form):
    item = ItemField()
    quantity = number_field(_("quantity"), decimal_places=4, min_value=Decimal("0.0001"), initial=1)


class SpareForm(forms.Form):
    item = ItemField()
    fits = forms.CharField(label=_("fits"), max_length=200, required=False)


class JobForm(AssetForm):
    title = forms.CharField(label=_("work to do"), max_length=200)
    kind = forms.ChoiceField(label=_("kind"), choices=Job.Kind.choices)
    due_on = forms.DateField(label=_("due day"), required=False, widget=DATE)
    owner = forms.ModelChoiceField(
        Person.objects.filter(is_active=True).order_by("display_name"), required=False, label=_("who sees to it")
    )
    minutes = forms.IntegerField(label=_("takes about (min)"), min_value=1, max_value=100_000, initial=60)
    stops_unit = forms.BooleanField(
        label=_("the work unit is out of service meanwhile"), required=False, initial=True
    )  # fmt: skip
    instruction = forms.CharField(label=_("instruction"), required=False, widget=LINES)


class JobChangeForm(JobForm):
    """Of a job that stands: neither its machine nor its kind."""

    asset = None
    kind = None


class SlotForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("stands still from"), widget=MOMENT)
    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=10_000)


class AnswerCheckForm(forms.Form):
    """One answer of a checklist. is_ok: what the button said, of what isn't measured."""

    is_ok = forms.CharField(required=False)
    value = number_field(_("measured value"), required=False, decimal_places=4)
    note = forms.CharField(label=_("note"), required=False, max_length=200)
    picture = picture_field()

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        is_ok = {"1": True, "0": False}.get(found["is_ok"])
        return {"is_ok": is_ok, "value": found["value"], "note": found["note"], "picture": data_of(self)}


class TimeForm(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.filter(is_active=True).order_by("display_name"), label=_("person")
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=1440)


class FinishForm(forms.Form):
    """is_repair: then its cause is asked for."""

    cause = forms.CharField(label=_("cause"), max_length=300, required=False)
    done = forms.CharField(label=_("what was done"), widget=LINES)

    def __init__(self, *args: Any, is_repair: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cause"].required = is_repair


class ReasonsForm(forms.Form):
    reasons = forms.ModelMultipleChoiceField(
        DowntimeReason.objects.filter(is_active=True, kind="unplanned", parent__isnull=False), required=False,
        label=_("Reasons that mean the machine failed"), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
