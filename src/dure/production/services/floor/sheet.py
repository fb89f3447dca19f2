"""A sheet of a day's work that was written by hand: its rows done one after the other, all or none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dure.events.together import together
from dure.kernel.errors import Invalid
from dure.plant.models import Person, WorkUnit
from dure.production.models import OrderOperation
from dure.production.operating import Status
from dure.production.selectors.counted import last_step
from dure.production.services.floor.reporting import Said, report
from dure.production.services.floor.starting import start
from dure.production.services.floor.stopping import finish, pause


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A row as it was written. began_at: none when it ran already; is_done: nothing more comes of the operation."""

    client_id: uuid.UUID
    operation: OrderOperation
    began_at: datetime | None
    ended_at: datetime | None
    said: Said | None
    is_done: bool = False


@together
def take_sheet(*, lines: Sequence[SheetLine], work_unit: WorkUnit, person: Person) -> int:
    """Start, report and end what the rows say, by their times; how many rows. Sent again it is done once.

    What spoke against beginning is noted, for it has happened. Raises Invalid for a row that says when it ended
    but not when it began, and what the acts raise.
    """
    for line in sorted(lines, key=_when):
        _take(line, work_unit, person)
    return len(lines)


def _when(line: SheetLine) -> float:
    moment = line.began_at or line.ended_at
    return moment.timestamp() if moment else 0.0


def _take(line: SheetLine, work_unit: WorkUnit, person: Person) -> None:
    row = OrderOperation.objects.select_related("order").get(pk=line.operation.pk)
    where = {"operation": row, "work_unit": work_unit, "person": person}
    if line.began_at is not None:
        start(client_id=_id(line, "start"), at=line.began_at, has_happened=True, **where)
    elif row.status in {Status.WAITING, Status.DONE} and last_step(row, work_unit) is None:
        raise Invalid("Say when %(operation)s of %(order)s began.", operation=str(row), order=row.order.number)
    if line.said is not None:
        report(client_id=line.client_id, at=line.ended_at, said=line.said, **where)
    if line.is_done:
        finish(client_id=_id(line, "finish"), at=line.ended_at, **where)
    elif line.ended_at is not None and line.began_at is not None:
        pause(client_id=_id(line, "pause"), at=line.ended_at, **where)


def _id(line: SheetLine, act: str) -> uuid.UUID:
    return uuid.uuid5(line.client_id, act)
