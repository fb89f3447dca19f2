"""Questions about corrective actions."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from dure.plant.models import Person
from dure.safety.models import SOURCES, CorrectiveAction


def actions(
    *, today: date, state: str = "open", area: int | None = None, owner: Person | None = None
) -> QuerySet[CorrectiveAction]:
    """Things to put right, the most urgent first. state: open, late, closed or all. owner: of one person's own list."""
    rows = CorrectiveAction.objects.select_related("area", "work_unit", "owner", "closed_by", *SOURCES)
    # A query that groups forgets the order of its table.
    rows = rows.annotate(proofs=Count("evidence")).order_by("due_on", "id")
    if state in ("open", "late"):
        rows = rows.filter(closed_at=None)
    if state == "late":
        rows = rows.filter(due_on__lt=today)
    if state == "closed":
        rows = rows.exclude(closed_at=None).order_by("-closed_at")
    rows = rows.filter(area=area) if area is not None else rows
    return rows.filter(owner=owner) if owner is not None else rows


def source_of(action: CorrectiveAction) -> tuple[str, object] | None:
    """(name of the source, its row), or None for what was seen on a walk."""
    return next(((name, getattr(action, name)) for name in SOURCES if getattr(action, f"{name}_id")), None)


def actions_like(words: str) -> QuerySet[CorrectiveAction]:
    """By number or words."""
    return CorrectiveAction.objects.filter(Q(number__icontains=words) | Q(text__icontains=words)).order_by("-id")
