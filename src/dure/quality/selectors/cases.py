"""Nonconformances, by where they stand."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from dure.quality.models import Action, Nonconformance

Stage = Nonconformance.Stage


def cases(*, source: str = "", stage: str = "", text: str = "") -> QuerySet[Nonconformance]:
    """Newest first, with how many of their actions are left."""
    rows = Nonconformance.objects.select_related("item", "lot", "partner", "owner", "found_by", "order", "inspection")
    rows = rows.annotate(left=Count("actions", filter=Q(actions__done_at=None))).order_by("-found_at", "-pk")
    if source:
        rows = rows.filter(source=source)
    if stage:
        rows = rows.filter(stage=stage)
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(text__icontains=text) | Q(item__name__icontains=text)
            | Q(lot__number__icontains=text) | Q(partner__name__icontains=text)
        )  # fmt: skip
    return rows


def board() -> list[tuple[str, str, list[Nonconformance]]]:
    """(stage, its name, cases), oldest first; of the closed ones the newest twenty."""
    rows = list(cases().exclude(stage=Stage.CLOSED).order_by("found_at"))
    closed = list(cases(stage=Stage.CLOSED).order_by("-closed_at")[:20])
    return [
        (
            stage.value,
            str(stage.label),
            closed if stage is Stage.CLOSED else [one for one in rows if one.stage == stage],
        )
        for stage in Stage
    ]


def late_actions(today: date) -> QuerySet[Action]:
    return Action.objects.filter(done_at=None, due_on__lt=today).select_related("nonconformance", "owner")
