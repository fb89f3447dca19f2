"""Stops, their reasons and their history, for the tablet and the boards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Max, Q, QuerySet

from dure.kernel.errors import NotFound
from dure.plant.models import Area
from dure.production.models import Downtime, DowntimeReason, DowntimeRevision

LOOK_BACK = timedelta(days=7)


def stops(in_area: Area | None = None) -> QuerySet[Downtime]:
    """Stops that hold (not split), newest first."""
    rows = Downtime.objects.filter(replaced_at=None).select_related(
        "work_unit__work_center", "reason__parent", "reason_by"
    )
    return rows if in_area is None else rows.filter(work_unit__work_center__area=in_area)


def stop(downtime_id: int) -> Downtime:
    """One stop, also a replaced one. Raises NotFound."""
    found = Downtime.objects.select_related("work_unit__work_center__area", "reason__parent", "reason_by").filter(
        pk=downtime_id
    )
    if (row := found.first()) is None:
        raise NotFound("This stop does not exist.")
    return row


def unexplained(in_area: Area | None, now: datetime) -> QuerySet[Downtime]:
    """Stops of the last week that ask for a reason: open ones first, then the newest."""
    rows = stops(in_area).filter(reason=None, started_at__gte=now - LOOK_BACK)
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-started_at")


def explained(in_area: Area | None, now: datetime) -> QuerySet[Downtime]:
    """Stops of the last day that have a reason, the one explained last first."""
    rows = stops(in_area).filter(reason__isnull=False, started_at__gte=now - timedelta(days=1))
    return rows.order_by("-reason_at")


def overlapping(work_unit_id: int, start: datetime, end: datetime) -> QuerySet[Downtime]:
    """Stops of a work unit that touch a span of time."""
    rows = stops().filter(work_unit_id=work_unit_id, started_at__lt=end)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=start)).order_by("-started_at")


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    group: DowntimeReason
    reasons: tuple[DowntimeReason, ...]


def reason_groups(*, with_inactive: bool = False) -> list[ReasonGroup]:
    """The two-level list in the plant's order."""
    rows = DowntimeReason.objects.all() if with_inactive else DowntimeReason.objects.filter(is_active=True)
    below: dict[int | None, list[DowntimeReason]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    return [ReasonGroup(group, tuple(below.get(group.pk, ()))) for group in below.get(None, [])]


def last_reasons(work_unit_id: int, count: int = 6) -> list[DowntimeReason]:
    """Reasons in use that were chosen last: on this work unit first, then anywhere."""
    found = [*_last(Downtime.objects.filter(work_unit_id=work_unit_id), count), *_last(Downtime.objects.all(), count)]
    ids = list(dict.fromkeys(found))[:count]
    rows = DowntimeReason.objects.filter(is_active=True, parent__isnull=False).select_related("parent").in_bulk(ids)
    return [rows[key] for key in ids if key in rows]


def reason(reason_id: int) -> DowntimeReason:
    """A reason. Raises NotFound."""
    found = DowntimeReason.objects.filter(pk=reason_id).first()
    if found is None:
        raise NotFound("This reason does not exist.")
    return found


def revisions(downtime: Downtime) -> QuerySet[DowntimeRevision]:
    """Who changed what of a stop and of the stop it was cut from, newest first."""
    own = Q(downtime=downtime)
    if downtime.origin_id is not None:
        own |= Q(downtime_id=downtime.origin_id)
    rows = DowntimeRevision.objects.filter(own)
    return rows.select_related("made_by", "reason_before", "reason_after").order_by("-made_at", "-pk")


def used_reason_ids() -> set[int]:
    """Reasons that stops name, which can be switched off but not deleted."""
    return set(Downtime.objects.filter(reason__isnull=False).values_list("reason", flat=True).distinct())


def _last(rows: QuerySet[Downtime], count: int) -> list[int]:
    chosen = rows.filter(reason__isnull=False).order_by()
    newest = chosen.values("reason").annotate(at=Max("reason_at")).order_by("-at")[:count]
    return [row["reason"] for row in newest]
