"""Which of the lots in front of a unit goes first. Pure.

order_date and due_date: a list on paper. rule: the apparent tardiness cost with set-ups of Lee, Bhaskaran and Pinedo,
IIE Transactions 29 (1997) 45, at this moment. What the scheduler's plan says is `engine`'s.
"""

from collections.abc import Callable, Sequence
from math import log
from typing import TYPE_CHECKING

from dure.planning.simulation.lots import Lot
from dure.planning.simulation.machine import Machine
from dure.planning.simulation.policy import Dispatch

if TYPE_CHECKING:
    from dure.planning.simulation.shop import Shop

AHEAD, THRIFT = 4.5, 0.5
"""How many usual operations ahead the urgency of a due time is seen, and how much a set-up counts: the paper's k1 and
k2 for due times that are neither tight nor loose, with set-ups of a quarter of an operation."""
_LEAST = 1e-9
Choice = Callable[["Shop", Machine, Sequence[Lot]], Lot]
"""Of lots that are there and known."""


def by_order_date(_shop: "Shop", _machine: Machine, lots: Sequence[Lot]) -> Lot:
    return min(lots, key=lambda one: (one.release_min, one.number))


def by_due_date(_shop: "Shop", _machine: Machine, lots: Sequence[Lot]) -> Lot:
    return min(lots, key=lambda one: (one.due_min, one.number))


def by_urgency(shop: "Shop", machine: Machine, lots: Sequence[Lot]) -> Lot:
    """The most urgent, by the logarithm of the index; of equal ones the order that came first."""
    now, plant = shop.env.now, shop.plant
    ahead = AHEAD * max(plant.usual_min, _LEAST)
    thrift = THRIFT * plant.usual_setup_min

    def urgency(lot: Lot) -> tuple[float, int]:
        gap = machine.center.setup_min(machine.family, lot.step.family)
        slack = shop.hours.between(now, lot.due_min) if lot.due_min > now else 0.0
        slack = max(0.0, slack - lot.work_left_min())
        value = log(max(lot.product.weight, _LEAST) / max(lot.step.minutes(lot.left, lot.step.cycle.mean), _LEAST))
        return value - slack / ahead - (gap / thrift if thrift else 0.0), -lot.number

    return max(lots, key=urgency)


CHOICES: dict[Dispatch, Choice] = {
    Dispatch.ORDER_DATE: by_order_date,
    Dispatch.DUE_DATE: by_due_date,
    Dispatch.RULE: by_urgency,
}
