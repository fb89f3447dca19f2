"""Value-stream maps. Keyword-only; each verb is one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.models import StreamStep, ValueStream
from dure.mentoring.selectors.streams import measured_steps, whole_of
from dure.mentoring.value_stream import Source
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number
from dure.plant.today import today
from dure.product.selectors import routing_of

_PATTERN = "VS{yy}-{n:03}"
MOST_STEPS = 30


@transaction.atomic
def draw_stream(*, item: Item, now: datetime, by: Person) -> ValueStream:
    """A map of the item's routing in force with what the records say today. Raises Invalid."""
    routing = routing_of(item, timezone.localdate(now))
    if routing is None:
        raise Invalid("The item has no routing in force today.")
    steps = measured_steps(routing, now)
    if not 0 < len(steps) <= MOST_STEPS:
        raise Invalid("A map needs between 1 and %(most)s operations.", most=MOST_STEPS)
    centers = [one for one in routing.operations.order_by("number").values_list("work_center", flat=True) if one]
    whole = whole_of(item, centers, now)
    made = ValueStream(
        item=item, revision=routing.revision, drawn_at=now, drawn_by=by, demand=whole.demand,
        day_hours=whole.day_hours, finished=whole.finished, sources=whole.sources,
        number=next_number("value_stream", timezone.localdate(now), pattern=_PATTERN),
    )  # fmt: skip
    add_row(made, by=by)
    for one in steps:
        add_row(StreamStep(stream=made, number=one.number, name=one.name, sources=one.sources, **one.values), by=by)
    return made


@transaction.atomic
def change_stream(*, stream: ValueStream, by: Person, **values: Any) -> ValueStream:
    """What is typed is told so from then on. Raises Invalid."""
    row = ValueStream.objects.select_for_update().get(pk=stream.pk)
    change_row(row, values | {"sources": _typed(row, values)}, by=by)
    return row


@transaction.atomic
def change_stream_step(*, step: StreamStep, by: Person, **values: Any) -> StreamStep:
    """What is typed is told so from then on. Raises Invalid."""
    row = StreamStep.objects.select_for_update().get(pk=step.pk)
    if values.get("value", row.value) > values.get("work", row.work):
        raise Invalid("No more of the time can add value than there is.")
    change_row(row, values | {"sources": _typed(row, values)}, by=by)
    return row


def _typed(row: ValueStream | StreamStep, values: dict[str, Any]) -> dict[str, list[str]]:
    day = today().isoformat()
    changed = {name for name, value in values.items() if name != "note" and getattr(row, name) != value}
    return row.sources | {name: [Source.TYPED.value, day] for name in changed}


@transaction.atomic
def copy_stream(*, stream: ValueStream, by: Person) -> ValueStream:
    """The map of how it should become, to begin with the same. Raises Conflict for a copy of a copy."""
    if stream.before_id is not None:
        raise Conflict("Copy the map of today.")
    now = clock.now()
    made = ValueStream(
        item=stream.item, revision=stream.revision, before=stream, drawn_at=now, drawn_by=by, demand=stream.demand,
        day_hours=stream.day_hours, finished=stream.finished, sources=stream.sources,
        number=next_number("value_stream", timezone.localdate(now), pattern=_PATTERN),
    )  # fmt: skip
    add_row(made, by=by)
    for step in stream.steps.all():
        step.pk, step.stream = None, made
        step._state.adding = True  # noqa: SLF001 # documented by Django for copies
        add_row(step, by=by)
    return made
