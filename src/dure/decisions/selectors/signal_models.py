"""Watches of signals, as their page shows them: the band a signal should lie in, when it changed, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dure.decisions.models import AlarmRule, FittedModel, PredictionModel
from dure.decisions.prediction.held_back import CHANGE
from dure.decisions.prediction.later_picture import Words, band_picture
from dure.decisions.prediction.signal_model import Level, Rang, level_from
from dure.kernel.clock import from_us
from dure.kernel.errors import Invalid
from dure.web.problems import said, text_of

Values = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was seen. before: the level it was held against; size: as far as the chart had come."""

    at: datetime
    since: datetime
    before: float
    size: float


@dataclass(frozen=True, slots=True)
class Version:
    """One version in full. problem: why its figures can't be read."""

    row: FittedModel
    said: str
    picture: SafeString
    level: Level | None
    problem: str = ""

    @property
    def features(self) -> list[str]:
        return [_(one) for one in self.row.features]

    @property
    def low(self) -> float:
        return self.level.band[0] if self.level else 0.0

    @property
    def high(self) -> float:
        return self.level.band[1] if self.level else 0.0


@dataclass(frozen=True, slots=True)
class Followed:
    """Since the version in use was learnt. changes: the newest first; is_there: the level is away from the usual one
    still, by half of the change that is to be seen. rules: that look at this signal, which say what to do."""

    changes: list[Change]
    is_there: bool
    picture: SafeString
    rules: list[AlarmRule]

    @property
    def last(self) -> Change | None:
        return self.changes[0] if self.changes else None


def version_of(row: FittedModel) -> Version:
    try:
        level = level_from(row.figures)
    except Invalid as error:
        return Version(row, said(row.verdict), SafeString(""), None, text_of(error))
    title = _("Hourly means on time it had not seen")
    picture = _picture(f"model-{row.pk}", title, level, row.picture["values"], row.picture["alarms"])
    return Version(row, said(row.verdict), picture, level)


def followed_signal(row: PredictionModel) -> Followed:
    """One query."""
    rules = list(AlarmRule.objects.filter(signal=row.signal_id, is_active=True).order_by("priority", "name"))
    rang = [Rang(**one) for one in row.alarms]
    changes = [Change(from_us(one.at_us), from_us(one.since_us), one.level, one.slower) for one in reversed(rang)]
    picture, is_there = SafeString(""), False
    if row.in_use is not None and row.days:
        try:
            level, title = level_from(row.in_use.figures), _("Hourly means since it was learnt")
            is_there = bool(rang) and abs(row.level or 0.0) >= CHANGE / 2 * level.watch.calm.spread
            picture = _picture(f"since-{row.pk}", title, level, row.days, [one.at_us for one in rang])
        except Invalid:
            changes = []
    return Followed(changes, is_there, picture, rules)


def _picture(name: str, title: str, level: Level, values: Values, alarms: Sequence[int]) -> SafeString:
    rows = [(int(at), float(value)) for at, value in values]
    days = [f"{timezone.localtime(from_us(at)):%m-%d}" for at, _value in rows]
    told = _("%(hours)s hours of running from %(first)s to %(last)s; it rang %(alarms)s times.") % {
        "hours": len(rows), "first": days[0], "last": days[-1], "alarms": len(alarms),
    }  # fmt: skip
    words = Words(name, title, told, _("usual level"), _("usual band"), days)
    svg = band_picture(rows, alarms, level.watch.calm.centre, level.band, words)
    return mark_safe(svg)  # noqa: S308 - texts are escaped there
