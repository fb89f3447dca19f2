"""Models of what a piece takes in energy, as their page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dure.decisions.models import FittedModel, PredictionModel
from dure.decisions.prediction.day_picture import Words, day_picture
from dure.decisions.prediction.piece_energy import Rates
from dure.decisions.prediction.piece_energy_model import Band, Seen, model_from
from dure.inventory.models import Item
from dure.kernel.clock import from_us
from dure.kernel.errors import Invalid
from dure.web.problems import said, text_of


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a machine, in kWh of a piece. standing: share of what was expected that it would have taken for standing
    alone."""

    seen: Seen
    at: datetime

    @property
    def kwh(self) -> float:
        return self.seen.kwh / self.seen.pieces

    @property
    def expected(self) -> float:
        return self.seen.expected / self.seen.pieces

    @property
    def low(self) -> float:
        return self.seen.low / self.seen.pieces

    @property
    def high(self) -> float:
        return self.seen.high / self.seen.pieces

    @property
    def standing(self) -> float:
        return self.seen.standing / self.seen.expected

    @property
    def excess(self) -> float:
        """kWh of the day beyond what was expected."""
        return self.seen.kwh - self.seen.expected


@dataclass(frozen=True, slots=True)
class Followed:
    """Days since the version in use was learnt, the newest first. now: the newest of them; last: that is over."""

    days: list[Day]
    picture: SafeString

    @property
    def now(self) -> Day | None:
        return self.days[0] if self.days else None

    @property
    def last(self) -> Day | None:
        return next((day for day in self.days if day.seen.is_over), None)


def followed_days(row: PredictionModel) -> Followed:
    days = [Seen._make(one) for one in row.days]
    title = _("kWh of a piece since it was learnt")
    return Followed([_day(one) for one in reversed(days)], _picture(f"since-{row.pk}", title, days))


@dataclass(frozen=True, slots=True)
class ItemRate:
    """kwh: on top for a piece."""

    item: Item | None
    kwh: float


@dataclass(frozen=True, slots=True)
class Version:
    """One version in full. problem: why its figures can't be read."""

    row: FittedModel
    said: str
    picture: SafeString
    rates: Rates | None
    items: list[ItemRate]
    band: Band | None
    problem: str = ""

    @property
    def features(self) -> list[str]:
        return [_(one) for one in self.row.features]

    @property
    def share(self) -> float:
        """How far it was off on the later days, as a share of a day's energy (CV(RMSE) of ASHRAE Guideline 14)."""
        return float(self.row.verdict["params"]["share"])


def version_of(row: FittedModel) -> Version:
    """One query."""
    try:
        model = model_from(row.figures)
    except Invalid as error:
        return Version(row, said(row.verdict), SafeString(""), None, [], None, text_of(error))
    rates = model.rates
    items = Item.objects.in_bulk([int(one) for one in rates.pieces if one.isdecimal()])
    days = [Seen._make(one) for one in row.picture["days"]]
    picture = _picture(f"model-{row.pk}", _("kWh of a piece on the later days"), days)
    own = [ItemRate(items.get(int(one)), kwh) for one, kwh in rates.pieces.items()]
    return Version(row, said(row.verdict), picture, rates, own, model.band)


def _day(seen: Seen) -> Day:
    return Day(seen, timezone.localtime(from_us(seen.day_us)))


def _picture(name: str, title: str, days: Sequence[Seen]) -> SafeString:
    if not days:
        return SafeString("")
    rows = [_day(one) for one in days]
    names = [f"{row.at:%m-%d}" for row in rows]
    told = [
        _("%(day)s: %(kwh)s kWh a piece, expected %(expected)s (%(low)s to %(high)s)") % {
            "day": day, "kwh": f"{row.kwh:.3g}", "expected": f"{row.expected:.3g}", "low": f"{row.low:.3g}",
            "high": f"{row.high:.3g}",
        }
        for day, row in zip(names, rows, strict=True)
    ]  # fmt: skip
    whole = _("%(days)s days from %(first)s to %(last)s, %(out)s of them outside of the interval.") % {
        "days": len(days), "first": names[0], "last": names[-1], "out": sum(one.is_out for one in days),
    }  # fmt: skip
    return mark_safe(day_picture(days, Words(name, title, whole, names, told)))  # noqa: S308 - texts are escaped there
