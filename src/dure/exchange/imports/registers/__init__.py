"""The registers that can be imported, in the order in which a new firm fills them."""

from collections.abc import Collection

from dure.exchange.imports.fields import Register
from dure.exchange.imports.registers.boms import BOMS
from dure.exchange.imports.registers.call_offs import CALL_OFFS
from dure.exchange.imports.registers.equipment import EQUIPMENT
from dure.exchange.imports.registers.forecasts import FORECASTS
from dure.exchange.imports.registers.items import ITEMS
from dure.exchange.imports.registers.open_items import PAYABLES, RECEIVABLES
from dure.exchange.imports.registers.orders import ORDERS
from dure.exchange.imports.registers.partners import PARTNERS
from dure.exchange.imports.registers.people import PEOPLE
from dure.exchange.imports.registers.places import PLACES
from dure.exchange.imports.registers.prices import PRICES
from dure.exchange.imports.registers.purchases import PURCHASES
from dure.exchange.imports.registers.routings import ROUTINGS
from dure.exchange.imports.registers.skills import SKILLS
from dure.exchange.imports.registers.standards import STANDARDS
from dure.exchange.imports.registers.stock import STOCK
from dure.exchange.imports.registers.stop_reasons import STOP_REASONS
from dure.exchange.imports.registers.ways import WAYS
from dure.kernel.errors import NotFound
from dure.plant.roles import Role

REGISTERS = {
    one.name: one
    for one in (
        ITEMS, BOMS, EQUIPMENT, STOP_REASONS, PEOPLE, SKILLS, ROUTINGS, STANDARDS, PARTNERS, PRICES, PLACES, STOCK,
        RECEIVABLES, PAYABLES, PURCHASES, ORDERS, CALL_OFFS, FORECASTS, WAYS,
    )
}  # fmt: skip


def register(name: str) -> Register:
    """Raises NotFound."""
    if name not in REGISTERS:
        raise NotFound("This register can't be imported.")
    return REGISTERS[name]


def open_to(roles: Collection[str]) -> list[Register]:
    return [one for one in REGISTERS.values() if not one.roles.isdisjoint({Role(role) for role in roles})]
