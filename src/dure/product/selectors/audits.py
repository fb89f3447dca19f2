"""Questions about 3정5S audits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum

from dure.plant.models import Area, Person
from dure.product.five_s import Given, Result, percent, result
from dure.product.models import Audit, AuditFinding, AuditList, AuditPlan, AuditScore


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


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit as a list shows it. percent: of the answered questions; None while nothing is answered."""

    audit: Audit
    percent: Decimal | None
    answered: int
    asked: int
    findings: int
    left: int


def audit_rows(*, area: int | None = None, state: str = "") -> list[AuditRow]:
    """Audits, the newest first. Three queries."""
    audits = Audit.objects.select_related("area", "audit_list", "auditor")
    audits = audits.filter(area=area) if area is not None else audits
    audits = audits.filter(status=state) if state in Audit.Status.values else audits
    sums = AuditScore.objects.order_by().values_list("audit")
    given = sums.filter(points__isnull=False).annotate(given=Sum("points"), most_given=Sum("most"), n=Count("pk"))
    answered = {key: rest for key, *rest in given}
    asked = dict(sums.annotate(n=Count("pk")))
    found = AuditFinding.objects.order_by().values_list("audit")
    found = found.annotate(n=Count("pk"), left=Count("pk", filter=Q(closed_at=None)))
    findings = {key: rest for key, *rest in found}
    rows = []
    for audit in audits:
        points, most, number = answered.get(audit.pk, (0, 0, 0))
        every, left = findings.get(audit.pk, (0, 0))
        score = percent(points, most) if most else None
        rows.append(AuditRow(audit, score, number, asked.get(audit.pk, 0), every, left))
    return rows


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with its last audit and the day of the next one."""

    plan: AuditPlan
    last: date | None
    due_on: date

    def is_late(self, today: date) -> bool:
        return self.due_on < today


def planned(*, with_inactive: bool = False) -> list[Planned]:
    """Plans by the day of their next audit. One query."""
    last = (
        Audit.objects.filter(area=OuterRef("area"), audit_list=OuterRef("audit_list"))
        .order_by()
        .values("area")
        .annotate(day=Max("audited_on"))
    )
    plans = AuditPlan.objects.select_related("area", "audit_list", "auditor").annotate(
        last=Subquery(last.values("day"))
    )
    if not with_inactive:
        plans = plans.filter(is_active=True)
    rows = [Planned(plan, plan.last, _due(plan, plan.last)) for plan in plans]
    return sorted(rows, key=lambda row: (row.due_on, row.plan.pk))


def _due(plan: AuditPlan, last: date | None) -> date:
    return plan.starts_on if last is None or last < plan.starts_on else last + timedelta(days=plan.every_days)


def findings(
    *, today: date, state: str = "open", area: int | None = None, owner: Person | None = None
) -> QuerySet[AuditFinding]:
    """Things to put right. state: open, late, closed or all; the most urgent first."""
    rows = AuditFinding.objects.select_related("audit__area", "owner", "score", "closed_by")
    if state in ("open", "late"):
        rows = rows.filter(closed_at=None)
    if state == "late":
        rows = rows.filter(due_on__lt=today)
    if state == "closed":
        rows = rows.exclude(closed_at=None)
    rows = rows.filter(audit__area=area) if area is not None else rows
    rows = rows.filter(owner=owner) if owner is not None else rows
    return rows.order_by("due_on", "id")


def lists_in_use() -> QuerySet[AuditList]:
    """Lists that an audit may begin with, by name."""
    return AuditList.objects.filter(is_active=True)
