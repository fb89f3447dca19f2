"""Questions about voices of the floor. None groups, counts or sorts by who asked."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from dure.kernel.answers import Service, Told, service_of
from dure.mentoring.models import FloorMeeting, FloorVoice
from dure.mentoring.voice import VoiceState
from dure.plant.models import Person


def voices(
    *, today: date, state: str = "open", topic: str = "", words: str = "", owner: Person | None = None
) -> QuerySet[FloorVoice]:
    """Requests, the most urgent first. state: open, late, answered, declined or all."""
    rows = FloorVoice.objects.select_related("meeting", "owner", "asked_by", "answered_by")
    if state in ("open", "late"):
        rows = rows.filter(state=VoiceState.OPEN).order_by("due_on", "id")
    if state == "late":
        rows = rows.filter(due_on__lt=today)
    if state in (VoiceState.ANSWERED, VoiceState.DECLINED):
        rows = rows.filter(state=state)
    rows = rows.filter(topic=topic) if topic else rows
    rows = rows.filter(Q(text__icontains=words) | Q(number__icontains=words)) if words else rows
    return rows.filter(owner=owner) if owner is not None else rows


def own_voices(person: Person) -> QuerySet[FloorVoice]:
    """What a person asked, those with an unread answer first."""
    rows = FloorVoice.objects.select_related("meeting", "owner", "answered_by").filter(asked_by=person)
    unread = Q(answered_on__isnull=False, seen_on=None)
    return rows.annotate(is_unread=Count("pk", filter=unread)).order_by("-is_unread", "-asked_on", "-pk")


def unread(person: Person) -> int:
    return FloorVoice.objects.filter(asked_by=person, answered_on__isnull=False, seen_on=None).count()


def meetings() -> QuerySet[FloorMeeting]:
    rows = FloorMeeting.objects.select_related("area", "led_by")
    is_open = Q(voices__state=VoiceState.OPEN)
    return rows.annotate(asked=Count("voices"), still_open=Count("voices", filter=is_open)).order_by("-held_on", "-pk")


def service_by_month(today: date, *, year: int) -> list[tuple[date, Service]]:
    """(first day, service) of each month of a year in which something was asked."""
    found: dict[date, list[Told]] = {}
    for one in FloorVoice.objects.filter(asked_on__year=year).order_by("asked_on"):
        found.setdefault(one.asked_on.replace(day=1), []).append(_told(one))
    return [(month, service_of(rows, today)) for month, rows in found.items()]


def service_of_year(today: date, *, year: int) -> Service:
    return service_of([_told(one) for one in FloorVoice.objects.filter(asked_on__year=year)], today)


def _told(one: FloorVoice) -> Told:
    return Told(one.asked_on, one.due_on, one.answered_on, one.state == VoiceState.DECLINED)
