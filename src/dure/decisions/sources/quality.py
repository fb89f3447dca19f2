"""Processes out of control: open a nonconformance and hold the lot while it can still be held.

A chart tells it by the rules it has (`quality.spc.runs`). Here it comes as one card for a chart, however many rules
fire; the signals themselves still want their cause named on the chart, whatever is decided here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import pi, sqrt
from statistics import fmean
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as mark

from dure.decisions.deciding import Status
from dure.decisions.models import Recommendation
from dure.decisions.sources.registry import OWNER, Advised, Figure, Source, in_languages, register
from dure.inventory.models import Lot
from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.quality.models import Chart, ChartLimits, ChartSignal, Nonconformance
from dure.quality.selectors.control import (
    Course,
    course_of,
    distance_by_day,
    out_of_control,
    sentence_of,
    statistic_of,
)
from dure.quality.services import open_case_of_signal, withdraw_case

RECENT = timedelta(hours=24)
"""What fired longer ago isn't advised about; it still waits for its answer on the chart."""
SHIFT = timedelta(hours=8)
"""A newest point that is older says nothing about what is made now."""
STEADY = sqrt(2 / pi)
"""Mean distance from the centre of a process in control, in standard errors: that of a normal distribution."""
SHOWN = 6
"""Points in the text."""
TOLD = 2
"""Rules in the text: the first to fire, and the next."""


class ChartSignals(Source):
    kind = "quality"
    name = gettext_lazy("Control charts")
    stale_after = SHIFT
    deciders = OWNER | {Role.QUALITY, Role.SUPERVISOR}

    def found(self, now: datetime) -> list[Advised]:
        told = out_of_control(now - RECENT)
        decided = _decided(told) if told else {}
        advice = (_advice(untold) for signals in told.values() if (untold := undecided(signals, decided)))
        return [one for one in advice if one is not None]

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        return _open_signal(row) is not None

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        signal = _open_signal(row)
        if signal is None:
            raise Conflict("Things have changed meanwhile: this is no longer advised.")
        before = signal.inspection.lot.status if signal.inspection.lot else ""
        case = open_case_of_signal(signal=signal, by=by)
        return {"case": case.pk, "held": before == Lot.Status.AVAILABLE}

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        case = Nonconformance(pk=row.outcome["case"])
        withdraw_case(case=case, frees_lot=row.outcome["held"], by=by)

    def link(self, row: Recommendation) -> str:
        if "case" in row.outcome:
            return reverse("quality:case", args=[row.outcome["case"]])
        return reverse("quality:chart", args=[row.facts["chart"]])

    def series(self, row: Recommendation, first: date, last: date) -> dict[date, float]:
        """Mean distance of each day's points from the centre that held when it was advised."""
        limits = ChartLimits.objects.select_related("chart").get(pk=row.facts["limits"])
        return distance_by_day(limits, first, last)

    def reading(self) -> str:
        return _(
            "A process in control lies 0.8 σ off its centre on average. Where it was caught within a day, the days "
            "before are mostly good ones: no difference then says that it is back where it was."
        )


def undecided(signals: Sequence[ChartSignal], decided: Mapping[int, str]) -> list[ChartSignal]:
    """Those that somebody should decide about. decided: signal → what came of the card that told it.

    While one that was accepted waits for its answer the others belong to it; of a rule that was declined no more come
    until it is answered.
    """
    if any(decided.get(one.pk) == Status.ACCEPTED for one in signals):
        return []
    declined = {one.rule for one in signals if decided.get(one.pk) == Status.DECLINED}
    return [one for one in signals if one.rule not in declined]


def _decided(told: Mapping[Chart, Sequence[ChartSignal]]) -> dict[int, str]:
    rows = Recommendation.objects.filter(
        kind=ChartSignals.kind, key__in=[_key(chart.pk) for chart in told],
        status__in=[Status.ACCEPTED.value, Status.DECLINED.value],
    )  # fmt: skip
    found = rows.order_by("pk").values_list("facts__signals", "status")
    return {pk: status for signals, status in found for pk in signals}


