"""What a plant enters about its energy. Rules beyond the form of a field live in the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dure.performance.energy.models import EnergyMeter, PowerContract, TariffDay, TariffSeason
from dure.performance.energy.services import COUNTS
from dure.plant.models import Site
from dure.plant.selectors import active_units
from dure.telemetry.models import Signal

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Of(forms.ModelForm):  # type: ignore[type-arg]
    """A form over a row that the services save."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        site = self.fields["site"]
        assert isinstance(site, forms.ModelChoiceField)
        site.queryset = Site.objects.filter(is_active=True)
        if site.queryset.count() == 1 and not self.instance.pk:
            self.initial.setdefault("site", site.queryset.first())

    def _post_clean(self) -> None:
        """The services check the row and save it; the form's own row stays as it was."""


class MeterForm(_Of):
    class Meta:
        model = EnergyMeter
        fields = (
            "code", "name", "site", "work_unit", "signal", "kind", "factor", "modulus", "most_kw", "span_s",
            "is_active",
        )  # fmt: skip
        help_texts = {
            "work_unit": _("Empty: the main meter of the site, by which demand and charges are told."),
            "factor": _("Ten pulses for a kWh: 0.1; W instead of kW: 0.001; with current transformers their ratio."),
            "modulus": _("For a counter with so many digits: 1000000 for six. Empty if it never starts again."),
            "most_kw": _("What this meter can measure at most; a leap beyond it is no energy."),
            "span_s": _("Interval: how long one value is for. Power: a value holds so long without another."),
        }

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        signal, unit = self.fields["signal"], self.fields["work_unit"]
        assert isinstance(signal, forms.ModelChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        taken = EnergyMeter.objects.exclude(pk=self.instance.pk).values("signal")
        rows = Signal.objects.exclude(meaning__in=COUNTS).exclude(pk__in=taken)
        signal.queryset = rows.select_related("connection").order_by("connection__name", "name")
        signal.label_from_instance = _signal_name  # type: ignore[method-assign]
        unit.queryset = active_units()


def _signal_name(signal: Signal) -> str:
    unit = f" ({signal.unit})" if signal.unit else ""
    return f"{signal.connection.name} · {signal.name}{unit}"


class ContractForm(_Of):
    class Meta:
        model = PowerContract
        fields = (
            "site", "valid_from", "contract_kw", "target_kw", "base_price", "least_percent", "counted_months",
        )  # fmt: skip
        widgets = {"valid_from": DATE}
        help_texts = {
            "target_kw": _("The running quarter hour is watched against it; empty: against the contract power."),
            "counted_months": _("Months like 12, 1, 2, 7, 8, 9; the month of the bill always counts."),
        }


class SeasonForm(_Of):
    class Meta:
        model = TariffSeason
        fields = (
            "site", "name", "valid_from", "months", "medium_hours", "heavy_hours", "price_light", "price_medium",
            "price_heavy", "saturday", "holidays_light",
        )  # fmt: skip
        widgets = {"valid_from": DATE}
        help_texts = {
            "months": _("Like 6-8, or 11-2."),
            "medium_hours": _("Like 8-11, 12-13, 18-22; what is neither medium nor heavy is light load."),
        }


class DayForm(_Of):
    class Meta:
        model = TariffDay
        fields = ("site", "day", "kind", "note")
        widgets = {"day": DATE}
