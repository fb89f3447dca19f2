"""How long operations take. Pure; times in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

DAY_S = 86_400
_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Step:
    """An operation's times. run_s: per piece, or per batch of `batch` pieces when that is given.

    transfer: pieces after which the next operation may begin; none: all.
    """

    setup_s: Decimal = Decimal(0)
    run_s: Decimal = Decimal(0)
    batch: Decimal | None = None
    transfer: Decimal | None = None
    queue_s: Decimal = Decimal(0)
    wait_s: Decimal = Decimal(0)
    outside_days: int = 0

    def working_s(self, quantity: Decimal) -> Decimal:
        """Seconds that `quantity` pieces run, without set-up. A batch that isn't full takes as long as a full one."""
        if self.outside_days:
            return Decimal(self.outside_days * DAY_S)
        return self.run_s * (quantity if self.batch is None else ceil(quantity / self.batch))


@dataclass(frozen=True, slots=True)
class Slot:
    """When an operation runs, in seconds from the moment at which the first one's pieces lie ready."""

    start: Decimal
    run_start: Decimal
    end: Decimal


def per_piece(run_s: Decimal, batch: Decimal | None) -> Decimal:
    """Seconds for one piece: the run time, or a batch's by its pieces; four decimals."""
    return (run_s / (batch or Decimal(1))).quantize(_STEP, ROUND_HALF_UP)


def line_up(steps: Sequence[Step], quantity: Decimal) -> list[Slot]:
    """When each operation runs, without looking at what else the machines do.

    An operation queues, is set up, then runs. With a transfer quantity the next one begins when so
    many pieces have come over; it ends no earlier than it has worked off those that came last.
    """
    slots: list[Slot] = []
    first = last = tail = Decimal(0)
    for step in steps:
        start = first + step.queue_s
        run_start = start + step.setup_s
        end = max(run_start + step.working_s(quantity), last + step.working_s(tail))
        slots.append(Slot(start, run_start, end))
        tail = min(step.transfer or quantity, quantity)
        last = end + step.wait_s
        first = last if tail == quantity else run_start + step.working_s(tail) + step.wait_s
    return slots


def lead_s(steps: Sequence[Step], quantity: Decimal) -> Decimal:
    """Seconds from the start to the end of the last operation and its wait."""
    slots = line_up(steps, quantity)
    return slots[-1].end + steps[-1].wait_s if slots else Decimal(0)
