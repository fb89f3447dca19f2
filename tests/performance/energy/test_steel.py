"""A year of a Korean steel plant: totals, peak and load types are the file's own, read by other code."""

import asyncio
import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import nats
import pytest
from django.db import connections

from dure.config import eventlog
from dure.kernel import clock
from dure.kernel.envelope import encode
from dure.kernel.eventlog import STREAM, subject
from dure.kernel.observation import Envelope, Observation
from dure.performance.energy import figures, rolling, services
from dure.performance.energy.models import EnergyQuarter, PowerContract, TariffDay, TariffSeason
from dure.performance.energy.prices import billed_demand, peaks
from dure.performance.energy.tariff import Band
from dure.performance.periods import days
from dure.performance.scope import everything
from dure.production.recorder import follow
from dure.telemetry.history.writer import HistoryWriter
from tests.performance.energy.conftest import Says, meter
from tests.performance.plant import make_plant
from tests.recordings import folder

SEOUL = ZoneInfo("Asia/Seoul")
BANDS = {"Light_Load": Band.LIGHT, "Medium_Load": Band.MEDIUM, "Maximum_Load": Band.HEAVY}
AFTER = datetime(2019, 2, 1, tzinfo=SEOUL)
PRICES = {"price_light": Decimal("60.50"), "price_medium": Decimal("90.25"), "price_heavy": Decimal("140.75")}


class Line(NamedTuple):
    """A line of the file: the quarter hour that ends at `end`."""

    end: datetime
    kwh: float
    load: str


def lines() -> list[Line]:
    """The file says ends, and calls the last one of a day 00:00 of that same day."""
    file = folder() / "uci-steel-industry-energy-kr" / "Steel_industry_data.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    found = []
    for row in rows:
        end = datetime.strptime(row["date"], "%d-%m-%Y %H:%M").replace(tzinfo=SEOUL)
        end += timedelta(days=1) if (end.hour, end.minute) == (0, 0) else timedelta()
        found.append(Line(end, float(row["Usage_kWh"]), row["Load_Type"]))
    return found


@pytest.fixture(scope="module")
def steel() -> list[Line]:
    return lines()


def seasons(site) -> None:  # type: ignore[no-untyped-def] # a site
    """The hours of 2018 as the supplier published them: light 23-9; medium and heavy by season."""
    for name, months, medium, heavy in (
        ("여름", "6-8", "9-10, 12-13, 17-23", "10-12, 13-17"),
        ("봄가을", "3-5, 9-10", "9-10, 12-13, 17-23", "10-12, 13-17"),
        ("겨울", "11-2", "9-10, 12-17, 20-22", "10-12, 17-20, 22-23"),
    ):
        services.add(
            table=TariffSeason, by=None, site=site, name=name, valid_from=date(2018, 1, 1), months=months,
            medium_hours=medium, heavy_hours=heavy, saturday="same", holidays_light=True, **PRICES,
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["amount", "counter"])
def test_the_year(steel: list[Line], says: Says, kind: str) -> None:
    plant = make_plant()
    own = meter(plant.site, "MAIN", kind=kind)
    if kind == "amount":
        rows = [(line.end, line.kwh) for line in steel]
    else:
        # The same energy as a counter shows it that begins again at a million.
        total, rows = 700_000.0, [(steel[0].end - timedelta(minutes=15), 700_000.0)]
        for line in steel:
            total = (total + line.kwh) % 1_000_000
            rows.append((line.end, round(total, 2)))
        own.modulus = Decimal(1_000_000)
        own.save()
    says("MAIN", rows)
    rolling.refresh(now=AFTER)
    found = dict(EnergyQuarter.objects.filter(kwh__gt=-1).values_list("start", "kwh"))
    wanted = {line.end - timedelta(minutes=15): line.kwh for line in steel}
    assert {at: kwh for at, kwh in found.items() if kwh} == pytest.approx(
        {at: kwh for at, kwh in wanted.items() if kwh}, abs=1e-6
    )
    year = figures.energy(everything(), days(date(2018, 1, 1), date(2018, 12, 31), SEOUL), AFTER)
    line = year.line(year.basis)
    top = max(steel, key=lambda one: one.kwh)
    assert line.kwh == pytest.approx(sum(one.kwh for one in steel))
    assert line.kwh == pytest.approx(959_636.71, abs=0.01)
    assert (line.peak_kw, line.peak_at) == (pytest.approx(4 * top.kwh), top.end - timedelta(minutes=15))
    assert year.missing == 0


