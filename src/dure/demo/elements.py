"""A study of work elements: the gift set that is packed by hand, written down element by element; loaded once."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from dure.demo.register import Hands
from dure.inventory.models import Item
from dure.plant.models import WorkCenter
from dure.product import services
from dure.product.models import Routing, WorkElement

ITEM = "GS-SET"
STEPS = ((10, "꺼내기·접기"), (20, "담기"), (30, "포장"))
ELEMENTS = (
    (10, 1, "선물 상자 접기", "11", "needed", ()), (10, 2, "쌀국수 네 봉 꺼내기", "9", "needed", ()),
    (10, 3, "소스 병 찾아 걷기", "14", "waste", ()), (10, 4, "소스 두 병 닦기", "8", "value", ("10-3",)),
    (20, 1, "받침 끼우기", "6", "value", ("10-1",)), (20, 2, "쌀국수 담기", "12", "value", ("10-2", "20-1")),
    (20, 3, "소스 담기", "7", "value", ("10-4", "20-1")), (20, 4, "빠진 것 다시 세기", "6", "waste", ("20-2", "20-3")),
    (30, 1, "뚜껑 닫고 띠 두르기", "31", "value", ("20-4",)), (30, 2, "라벨 붙이기", "5", "value", ("30-1",)),
    (30, 3, "겉상자에 넣기", "8", "needed", ("30-2",)),
)  # fmt: skip
"""(operation, number, what to do, seconds for one set, worth, what must be done before)"""


@transaction.atomic
def load(today: date) -> None:
    """Does nothing when it was loaded before."""
    item = Item.objects.filter(code=ITEM).first()
    if item is None or Routing.objects.filter(item=item).exists():
        return
    hands, center = Hands.of_plant(), WorkCenter.objects.get(code="L-SAUCE")
    routing = services.add_routing(item=item, valid_from=today, by=hands.writer)
    steps = {
        number: services.add_operation(
            routing=routing, number=number, name=name, work_center=center, by=hands.writer,
            run_seconds=sum((Decimal(row[3]) for row in ELEMENTS if row[0] == number), Decimal(0)),
        )
        for number, name in STEPS
    }  # fmt: skip
    made: dict[str, WorkElement] = {}
    for operation, number, name, seconds, worth, after in ELEMENTS:
        made[f"{operation}-{number}"] = services.add_element(
            operation=steps[operation], number=number, name=name, seconds=Decimal(seconds), worth=worth,
            by=hands.writer, after=[made[code] for code in after],
        )  # fmt: skip
