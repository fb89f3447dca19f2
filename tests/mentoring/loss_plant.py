"""A plant with one packer whose losses can be worked out in the head: 120 packs an hour, 2,000 won earned with each."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dure.commerce.models import HourlyRate, Price
from dure.inventory.models import Item, Unit
from dure.plant.models import WorkUnit
from tests.performance.plant import MONDAY, Plant, add_result, add_states, add_stop, make_plant

SEOUL = ZoneInfo("Asia/Seoul")
MARCH = date(2026, 3, 1)


def packing(days: int = 5, units: int = 1) -> Plant:
    """So many usual days from 9 March on. A pack is sold for 3,000 won and bought, all of it, for 1,000; the hour of
    the one who works there costs 20,000."""
    plant = make_plant(units)
    for n in range(days):
        usual_day(plant, plant.units[0], MONDAY + timedelta(days=n))
    prices()
    return plant


def usual_day(plant: Plant, unit: WorkUnit, day: date) -> None:
    """480 planned minutes: 40 set-up, 330 producing, 40 broken, 20 idle, 50 meeting; 582 good of 600."""
    rows = (
        ("08:00", "setup"), ("08:40", "producing"), ("11:20", "down"), ("12:00", "idle"), ("13:00", "producing"),
        ("15:50", "idle"), ("16:10", "idle"), ("17:00", "off"),
    )  # fmt: skip
    add_states(unit, *rows, day=day, end="20:00")
    add_stop(unit, "11:20", "12:00", "unplanned", day=day)
    add_stop(unit, "16:10", "17:00", "planned", day=day)
    for hour in (9, 10, 13, 14):
        add_result(unit, f"{hour:02}:10", 116, 4, item=plant.noodles, day=day)
    add_result(unit, "15:10", 118, 2, item=plant.noodles, day=day)


def prices() -> None:
    noodles, unit = Item.objects.get(code="N1"), Unit.objects.get(code="EA")
    for side, price in (("sale", 3000), ("purchase", 1000)):
        Price.objects.create(side=side, item=noodles, unit=unit, price=price, valid_from=date(2026, 1, 1))
    HourlyRate.objects.create(work_center=None, valid_from=date(2026, 1, 1), labour=20000)
