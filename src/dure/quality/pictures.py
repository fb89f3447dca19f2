"""Pictures of charts with their words in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dure.quality import charting, drawing
from dure.quality.charting import Group, Signal
from dure.quality.drawing import HEIGHT, LOW, Words
from dure.quality.models import Characteristic, Chart, ChartLimits
from dure.quality.selectors.charts import base_of, settings_of
from dure.quality.spc.sampling import Plan, curve
from dure.quality.words import RULE_NAMES, RULE_SENTENCES, STATISTICS


@dataclass(frozen=True, slots=True)
class Told:
    """A rule that fired, in a sentence, with the names of its points."""

    name: str
    statistic: str
    sentence: str
    points: str


@dataclass(frozen=True, slots=True)
class Drawn:
    pictures: list[SafeString]
    told: list[Told]


def drawn(chart: Chart, limits: ChartLimits | None, groups: Sequence[Group]) -> Drawn | None:
    """The chart against its frozen limits; without any, against those that the points themselves would give.

    None while there are too few points or they don't spread.
    """
    settings = settings_of(chart)
    try:
        base = base_of(chart, limits) if limits else charting.phase_one(settings, groups)
        lines = charting.lines(settings, base, groups)
        found = charting.signals(settings, base, groups)
    except ValueError:
        return None
    if not groups:
        return None
    names = point_names(groups)
    axis = short_names(groups)
    pictures = []
    for number, line in enumerate(lines):
        fired = {one.at for one in found if one.statistic == line.name}
        words = _words(f"chart-{chart.pk}-{number}", chart.characteristic, line.name, names, axis=axis, found=found)
        height = HEIGHT if number == 0 else LOW
        pictures.append(drawing.control_chart(line, words, fired, height, len(groups) - len(line.values)))
    return Drawn([_safe(picture) for picture in pictures], [_told(one, names) for one in found])


def _safe(picture: str) -> SafeString:
    """All text in it was escaped where it was drawn."""
    return mark_safe(picture)  # noqa: S308


def point_names(groups: Sequence[Group]) -> list[str]:
    return [f"{timezone.localtime(one.at):%m-%d %H:%M}" for one in groups]


def short_names(groups: Sequence[Group]) -> list[str]:
    """Of the axis, where every so many points are named: the day where it is another one, else the time."""
    local = [timezone.localtime(one.at) for one in groups]
    step = drawing.every(len(local))
    days = [one.date() for one in local]
    return [
        f"{one:%m-%d}" if at == 0 or days[at] != days[max(0, at - step)] else f"{one:%H:%M}"
        for at, one in enumerate(local)
    ]


def _words(
    name: str,
    row: Characteristic,
    statistic: str,
    names: Sequence[str],
    *,
    axis: Sequence[str],
    found: Sequence[Signal],
) -> Words:
    title = f"{row.name} · {STATISTICS[statistic]}"
    count = sum(one.statistic == statistic for one in found)
    told = _("%(title)s, %(count)s points, %(signals)s signals.") % {
        "title": title, "count": len(names), "signals": count,
    }  # fmt: skip
    decimals = max(2, row.decimals + 1)
    return Words(name, title, told, "UCL", "CL", "LCL", names, decimals, axis)


def _told(one: Signal, names: Sequence[str]) -> Told:
    points = names[one.at] if len(one.points) == 1 else f"{names[one.points[0]]} – {names[one.at]}"
    return Told(str(RULE_NAMES[one.rule]), str(STATISTICS[one.statistic]), str(RULE_SENTENCES[one.rule]), points)


def histogram(row: Characteristic, values: Sequence[float], mean: float, sigma: float) -> SafeString:
    title = _("Values of %(name)s") % {"name": row.name}
    words = Words(f"bars-{row.pk}", title, title, _("upper limit"), "", _("lower limit"), (), max(1, row.decimals))
    limits = tuple(None if one is None else float(one) for one in (row.lower, row.upper))
    return _safe(drawing.histogram(values, words, (limits[0], limits[1]), (mean, sigma)))


def operating_curve(plan: Plan) -> SafeString:
    title = _("Chance that a lot is accepted, by its share of bad pieces")
    return _safe(drawing.curve(curve(plan), Words("oc", title, title, "", "", "", ())))
