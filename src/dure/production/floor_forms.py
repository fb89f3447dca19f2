"""What people type on the floor: acts, reports, the sheet of a day."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.plant.models import Tool, WorkUnit
from dure.production.models import HandEntry, RejectReason, StartRule
from dure.production.operating import Act
from dure.production.services.floor.reporting import Loss, Packs, Reading, Said

LOSSES = 3
_PIECES = {"max_digits": 14, "decimal_places": 4, "min_value": Decimal(0), "required": False}
_KINDS = [one for one in HandEntry.Kind.choices if one[0] != HandEntry.Kind.GOOD]
_ACTS = [(act.value, act.value) for act in (Act.START, Act.RESUME, Act.CHANGE_OVER, Act.PAUSE, Act.FINISH)]


_WRITTEN = ("begins", "ends", "good", "rejected", "counter_to")


class ActForm(forms.Form):
    client_id = forms.UUIDField()
    act = forms.ChoiceField(choices=_ACTS)
    allow = forms.BooleanField(required=False)


class ReportForm(forms.Form):
    """Good pieces, two readings of a counter or full packs, and up to three losses.

    given_packs: (unit, pieces in one) of the item's packs. With packs the good pieces are the loose ones.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    good = forms.DecimalField(label=_("Good"), **_PIECES)
    counter_from = forms.DecimalField(label=_("Counter at the beginning"), **_PIECES)
    counter_to = forms.DecimalField(label=_("Counter at the end"), **_PIECES)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, given_packs: Sequence[tuple[str, Decimal]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given_packs:
            kinds = [(unit, f"{unit} ({pieces.normalize():f})") for unit, pieces in given_packs]
            self.fields["packs"] = forms.DecimalField(label=_("Full packs"), **_PIECES)
            self.fields["pack_unit"] = forms.ChoiceField(label=_("Pack"), choices=kinds, required=False)
            self.fields["loose"] = forms.DecimalField(label=_("Loose pieces"), **_PIECES)
        for number in range(1, LOSSES + 1):
            self.fields[f"lost{number}"] = forms.DecimalField(label=_("No good"), **_PIECES)
            self.fields[f"kind{number}"] = forms.ChoiceField(label=_("Kind"), choices=_KINDS, required=False)
            self.fields[f"reason{number}"] = forms.ModelChoiceField(
                label=_("Reason"),
                queryset=RejectReason.objects.filter(is_active=True),
                required=False,
                empty_label=_("No reason"),
            )

    @property
    def loss_rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}{number}"] for name in ("lost", "kind", "reason")] for number in range(1, LOSSES + 1)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        check_readings(self, given)
        if all(given.get(name) is None for name in ("good", "counter_to", "packs")):
            self.add_error("good", _("Type the good pieces, or the readings of the counter."))
        return given

    def said(self) -> Said:
        """What the service asks for. Readings count where both were given, else packs."""
        given = self.cleaned_data
        by_reading = given["counter_to"] is not None
        by_packs = not by_reading and given.get("packs") is not None
        return Said(
            good=None if by_reading or by_packs else given["good"],
            reading=Reading(given["counter_from"], given["counter_to"]) if by_reading else None,
            packs=Packs(given["packs"], given["pack_unit"], given["loose"] or Decimal(0)) if by_packs else None,
            losses=[
                Loss(given[f"lost{n}"], given[f"kind{n}"] or HandEntry.Kind.REJECT.value, given[f"reason{n}"])
                for n in range(1, LOSSES + 1)
                if given.get(f"lost{n}")
            ],
            note=given["note"],
        )


class SheetRowForm(forms.Form):
    """One row of the sheet, in the order of its columns on paper."""

    operation = forms.IntegerField(widget=forms.HiddenInput)
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    begins = forms.TimeField(label=pgettext_lazy("time", "From"), required=False)
    ends = forms.TimeField(label=_("To"), required=False)
    counter_from = forms.DecimalField(label=_("Counter at the beginning"), **_PIECES)
    counter_to = forms.DecimalField(label=_("Counter at the end"), **_PIECES)
    good = forms.DecimalField(label=_("Good"), **_PIECES)
    rejected = forms.DecimalField(label=_("Reject"), **_PIECES)
    reason = forms.ModelChoiceField(
        label=_("Reason"), queryset=RejectReason.objects.filter(is_active=True), required=False, empty_label="–"
    )
    is_done = forms.BooleanField(label=pgettext_lazy("operation", "Finished"), required=False)

    @property
    def is_filled(self) -> bool:
        given = self.cleaned_data
        return any(given.get(name) is not None for name in _WRITTEN) or given["is_done"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        says = any(given.get(name) is not None for name in ("good", "rejected", "counter_to"))
        if says and given.get("ends") is None:
            self.add_error("ends", _("Say until when."))
        check_readings(self, given)
        return given

    def moment(self, name: str, day: date, *, turns: time = time(), after: datetime | None = None) -> datetime | None:
        """A time of day as a moment of the sheet's day, which lasts from `turns` to the same time on the next one.

        An end before its beginning, or before `after`, lies on the day after, as in a night shift.
        """
        value: time | None = self.cleaned_data[name]
        if value is None:
            return None
        at = timezone.make_aware(datetime.combine(day, value))
        if value < turns:
            at += timedelta(days=1)
        begins = self.moment("begins", day, turns=turns) if name == "ends" else None
        first = begins or after
        return at + timedelta(days=1) if name == "ends" and first is not None and at < first else at

    def said(self) -> Said | None:
        given = self.cleaned_data
        losses = [Loss(given["rejected"], reason=given["reason"])] if given["rejected"] else []
        if given["counter_to"] is not None:
            return Said(reading=Reading(given["counter_from"], given["counter_to"]), losses=losses)
        if given["good"] is None and not losses:
            return None
        return Said(good=given["good"] or Decimal(0), losses=losses)


def check_readings(form: forms.Form, given: dict[str, Any]) -> None:
    """The beginning stands there already, from the reading before; only an end without it is half."""
    if given.get("counter_to") is not None and given.get("counter_from") is None:
        form.add_error("counter_from", _("Give both readings."))


class ReworkForm(forms.Form):
    """Where pieces for rework go: a number of an operation, or the name of a new one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=14, decimal_places=4, min_value=Decimal("0.0001"))
    target = forms.IntegerField(label=_("Back to"), required=False)
    name = forms.CharField(label=_("Or as a new operation"), max_length=80, required=False)


class ToolForm(forms.ModelForm):
    class Meta:
        model = Tool
        fields = (
            "code", "name", "kind", "cavities", "area", "place", "shots_before", "made_by", "made_year", "note",
            "is_active",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class MountForm(forms.Form):
    tool = forms.ModelChoiceField(label=_("Tool"), queryset=Tool.objects.filter(is_active=True))
    work_unit = forms.ModelChoiceField(label=_("Work unit"), queryset=WorkUnit.objects.filter(is_active=True))


class CavitiesForm(forms.Form):
    """Numbers of the cavities that make nothing, with commas."""

    blocked = forms.CharField(label=_("Blocked cavities"), max_length=200, required=False)

    def clean_blocked(self) -> list[int]:
        text = self.cleaned_data["blocked"].replace(",", " ")
        try:
            return [int(word) for word in text.split()]
        except ValueError as error:
            raise forms.ValidationError(_("Type numbers with commas between them.")) from error


class StartRulesForm(forms.Form):
    """A choice for each check."""

    def __init__(self, levels: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=levels, **kwargs)
        for check, label in StartRule.Check.choices:
            self.fields[check] = forms.ChoiceField(label=label, choices=StartRule.Level.choices)
