"""What a device costs and brings in. Pure; money in won, times in seconds."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_HOUR_S = Decimal(3600)
_MONTHS = Decimal(12)
_WON = Decimal(1)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Device:
    """cost: with building it in. running: a year, for power, air and upkeep. hour: what an hour of work costs.

    life: whole years. rate: percent a year that money would bring in elsewhere.
    """

    cost: Decimal
    life: int
    before_s: Decimal
    after_s: Decimal
    pieces: Decimal
    hour: Decimal
    running: Decimal = Decimal(0)
    rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payback:
    """saved_h: hours in a year. gross: won of them a year; net: less the running cost. months: until the cost has come
    back, None for never. present: net present value over the life. years: present value left after each year.
    """

    saved_h: Decimal
    gross: Decimal
    net: Decimal
    months: Decimal | None
    present: Decimal
    years: tuple[Decimal, ...]

    @property
    def pays(self) -> bool:
        return self.present > 0


def payback(device: Device) -> Payback:
    """Simple payback = cost ÷ net saving a month; net present value = −cost + Σ net ÷ (1 + rate)ᵗ for t = 1 … life
    (Brealey, Myers, *Principles of Corporate Finance*, 1981). Savings come at the end of each year, without tax.
    """
    saved = (device.before_s - device.after_s) * device.pieces / _HOUR_S
    gross = saved * device.hour
    net = gross - device.running
    months = (device.cost / (net / _MONTHS)).quantize(_TENTH, ROUND_HALF_UP) if net > 0 else None
    left, growth, years = -device.cost, 1 + device.rate / 100, []
    for year in range(1, device.life + 1):
        left += net / growth**year
        years.append(left.quantize(_WON, ROUND_HALF_UP))
    return Payback(
        saved.quantize(_TENTH, ROUND_HALF_UP), gross.quantize(_WON, ROUND_HALF_UP), net.quantize(_WON, ROUND_HALF_UP),
        months, left.quantize(_WON, ROUND_HALF_UP), tuple(years),
    )  # fmt: skip
