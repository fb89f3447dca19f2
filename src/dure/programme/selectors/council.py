"""The council, whether its actions are closed, and the goals of the programme."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from dure.kernel.answers import Service, Told, service_of
from dure.programme.models import CouncilAction, CouncilMeeting, CouncilMember, Goal


@dataclass(frozen=True, slots=True)
class Closure:
    """Of one member, or of all: service counts an action as asked on the day of its meeting."""

    who: str
    service: Service

    @property
    def closed(self) -> float | None:
        return (self.service.answered / self.service.asked) if self.service.asked else None


def members() -> QuerySet[CouncilMember]:
    return CouncilMember.objects.all()


def meetings() -> QuerySet[CouncilMeeting]:
    is_open = Q(actions__done_on=None, actions__isnull=False)
    return CouncilMeeting.objects.annotate(
        asked=Count("actions"), still_open=Count("actions", filter=is_open)
    ).order_by("-held_on", "-pk")  # fmt: skip


def actions_of(meeting: CouncilMeeting) -> QuerySet[CouncilAction]:
    return meeting.actions.select_related("owner")


def actions(*, today: date, state: str = "all") -> QuerySet[CouncilAction]:
    """state: open, late, done or all."""
    rows = CouncilAction.objects.select_related("meeting", "owner")
    if state in ("open", "late"):
        rows = rows.filter(done_on=None)
    if state == "late":
        rows = rows.filter(due_on__lt=today)
    return rows.filter(done_on__isnull=False) if state == "done" else rows


def closure(today: date) -> tuple[Closure, list[Closure]]:
    """Of all actions, and of each who has any."""
    rows = list(actions(today=today))
    by_owner: dict[str, list[CouncilAction]] = {}
    for one in rows:
        by_owner.setdefault(str(one.owner), []).append(one)
    return _closure("", rows, today), [_closure(who, own, today) for who, own in sorted(by_owner.items())]


def goals() -> QuerySet[Goal]:
    return Goal.objects.all()


def _closure(who: str, rows: list[CouncilAction], today: date) -> Closure:
    return Closure(who, service_of([Told(one.meeting.held_on, one.due_on, one.done_on) for one in rows], today))
