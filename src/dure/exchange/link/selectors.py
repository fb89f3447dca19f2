"""Questions about what a hub is told, and what each message says in plain words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from dure.exchange.link.models import Contract, Hub, Sent
from dure.kernel import report
from dure.kernel.report import Message, Reported
from dure.performance.selectors import OFFERS, reported

SETTLES = timedelta(hours=5)
"""After midnight: by then the night shift's late readings are in."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in words. value: percent for ratios, else a number of its unit."""

    name: str | Promise
    figure: Reported
    is_ratio: bool


def plant_key() -> str:
    """The public key by which a hub knows this plant."""
    return report.name_of(report.key_of(settings.HOME.secret("link")))


def hubs() -> QuerySet[Hub]:
    return Hub.objects.all()


def contracts() -> QuerySet[Contract]:
    """Newest first, with how many messages have arrived and how many wait, and the day told last."""
    return (
        Contract.objects.select_related("hub", "agreed_by", "revoked_by")
        .annotate(
            arrived=Count("messages", filter=Q(messages__received_at__isnull=False)),
            waiting=Count("messages", filter=Q(messages__received_at=None, messages__is_due=True)),
            told_until=Max("messages__day", filter=Q(messages__received_at__isnull=False)),
        )
        .order_by("-pk")
    )


def messages_of(contract: Contract) -> QuerySet[Sent]:
    """The newest first."""
    return Sent.objects.filter(contract=contract).order_by("-number")


def last_day_over(now: datetime) -> date:
    """The newest day whose figures have settled."""
    return timezone.localdate(now - SETTLES) - timedelta(days=1)


def figures_of(contract: Contract, day: date, now: datetime) -> tuple[Reported, ...]:
    """What would be told of a day under a contract."""
    return reported(contract.codes, day, _zone(), now)


def lines_of(figures: tuple[Reported, ...]) -> list[Line]:
    """Figures by their names; a code that isn't offered any more is named by itself."""
    found = []
    for one in figures:
        offer = OFFERS.get(one.code)
        found.append(Line(offer.name if offer else one.code, one, bool(offer and offer.is_ratio)))
    return found


def names_of(codes: list[str]) -> list[str | Promise]:
    return [OFFERS[code].name if code in OFFERS else code for code in codes]


def read(row: Sent) -> Message:
    """What a message says, out of the very bytes that go out."""
    return report.open_packet(bytes(row.packet), row.contract.plant)


def _zone() -> ZoneInfo:
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return zone
