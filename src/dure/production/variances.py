"""Why an order cost more or less than it should have: the causes of a difference, in won. Pure.

Positive is unfavourable. allowed: what the good pieces should have taken by the order's own recipe and routing.
"""

from dataclasses import dataclass, fields
from decimal import Decimal

from dure.commerce.cost import SECONDS, Rate, input_variance

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Causes:
    """price of material, use of material, hourly rates, time used, fixed overhead that the time took on."""

    price: Decimal = ZERO
    usage: Decimal = ZERO
    rate: Decimal = ZERO
    efficiency: Decimal = ZERO
    volume: Decimal = ZERO

    def __add__(self, other: "Causes") -> "Causes":
        return Causes(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Causes)))

    @property
    def total(self) -> Decimal:
        return self.price + self.usage + self.rate + self.efficiency + self.volume


def of_material(*, value: Decimal, used: Decimal, allowed: Decimal, standard: Decimal) -> Causes:
    """value: won that the used quantity was issued at; standard: won for one."""
    price = value / used if used else ZERO
    found = input_variance(actual_price=price, actual_units=used, standard_price=standard, allowed_units=allowed)
    # The price times the quantity may lose a fraction of a won; the value itself doesn't.
    return Causes(price=value - used * standard if used else ZERO, usage=found.use)


@dataclass(frozen=True, slots=True)
class Worked:
    """Time of an operation, in seconds, with what it cost in won. overhead is without the fixed part."""

    machine_s: Decimal
    labour_s: Decimal
    labour: Decimal
    machine: Decimal
    overhead: Decimal
    fixed: Decimal


def of_time(worked: Worked, *, allowed_machine_s: Decimal, allowed_labour_s: Decimal, standard: Rate) -> Causes:
    """Rates: what the hours worked cost beyond the standard's rates; efficiency: the hours themselves at these."""
    hours, labour_hours = worked.machine_s / SECONDS, worked.labour_s / SECONDS
    more, more_labour = hours - allowed_machine_s / SECONDS, labour_hours - allowed_labour_s / SECONDS
    paid = worked.labour + worked.machine + worked.overhead
    return Causes(
        rate=paid - _at(standard, hours, labour_hours) + worked.fixed - hours * standard.fixed,
        efficiency=_at(standard, more, more_labour),
        volume=more * standard.fixed,
    )


def _at(rate: Rate, hours: Decimal, labour_hours: Decimal) -> Decimal:
    """What hours cost by the rate, without fixed overhead."""
    return rate.spent(hours, labour_hours).total - hours * rate.fixed