@pytest.mark.django_db
def test_load_types_and_cost(steel: list[Line], says: Says) -> None:
    """Hours of each season as published; which days are light all day is the plant's own knowledge, entered by it."""
    plant = make_plant()
    meter(plant.site, "MAIN", kind="amount")
    seasons(plant.site)
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in steel:
        by_day[(line.end - timedelta(seconds=1)).date()].append(line)
    for day, own in by_day.items():
        is_light = {line.load for line in own} == {"Light_Load"}
        TariffDay.objects.create(site=plant.site, day=day, kind="holiday" if is_light else "weekday")
    says("MAIN", [(line.end, line.kwh) for line in steel])
    rolling.refresh(now=AFTER)
    year = figures.energy(everything(), days(date(2018, 1, 1), date(2018, 12, 31), SEOUL), AFTER)
    (main,) = year.basis
    told = Counter(year.priced(main, line.end - timedelta(minutes=15)).band for line in steel)
    assert told == {BANDS[load]: count for load, count in Counter(line.load for line in steel).items()}
    assert all(year.priced(main, line.end - timedelta(minutes=15)).band is BANDS[line.load] for line in steel)
    prices = {"Light_Load": "60.50", "Medium_Load": "90.25", "Maximum_Load": "140.75"}
    wanted = sum(Decimal(str(line.kwh)) * Decimal(prices[line.load]) for line in steel)
    cost = year.line(year.basis).cost
    assert cost is not None
    assert abs(cost - wanted) < Decimal("0.01")
    by_band = year.by_band()
    for load, band in BANDS.items():
        assert by_band[band].kwh == pytest.approx(sum(line.kwh for line in steel if line.load == load))


@pytest.mark.django_db
def test_the_billed_demand(steel: list[Line], says: Says) -> None:
    plant = make_plant()
    meter(plant.site, "MAIN", kind="amount")
    says("MAIN", [(line.end, line.kwh) for line in steel])
    rolling.refresh(now=AFTER)
    by_month: dict[int, float] = defaultdict(float)
    for line in steel:
        month = (line.end - timedelta(minutes=15)).month
        by_month[month] = max(by_month[month], 4 * line.kwh)
    contract = PowerContract.objects.create(site=plant.site, valid_from=date(2018, 1, 1), contract_kw=700)
    found = billed_demand(contract, peaks(plant.site, date(2018, 12, 1), SEOUL, AFTER), date(2018, 12, 1))
    assert found.kw == pytest.approx(max(by_month[month] for month in (1, 2, 7, 8, 9, 12)))
    # November's own peak is higher, but no month that counts for the year.
    november = billed_demand(contract, peaks(plant.site, date(2018, 11, 1), SEOUL, AFTER), date(2018, 11, 1))
    assert november.kw == pytest.approx(by_month[11])
    assert november.month == date(2018, 11, 1)


@pytest.fixture
def log(transactional_db: None, nats_url: str, history_folder: Path) -> Iterator[str]:
    eventlog.prepare_now(nats_url)
    yield nats_url
    connections.close_all()


def test_days_through_the_event_log_with_late_and_repeated_readings(log: str, steel: list[Line]) -> None:
    """Two days as a counter; every third reading is sent again, every fifth comes an hour late, in any order."""
    plant = make_plant()
    meter(plant.site, "MAIN")
    wanted = [
        line
        for line in steel
        if datetime(2018, 11, 21, tzinfo=SEOUL) < line.end <= datetime(2018, 11, 23, tzinfo=SEOUL)
    ]
    total, seen = 5000.0, [Observation("MAIN", 5000.0, clock.to_us(wanted[0].end - timedelta(minutes=15)), sequence=0)]
    for number, line in enumerate(wanted, start=1):
        total = round(total + line.kwh, 2)
        seen.append(Observation("MAIN", total, clock.to_us(line.end), sequence=number))
    in_time = [one for number, one in enumerate(seen) if number % 5 != 3]
    late = [one for number, one in enumerate(seen) if number % 5 == 3]
    asyncio.run(_through(log, [in_time[:90], late[5:], seen[::3], in_time[90:], late[:5], in_time[60:100]]))
    rolling.refresh(now=AFTER)
    rolling.refresh(now=AFTER)
    found = dict(EnergyQuarter.objects.exclude(kwh=0).values_list("start", "kwh"))
    assert found == pytest.approx({line.end - timedelta(minutes=15): line.kwh for line in wanted}, abs=1e-6)
    assert sum(found.values()) == pytest.approx(sum(line.kwh for line in wanted))


async def _through(url: str, batches: list[list[Observation]]) -> None:
    """Each batch as one message with a number of its own; read as the history is, quarter hours summed up each time."""
    client = await nats.connect(url)
    stream = client.jetstream()
    await stream.purge_stream(STREAM)
    last = 0
    for batch in batches:
        data = encode(Envelope("EM", "e1", int(datetime.now(UTC).timestamp() * 1e6), tuple(batch)))
        last = (await stream.publish(subject("S", "EM"), data)).seq
    await client.close()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    class UntilLast(HistoryWriter):
        """A file for each message, and the quarter hours summed up after each."""

        def take(self, messages) -> None:  # type: ignore[no-untyped-def] # as HistoryWriter
            for message in messages:
                super().take([message])
                self.flush()
                rolling.refresh(now=AFTER)
            if messages[-1].sequence >= last:
                loop.call_soon_threadsafe(stop.set)

    await asyncio.wait_for(follow(url, UntilLast(), stop), 60)
