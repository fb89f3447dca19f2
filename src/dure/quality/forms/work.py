"""Inspections, gauges, cases."""

import re
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Partner
from dure.inventory.models import Item, Lot
from dure.plant.models import Person
from dure.product.media import MOST_PICTURE_MB
from dure.production.models import WorkOrder
from dure.quality.forms.plans import ServiceForm
from dure.quality.models import Cause, Gauge, GaugeStudy, InspectionPlan, Measurement, Nonconformance
from dure.quality.services import Finding
from dure.web.uploads import UploadField

_NUMBER = re.compile(r"[^\d.+-]*([+-]? ?(?:\d+\.?\d*|\.\d+))\D*")
"""One number; a gauge may send its unit and a letter for its state around it."""
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def number_of(text: str) -> Decimal:
    """The number that a person or a gauge typed. Raises ValidationError."""
    found = _NUMBER.fullmatch(text.replace(",", "."))
    value = Decimal(found[1].replace(" ", "")) if found else None
    if value is None or abs(value) >= Decimal(10) ** 12:
        raise forms.ValidationError(_("This is no number."))
    return value.quantize(Decimal("0.000001")) if -int(value.as_tuple().exponent) > 6 else value


def _people() -> Any:
    return Person.objects.filter(is_active=True).order_by("display_name", "username")


class LotField(forms.CharField):
    """A lot by its number, as it is scanned."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        rows = list(Lot.objects.filter(number=text).select_related("item")[:2])
        if len(rows) != 1:
            raise forms.ValidationError(_("No single lot has this number."))
        return rows[0]


class OrderField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        row = WorkOrder.objects.filter(number=text).select_related("item", "lot").first()
        if row is None:
            raise forms.ValidationError(_("There is no such order."))
        return row


class BeginForm(forms.Form):
    """An inspection that nothing calls for yet."""

    plan = forms.ModelChoiceField(label=_("plan"), queryset=InspectionPlan.objects.none())
    lot = LotField(
        label=_("lot number"), required=False, max_length=60, widget=forms.TextInput(attrs={"data-scan-field": ""})
    )
    order = OrderField(label=_("work order"), required=False, max_length=40)
    lot_size = forms.DecimalField(
        label=_("lot size"), required=False, min_value=Decimal("0.0001"), max_digits=18, decimal_places=4
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        rows = InspectionPlan.objects.filter(is_active=True).select_related("item")
        self.fields["plan"].queryset = rows  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    """One value. A comma is a decimal point, and what a gauge types around its number is left out."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    piece = forms.IntegerField(widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(
        choices=Measurement.Source.choices, required=False, initial=Measurement.Source.HAND, widget=forms.HiddenInput
    )
    value = forms.CharField(max_length=40)

    def clean_value(self) -> Decimal:
        return number_of(self.cleaned_data["value"])

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Measurement.Source.HAND


class VerdictForm(forms.Form):
    verdict = forms.CharField()
    reason = forms.CharField(required=False, max_length=200)


class GaugeForm(ServiceForm):
    class Meta:
        model = Gauge
        fields = (
            "code", "name", "maker", "serial_number", "place", "unit", "resolution", "every_days", "due_on", "status",
            "note",
        )  # fmt: skip
        widgets = {"due_on": DAY}


class CalibrationForm(forms.Form):
    calibrated_on = forms.DateField(label=_("calibrated on"), widget=DAY)
    passed = forms.BooleanField(label=_("within its limits"), required=False, initial=True)
    deviation = forms.DecimalField(label=_("largest deviation"), required=False, max_digits=18, decimal_places=6)
    certificate = forms.CharField(label=_("certificate number"), required=False, max_length=80)
    made_by = forms.CharField(label=_("calibrated by"), required=False, max_length=80)
    note = forms.CharField(label=_("note"), required=False, max_length=200)


class StudyForm(ServiceForm):
    class Meta:
        model = GaugeStudy
        fields = ("gauge", "name", "unit", "tolerance", "appraisers", "trials", "parts", "studied_on")
        widgets = {"studied_on": DAY}


class CaseForm(forms.Form):
    """Something is wrong. What the address knows already is filled in."""

    text = forms.CharField(label=_("what is wrong"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.ChoiceField(label=_("source"), choices=Nonconformance.Source.choices, initial="floor")
    item = forms.ModelChoiceField(
        label=_("item"), required=False, queryset=Item.objects.filter(is_active=True), to_field_name="code"
    )
    lot = LotField(label=_("lot number"), required=False, max_length=60)
    order = OrderField(label=_("work order"), required=False, max_length=40)
    partner = forms.ModelChoiceField(
        label=_("customer or supplier"), required=False, queryset=Partner.objects.filter(is_active=True)
    )
    their_number = forms.CharField(label=_("their number"), required=False, max_length=60)
    quantity = forms.DecimalField(label=_("quantity"), required=False, max_digits=18, decimal_places=4, min_value=0)
    owner = forms.ModelChoiceField(label=_("who is in charge"), required=False, queryset=None)
    holds_lot = forms.BooleanField(label=_("hold the lot"), required=False)
    picture = UploadField(
        most_mb=MOST_PICTURE_MB,
        label=_("picture"),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["owner"].queryset = _people()  # type: ignore[attr-defined]

    @property
    def finding(self) -> Finding:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("picture", "client_id")}
        return Finding(**values)


class CauseForm(forms.Form):
    bone = forms.ChoiceField(label=_("branch"), choices=Cause.Bone.choices)
    text = forms.CharField(label=_("cause"), max_length=200)


class ActionForm(forms.Form):
    text = forms.CharField(label=_("action"), max_length=300)
    owner = forms.ModelChoiceField(label=_("who does it"), required=False, queryset=None)
    due_on = forms.DateField(label=_("done by"), required=False, widget=DAY)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["owner"].queryset = _people()  # type: ignore[attr-defined]
