"""Names that pages of energy share, and a figure in large."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dure.performance.energy.figures import Energy
from dure.performance.energy.tariff import Band
from dure.performance.energy.usage import ByState
from dure.performance.pages.question import Question
from dure.web.templatetags.dure import number, percent

BAND_NAMES = {
    Band.LIGHT: gettext_lazy("light load"),
    Band.MEDIUM: gettext_lazy("medium load"),
    Band.HEAVY: gettext_lazy("heavy load"),
    None: gettext_lazy("no price"),
}


@dataclass(frozen=True, slots=True)
class Big:
    """A figure in large. note: when, or why there is none; href: how it was made."""

    code: str
    name: str
    value: str
    unit: str
    href: str
    note: str = ""
    is_over: bool = False


def band_name(band: Band | None) -> str:
    return str(BAND_NAMES[band])


def address(code: str, question: Question, **more: object) -> str:
    """Where a figure is explained."""
    return reverse("performance:energy-figure", args=[code]) + question.query(**more)


def kwh(value: float | None) -> str:
    return number(value, 1)


def money(value: Decimal | None) -> str:
    return number(value)


def clock(moment: datetime | None) -> str:
    return "" if moment is None else f"{timezone.localtime(moment):%m-%d %H:%M}"


def share(part: float, whole: float) -> str:
    return percent(part / whole) if whole else "–"


def summed(found: list[ByState]) -> tuple[float, float]:
    """(kWh while standing, kWh in known states) of all work units."""
    return sum(one.standing for one in found), sum(one.known for one in found)


def of_what(energy: Energy) -> str:
    """Of which meters the sums are."""
    names = ", ".join(meter.name for meter in energy.basis)
    if not energy.basis:
        return _("No energy meter in this scope.")
    return _("Sum of: %(names)s") % {"names": names}
