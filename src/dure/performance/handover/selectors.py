"""Questions about handovers."""

from django.db.models import Count, Q, QuerySet

from dure.performance.handover.models import Handover, HandoverTask
from dure.performance.handover.shifts import Turn


def handovers(*, text: str = "", area: str = "", state: str = "") -> QuerySet[Handover]:
    """Those that hold, newest first. state: unread, or undone for those with something left to do."""
    rows = Handover.objects.filter(undone_at=None).select_related("area", "signed_by", "received_by")
    rows = rows.annotate(
        things=Count("tasks", distinct=True), left=Count("tasks", filter=Q(tasks__done_at=None), distinct=True)
    )
    rows = rows.filter(area__code=area) if area else rows
    rows = rows.filter(received_at=None) if state == "unread" else rows
    rows = rows.filter(left__gt=0) if state == "left" else rows
    if text:
        found = (
            Q(note__icontains=text) | Q(tasks__text__icontains=text) | Q(additions__text__icontains=text)
            | Q(area__name__icontains=text) | Q(shift_name__icontains=text)
            | Q(signed_by__display_name__icontains=text) | Q(received_by__display_name__icontains=text)
        )  # fmt: skip
        rows = rows.filter(pk__in=Handover.objects.filter(found).values("pk"))
    return rows.order_by("-starts_at", "-pk")


def before(turn: Turn) -> Handover | None:
    """What the shift before gave over in this area."""
    rows = Handover.objects.filter(area=turn.area, undone_at=None, starts_at__lt=turn.starts_at)
    return rows.select_related("area", "signed_by", "received_by").order_by("-starts_at").first()


def left_of(row: Handover | None) -> list[HandoverTask]:
    """What of it nobody has done yet."""
    return list(row.tasks.filter(done_at=None)) if row else []


def taken_back(turn: Turn) -> Handover | None:
    """The version of a shift that was taken back last: its words are where the next one begins."""
    rows = Handover.objects.filter(area=turn.area, shift_date=turn.day, shift=turn.code, undone_at__isnull=False)
    return rows.order_by("-undone_at").first()
