"""A press with a mould that makes two pieces a shot, its people, and a belt worth 10,000 won on the shelf."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dure.inventory.models import Item, Location
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, add_item, move
from dure.kernel import clock
from dure.plant.models import Person, Tool, WorkUnit
from dure.plant.roles import Role
from dure.plant.services import add_tool
from dure.production.models import Downtime, DowntimeReason, ProductionResult, StateInterval, ToolMount
from tests.plant.fixtures import kim, press, quick
from tests.plant.plants import person

__all__ = ["kim", "press", "quick"]
D = Decimal


@pytest.fixture
def fitter(db) -> Person:
    return person(Role.MAINTENANCE, name="jung")


@pytest.fixture
def began() -> datetime:
    """The start of a clock hour two days ago."""
    return clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=2)


@pytest.fixture
def mould(press, began) -> Tool:
    """Two cavities, mounted on the press from the beginning."""
    tool = add_tool(by=None, code="T1", name="컵 금형", cavities=2)
    ToolMount.objects.create(tool=tool, work_unit=press, open_cavities=2, mounted_at=began)
    return tool


@pytest.fixture
def belt(press) -> Item:
    """Four at 10,000 won, of which two at least shall be there."""
    item = add_item(by=None, code="BELT", name="V벨트", kind="consumable", unit_id="EA", safety_stock=D(2))
    source, target = default_location(Location.Kind.SUPPLIER), default_location(Location.Kind.STOCK)
    move([Movement(item, D(4), source, target, value=D(40_000))], by=None)
    return item


def make(unit: WorkUnit, pieces: int, hour: datetime) -> ProductionResult:
    return ProductionResult.objects.create(
        work_unit=unit, hour=hour, shift_date=timezone.localdate(hour), source="counter", produced=pieces, good=pieces,
        first_at=hour, last_at=hour + timedelta(minutes=59),
    )  # fmt: skip


def run(unit: WorkUnit, began: datetime, *spans: tuple[str, int]) -> None:
    """States one after the other, each of so many minutes."""
    at = began
    for state, minutes in spans:
        end = at + timedelta(minutes=minutes)
        StateInterval.objects.create(work_unit=unit, started_at=at, ended_at=end, state=state)
        at = end
    StateInterval.objects.create(work_unit=unit, started_at=at, ended_at=None, state="off")


def stop(unit: WorkUnit, start: datetime, minutes: int, reason: DowntimeReason | None = None) -> Downtime:
    end = start + timedelta(minutes=minutes)
    return Downtime.objects.create(work_unit=unit, started_at=start, ended_at=end, reason=reason)
