"""Questions about voices of the floor in the region; PostgreSQL leaves out those that the reader may not see."""

from datetime import date

from django.db.models import Q, QuerySet

from dure.kernel.answers import Service, Told, service_of
from dure.plant.models import Person
from dure.plant.roles import RegionRole
from dure.programme.models import RegionVoice, Seat

_ANSWERING = (RegionRole.AGENCY, RegionRole.PROVINCE, RegionRole.CITY)


def voices(
    *, today: date, state: str = "open", topic: str = "", source: str = "", words: str = "",
    owner: Person | None = None,
) -> QuerySet[RegionVoice]:  # fmt: skip
    """state: open, late, answered (and nothing came of it yet), one of the outcomes, or all. The most urgent first."""
    rows = RegionVoice.objects.select_related("firm", "owner", "answered_by")
    if state in ("open", "late"):
        rows = rows.filter(answered_on=None).order_by("due_on", "pk")
    if state == "late":
        rows = rows.filter(due_on__lt=today)
    if state == "answered":
        rows = rows.filter(answered_on__isnull=False, outcome="")
    rows = rows.filter(outcome=state) if state in RegionVoice.Outcome.values else rows
    rows = rows.filter(topic=topic) if topic else rows
    rows = rows.filter(source=source) if source else rows
    rows = rows.filter(Q(text__icontains=words) | Q(number__icontains=words)) if words else rows
    return rows.filter(owner=owner) if owner is not None else rows


def service(today: date) -> Service:
    """Of all that the reader sees."""
    rows = RegionVoice.objects.only("asked_on", "due_on", "answered_on", "outcome")
    return service_of(
        [Told(one.asked_on, one.due_on, one.answered_on, one.outcome == RegionVoice.Outcome.DECLINED) for one in rows],
        today,
    )


def rules_changed() -> int:
    return RegionVoice.objects.filter(outcome=RegionVoice.Outcome.RULE).count()


def who_may_answer(today: date) -> QuerySet[Person]:
    """Those who sit for the agency, the province or a city today."""
    seats = Seat.objects.filter(organisation__kind__in=_ANSWERING, organisation__is_active=True, first_on__lte=today)
    held = seats.filter(Q(last_on__isnull=True) | Q(last_on__gte=today))
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("display_name", "username")
