"""Gauges and what their studies say."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.quality.models import Gauge, GaugeStudy
from dure.quality.spc.gauge_study import Analysis, Row, Study, analysis, average_and_range

SOON = timedelta(days=30)
GOOD_SHARE, MOST_SHARE = 10, 30
_WORDS = {"good": _("The gauge is good"), "warn": _("The gauge may do"), "bad": _("The gauge doesn't do")}
_SOURCES = {
    "repeat": _("Repeatability (EV)"), "appraiser": _("Reproducibility (AV)"), "gauge": _("Gauge (R&R)"),
    "part": _("Parts (PV)"), "total": _("Total (TV)"),
}  # fmt: skip
_ROWS = {
    "part": pgettext_lazy("study", "Parts"), "appraiser": _("Appraisers"), "interaction": _("Interaction"),
    "repeat": _("Repeat error"), "total": _("Total"),
}  # fmt: skip


def gauges(text: str = "") -> QuerySet[Gauge]:
    """Those due first."""
    rows = Gauge.objects.order_by("status", "due_on", "code")
    return rows.filter(name__icontains=text) | rows.filter(code__icontains=text) if text else rows


def due(today: date, within: timedelta = SOON) -> QuerySet[Gauge]:
    """In use, and calibrated last too long ago, or soon to be calibrated, or never."""
    rows = Gauge.objects.filter(status=Gauge.Status.IN_USE)
    return (rows.filter(due_on__lte=today + within) | rows.filter(due_on=None)).order_by("due_on", "code")


@dataclass(frozen=True, slots=True)
class Result:
    """Of a whole study, both ways. tolerance: as given."""

    by_range: Study
    by_variance: Analysis
    tolerance: float | None

    @property
    def gauge_share(self) -> float:
        """Percent of the study variation that the gauge makes, by analysis of variance."""
        study = self.by_variance.study
        return study.share(study.gauge)

    @property
    def of_tolerance(self) -> float | None:
        study = self.by_variance.study
        return study.of_tolerance(study.gauge, self.tolerance) if self.tolerance else None

    @property
    def state(self) -> str:
        """AIAG: below 10 % good, to 30 % it may do."""
        return "good" if self.gauge_share < GOOD_SHARE else "warn" if self.gauge_share <= MOST_SHARE else "bad"

    @property
    def word(self) -> Promise:
        return _WORDS[self.state]

    @property
    def table(self) -> list[tuple[Promise, float, float, float, float]]:
        """(source, by range, its percent, by variance, its percent)."""
        ranged, other = self.by_range, self.by_variance.study
        pairs = [(name, getattr(ranged, name), getattr(other, name)) for name in _SOURCES]
        return [(_SOURCES[name], a, ranged.share(a), b, other.share(b)) for name, a, b in pairs]

    @property
    def rows(self) -> list[tuple[Promise, Row]]:
        return [(_ROWS[row.source], row) for row in self.by_variance.rows]


def readings_of(study: GaugeStudy) -> dict[tuple[int, int, int], float]:
    rows = study.readings.values_list("appraiser", "trial", "part", "value")
    return {(appraiser, trial, part): float(value) for appraiser, trial, part, value in rows}


def result_of(study: GaugeStudy) -> Result | None:
    """None while readings are missing."""
    known = readings_of(study)
    if len(known) < study.appraisers * study.trials * study.parts:
        return None
    table = [
        [[known[a, t, p] for p in range(1, study.parts + 1)] for t in range(1, study.trials + 1)]
        for a in range(1, study.appraisers + 1)
    ]
    tolerance = float(study.tolerance) if study.tolerance is not None else None
    return Result(average_and_range(table), analysis(table), tolerance)
