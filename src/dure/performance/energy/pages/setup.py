"""What the plant has entered about its energy."""

from typing import Any

from dure.performance.energy.models import EnergyMeter, PowerContract, TariffDay, TariffSeason


def build() -> dict[str, Any]:
    return {
        "meters": EnergyMeter.objects.select_related("site", "work_unit", "signal__connection"),
        "contracts": PowerContract.objects.select_related("site"),
        "seasons": TariffSeason.objects.select_related("site"),
        "days": TariffDay.objects.select_related("site"),
    }
