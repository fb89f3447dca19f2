"""Questions about 3정5S audits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from dure.plant.models import Area
from dure.product.five_s import Given, Result, percent, result
from dure.product.models import Audit, AuditFinding, AuditList, AuditScore


def lists() -> QuerySet[AuditList]:
    return AuditList.objects.annotate(questions_asked=Count("questions", filter=Q(questions__is_active=True)))


def result_of(audit: Audit) -> Result:
    return result(Given(row.pillar, row.points, row.most) for row in audit.scores.all())


@dataclass(frozen=True, slots=True)
class Point:
    """One closed audit of an area. percentages with one decimal."""

    audit_id: int
    number: str
    audited_on: date
    total: Decimal
    by_pillar: dict[str, Decimal]
    findings: int
    open_findings: int


def trend(area: Area, start: date, end: date) -> list[Point]:
    """Closed audits of the area from `start` to `end`, both included, oldest first. Two queries."""
    audits = (
        Audit.objects.filter(area=area, status=Audit.Status.CLOSED, audited_on__range=(start, end))
        .annotate(found=Count("findings"), left=Count("findings", filter=Q(findings__closed_at=None)))
        .order_by("audited_on", "id")
    )
    sums: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = AuditScore.objects.filter(audit__in=audits.order_by().values("pk"), points__isnull=False)
    for audit, pillar, points, most in (
        rows.order_by().values_list("audit", "pillar").annotate(Sum("points"), Sum("most"))
    ):
        sums[audit][pillar] = points, most
    return [_point(audit, sums[audit.pk]) for audit in audits if sums[audit.pk]]


def _point(audit: Audit, sums: dict[str, tuple[int, int]]) -> Point:
    points, most = (sum(pair[index] for pair in sums.values()) for index in (0, 1))
    by_pillar = {pillar: percent(*pair) for pillar, pair in sums.items()}
    found, left = audit.found, audit.left  # type: ignore[attr-defined]
    return Point(audit.pk, audit.number, audit.audited_on, percent(points, most), by_pillar, found, left)


def open_findings(area: Area | None = None) -> QuerySet[AuditFinding]:
    """What is still to be put right, the most urgent first."""
    rows = AuditFinding.objects.filter(closed_at=None).select_related("audit__area", "owner")
    return (rows.filter(audit__area=area) if area else rows).order_by("due_on", "id")