def _key(chart_id: int) -> str:
    return f"chart:{chart_id}"


def _open_signal(row: Recommendation) -> ChartSignal | None:
    """The newest of those it told that nobody has answered."""
    rows = ChartSignal.objects.filter(pk__in=row.facts["signals"], answered_at=None)
    return rows.select_related("inspection__lot").order_by("at", "-pk").last()


def _advice(signals: Sequence[ChartSignal]) -> Advised | None:
    # Of a point at which several statistics fire, the place is told before the spread.
    first, last = signals[0], max(signals, key=lambda one: (one.at, -one.pk))
    course = course_of(last, began=first.at)
    if course is None:
        return None
    rules = list(dict.fromkeys(one.rule for one in signals))
    effect = expected(course.off)
    low, high = effect[1:] if effect else (None, None)
    facts = {"chart": last.chart_id, "limits": last.limits_id, "signals": [one.pk for one in signals]}
    return Advised(
        ChartSignals.kind, _key(last.chart_id), f"{first.pk}:{','.join(rules)}",
        in_languages(lambda: _said(last, rules, course)), _figures(last, course), first.at, facts,
        deadline=last.at + RECENT, effect=effect[0] if effect else None, effect_low=low, effect_high=high,
        effect_unit=mark("σ of distance from the centre"),
    )  # fmt: skip


def expected(off: Sequence[float]) -> tuple[float, float, float] | None:
    """Change of the mean distance from the centre when the process is back in control, from low to high at 95 %; None
    where the points lie no farther off than those of a steady process, as with a signal of the spread."""
    if not off or fmean(off) <= STEADY:
        return None
    change, reach = STEADY - fmean(off), 1.96 / sqrt(len(off))
    return round(change, 2), round(change - reach, 2), round(min(change + reach, 0.0), 2)


def _figures(signal: ChartSignal, course: Course) -> list[Figure]:
    unit, places = signal.chart.characteristic.unit, _places(signal)
    found = [Figure(mark("Newest point"), course.values[-1], unit, course.at, places)]
    if course.lower is not None:
        found.append(Figure(mark("Lower control limit"), course.lower, unit, course.at, places))
    if course.upper is not None:
        found.append(Figure(mark("Upper control limit"), course.upper, unit, course.at, places))
    return found


def _places(signal: ChartSignal) -> int:
    """One more than its values have where points are taken from several; of shares three."""
    chart, characteristic = signal.chart, signal.chart.characteristic
    if characteristic.kind != characteristic.Kind.MEASURED:
        return 3
    return characteristic.decimals + (chart.kind != Chart.Kind.I_MR)


def _said(signal: ChartSignal, rules: Sequence[str], course: Course) -> tuple[str, str]:
    chart, places = signal.chart, _places(signal)
    unit = signal.inspection.work_unit or chart.work_unit
    marks = {"item": chart.characteristic.item.name, "name": chart.characteristic.name, "unit": unit}
    title = _("%(unit)s, %(item)s: %(name)s is out of control") if unit else _("%(item)s: %(name)s is out of control")
    points = ", ".join(f"{value:.{places}f}" for value in course.values[-SHOWN:])
    last = _("%(statistic)s, the newest points: %(points)s %(of)s.") % {
        "statistic": statistic_of(signal), "points": points, "of": chart.characteristic.unit,
    }  # fmt: skip
    why = [*(sentence_of(rule) for rule in rules[:TOLD]), last.replace(" .", "."), _does(signal)]
    return title % marks, " ".join(why)


def _does(signal: ChartSignal) -> str:
    lot = signal.inspection.lot
    if lot is None:
        return _("Accepting it opens a nonconformance.")
    if lot.status == Lot.Status.AVAILABLE:
        return _("Accepting it opens a nonconformance and holds lot %(lot)s.") % {"lot": lot.number}
    return _("Accepting it opens a nonconformance of lot %(lot)s.") % {"lot": lot.number}


register(ChartSignals())
