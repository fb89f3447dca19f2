"""Questions about what the floor tells. None groups, counts or sorts by the person who told it."""

from django.db.models import Q, QuerySet

from dure.safety.models import NearMiss, ReportPoint, Suggestion


def near_misses(*, state: str = "", area: int | None = None, kind: str = "", words: str = "") -> QuerySet[NearMiss]:
    """What nearly happened, the newest first. state: new, handled, done or empty for all."""
    rows = NearMiss.objects.select_related("area", "work_unit", "answered_by")
    rows = rows.filter(status=state) if state in NearMiss.Status.values else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(Q(text__icontains=words) | Q(number__icontains=words)) if words else rows
    return rows.filter(area=area) if area is not None else rows


def suggestions(*, state: str = "", topic: str = "", words: str = "") -> QuerySet[Suggestion]:
    """Ideas, the newest first. state: one of the statuses, or waiting (not decided), or empty for all."""
    rows = Suggestion.objects.select_related("area", "work_unit", "answered_by", "reporter")
    if state == "waiting":
        rows = rows.filter(status__in=[Suggestion.Status.NEW, Suggestion.Status.CONSIDERED])
    rows = rows.filter(status=state) if state in Suggestion.Status.values else rows
    rows = rows.filter(Q(text__icontains=words) | Q(number__icontains=words)) if words else rows
    return rows.filter(topic=topic) if topic else rows


def points(*, with_inactive: bool = False) -> QuerySet[ReportPoint]:
    rows = ReportPoint.objects.select_related("area", "work_unit")
    return rows if with_inactive else rows.filter(is_active=True)


def point_by(token: str) -> ReportPoint | None:
    """The place that a QR code stands for; None for one that is void."""
    return ReportPoint.objects.select_related("area", "work_unit").filter(token=token, is_active=True).first()


def told_as(number: str) -> type[NearMiss] | type[Suggestion] | None:
    """Which of the two has this number."""
    for table in (NearMiss, Suggestion):
        if table.objects.filter(number=number).exists():
            return table
    return None
