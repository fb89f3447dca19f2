"""A plant and a hub in one process, each with keys of its own, and a line between them that can be spoilt."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import override_settings

from dure.config.home import Home
from dure.exchange.link import selectors, sending, services
from dure.exchange.link.models import Contract, Hub, Sent
from dure.kernel.invitation import Invitation, write
from dure.programme.models import EnrolledPlant, Firm, ReceivedMessage, RefusedMessage, ReportFigure
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors.reports import hub_key
from dure.programme.services import firms, reports

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = date(2026, 3, 9)
CODES = ("oee", "made", "good")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SEOUL)


@dataclass
class Link:
    """hub, plant: their folders. fault: called with each packet on its way, gives what arrives; raises NoLine."""

    plant: Home
    hub: Home
    day: date = MONDAY
    hub_day: date | None = None
    is_cut: bool = False
    carried: list[bytes] = field(default_factory=list)
    on_the_way: object = None
    on_the_way_back: object = None

    @contextmanager
    def open(self, hub: Hub):
        if self.is_cut:
            raise sending.NoLine("cut")
        yield self.carry

    def carry(self, packet: bytes) -> bytes:
        self.carried.append(packet)
        if self.on_the_way is not None:
            packet = self.on_the_way(packet)
        answer = self.arrives(packet)
        return self.on_the_way_back(answer) if self.on_the_way_back is not None else answer

    def arrives(self, packet: bytes, key: str = "") -> bytes:
        with self.at_hub():
            found = reports.receive(
                packet=packet, plant=key or self.key, now=noon(self.hub_day or self.day)
            )  # fmt: skip
        assert found is not None
        return found

    @contextmanager
    def at_hub(self):
        with override_settings(HOME=self.hub):
            yield

    @property
    def key(self) -> str:
        with override_settings(HOME=self.plant):
            return selectors.plant_key()

    def invitation(self, **other: str) -> str:
        with self.at_hub():
            key = hub_key()
        given = {
            "hub": "전북 허브", "key": key, "plant": self.key, "address": "tls://hub:4223", "ticket": "t",
            "authority": "",
        }  # fmt: skip
        return write(Invitation(**given | other))

    def nightly(self) -> int:
        """What the plant's job does, at noon of the day."""
        for contract in Contract.objects.all():
            services.tell_days(contract=contract, now=noon(self.day))
        return self.send()

    def send(self) -> int:
        return sending.send_waiting(open_line=self.open, now=lambda: noon(self.day))


def make_link(tmp_path) -> Link:
    """Folders only; the plant is the one of the settings."""
    homes = Home(tmp_path / "plant"), Home(tmp_path / "hub")
    settings.HOME = homes[0]
    return Link(*homes)


def enrolled(link: Link, keeper, number: str = "9999900010") -> EnrolledPlant:
    with within(EVERYTHING):
        firm = Firm.objects.filter(business_number=number).first() or firms.add_firm(
            business_number=number, name=f"기업 {number}", city="jeongeup", sector="C10", by=keeper
        )
        return reports.enrol_plant(firm=firm, name="본공장", key=link.key, by=keeper)


def drafted(link: Link, keeper, *, first_on: date = MONDAY, last_on: date | None = None, codes=CODES):
    hub = services.join_hub(text=link.invitation(), by=keeper, now=noon(link.day))
    last_on = last_on or first_on + timedelta(days=364)
    return services.draft(
        hub=hub, reader="시행기관", purpose="참여기업 성과 확인", codes=codes, first_on=first_on, last_on=last_on,
        read_until=date(2028, 1, 31), by=keeper,
    )  # fmt: skip


def agreed(link: Link, keeper, **terms):
    return services.agree(contract=drafted(link, keeper, **terms), by=keeper, now=noon(link.day))


def held():
    """(number, day) of what the hub has taken."""
    with within(EVERYTHING):
        return list(ReceivedMessage.objects.order_by("number").values_list("number", "day"))


def days_of_figures():
    with within(EVERYTHING):
        return sorted(set(ReportFigure.objects.values_list("day", flat=True)))


def refusals():
    with within(EVERYTHING):
        return list(RefusedMessage.objects.order_by("pk").values_list("number", "reason", "times"))


def same_on_both_sides():
    """Number, day and digest of every message with a receipt are what the hub holds."""
    mine = list(
        Sent.objects.exclude(received_at=None).order_by("number").values_list("number", "day", "digest")
    )  # fmt: skip
    with within(EVERYTHING):
        theirs = list(ReceivedMessage.objects.order_by("number").values_list("number", "day", "digest"))
    assert mine == theirs
