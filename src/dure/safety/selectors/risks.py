"""Questions about risk assessments and their matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from dure.safety import risk
from dure.safety.models import CorrectiveAction, RiskAssessment, RiskBand, RiskLine, RiskMatrix


@dataclass(frozen=True, slots=True)
class Scored:
    """A hazard with its scores; band_*: None above the matrix's last level. actions: those asked for it."""

    line: RiskLine
    score: int
    band: risk.Band | None
    score_after: int | None
    band_after: risk.Band | None
    actions: Sequence[CorrectiveAction]


def matrices() -> QuerySet[RiskMatrix]:
    return RiskMatrix.objects.prefetch_related("bands")


def matrix_in_force() -> RiskMatrix | None:
    """The one that new assessments use."""
    return RiskMatrix.objects.exclude(in_force_from=None).order_by("-version").first()


def bands_of(matrix: RiskMatrix) -> list[risk.Band]:
    return [_band(row) for row in matrix.bands.all()]


def _band(row: RiskBand) -> risk.Band:
    return risk.Band(row.up_to, row.name, row.is_acceptable, row.tone, row.advice)


@dataclass(frozen=True, slots=True)
class Cell:
    score: int
    band: risk.Band | None


def grid(matrix: RiskMatrix) -> list[tuple[str, list[Cell]]]:
    """Rows of the matrix from the most to the least likely: (word, cells from the least to the most bad)."""
    bands = bands_of(matrix)
    return [
        (
            f"{step} {matrix.frequencies[step - 1]}",
            [Cell(step * bad, risk.band(bands, step * bad)) for bad in range(1, len(matrix.severities) + 1)],
        )
        for step in range(len(matrix.frequencies), 0, -1)
    ]


def assessments(
    *, area: int | None = None, state: str = "", today: date | None = None, words: str = ""
) -> QuerySet[RiskAssessment]:
    """Assessments, the newest first. state: open, approved, due (to be looked at again by `today`) or all."""
    rows = (
        RiskAssessment.objects.select_related("area", "work_unit", "leader", "matrix")
        .annotate(hazards=Count("lines", distinct=True))
        .order_by("-assessed_on", "-id")
    )
    if state in RiskAssessment.Status.values:
        rows = rows.filter(status=state)
    if state == "due":
        rows = rows.filter(due(today))
    if words:
        rows = rows.filter(
            Q(operation__icontains=words) | Q(number__icontains=words) | Q(lines__hazard__icontains=words)
        )  # fmt: skip
    return rows.filter(area=area) if area is not None else rows


def due(today: date | None) -> Q:
    """Approved, to be looked at again by `today`, and nobody has begun to."""
    return Q(status=RiskAssessment.Status.APPROVED, review_on__lte=today, next=None)


def scored(assessment: RiskAssessment) -> list[Scored]:
    """The hazards of an assessment with what its matrix makes of them. Three queries."""
    bands = bands_of(assessment.matrix)
    lines = assessment.lines.prefetch_related("actions__owner")
    return [_scored(line, bands) for line in lines]


def _scored(line: RiskLine, bands: list[risk.Band]) -> Scored:
    now = risk.score(line.frequency, line.severity)
    later = None
    if line.frequency_after is not None and line.severity_after is not None:
        later = risk.score(line.frequency_after, line.severity_after)
    return Scored(
        line, now, risk.band(bands, now), later, None if later is None else risk.band(bands, later),
        list(line.actions.all()),
    )  # fmt: skip


def gaps_of(assessment: RiskAssessment) -> list[risk.Gap]:
    """What is missing before it can be approved."""
    lines = [
        risk.Line(row.frequency, row.severity, row.frequency_after, row.severity_after, bool(row.measure), row.asked)
        for row in assessment.lines.annotate(asked=Count("actions"))
    ]
    workers = assessment.participants.filter(is_worker=True).count()
    return risk.gaps(bands_of(assessment.matrix), lines, workers=workers)


def history(assessment: RiskAssessment) -> list[RiskAssessment]:
    """The assessments of the same work before and after, the oldest first, this one among them."""
    found, row = [assessment], assessment
    while row.previous is not None:
        row = row.previous
        found.insert(0, row)
    later = RiskAssessment.objects.filter(previous=assessment).first()
    while later is not None:
        found.append(later)
        later = RiskAssessment.objects.filter(previous=later).first()
    return found


def operation_names() -> list[str]:
    """Names that assessments were given, to choose from again."""
    return list(RiskAssessment.objects.order_by("operation").values_list("operation", flat=True).distinct())


def is_last(assessment: RiskAssessment) -> bool:
    """Whether the work wasn't assessed again since."""
    return not RiskAssessment.objects.filter(previous=assessment).exists()
