"""Fixtures of tests of the toolbox: a small plant, a mentor, and a fan that is put together and packed."""

from datetime import date

import pytest

from dure.inventory.models import Item
from dure.plant.models import Person, WorkCenter
from dure.plant.roles import Role
from dure.product import services
from dure.product.models import Routing
from tests.plant.fixtures import press, quick
from tests.plant.plants import person

__all__ = ["fan", "mentor", "press", "quick"]
DAY = date(2026, 5, 4)


@pytest.fixture
def mentor(db) -> Person:
    return person(Role.MENTOR, name="mentor")


@pytest.fixture
def fan(press) -> Routing:
    """In force: 10 put together at the press (40 s), 20 packed at the bench L2 (30 s)."""
    bench = WorkCenter.objects.create(code="L2", name="포장대", area=press.work_center.area)
    item = Item.objects.create(code="FAN", name="선풍기", unit_id="EA")
    routing = services.add_routing(item=item, valid_from=date(2026, 1, 1), by=None)
    for number, name, seconds, center in ((10, "조립", 40, press.work_center), (20, "포장", 30, bench)):
        services.add_operation(
            routing=routing, number=number, name=name, work_center=center, run_seconds=seconds, by=None
        )
    return services.approve_routing(routing=routing, by=None)
