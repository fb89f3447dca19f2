"""Appending events, and bringing each to those who react to it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from dure.events import codec
from dure.events.models import RecordedEvent
from dure.events.statements import insert
from dure.kernel import clock


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all facts. A subclass is a frozen dataclass in the past tense and carries data, not text.

    event_id: number of the recorded fact, 0 until it is appended; reactions are idempotent by it.
    happened_at: plant time, aware; the time of appending when it isn't given.
    """

    event_id: int = 0
    happened_at: datetime | None = None


E = TypeVar("E", bound=Event)

_kinds: dict[str, type[Event]] = {}
_reactions: dict[str, dict[str, Callable[..., None]]] = {}
_inline: ContextVar[bool] = ContextVar("inline", default=False)


def name_of(kind: type[Event]) -> str:
    """`context.EventName` of an event class in `dure.<context>.events`."""
    return f"{kind.__module__.split('.')[1]}.{kind.__name__}"


def on(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Make a function react to every event of `kind`; used in a context's `reactions.py`."""

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        name = name_of(kind)
        _kinds[name] = kind
        _reactions.setdefault(name, {})[f"{reaction.__module__}.{reaction.__qualname__}"] = reaction
        return reaction

    return register


def append(event: E) -> E:
    """Record a fact in the transaction that made it true; the event with its number and time.

    Each reaction becomes a job in the same transaction, so that it is neither lost nor started
    before the fact is committed. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("append() belongs inside the transaction that made the event true")
    moment = event.happened_at or clock.now()
    name = name_of(type(event))
    (row,) = insert([RecordedEvent(name=name, happened_at=moment, data=codec.encode(event))])
    recorded = replace(event, event_id=row.pk, happened_at=moment)
    for path, reaction in _reactions.get(name, {}).items():
        if _inline.get():
            reaction(recorded)
        else:
            _defer(row.pk, path)
    return recorded


def append_many(events: Sequence[E]) -> list[E]:
    """Record many facts in one statement, else as `append`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("append_many() belongs inside the transaction that made the events true")
    now = clock.now()
    rows = insert(
        RecordedEvent(name=name_of(type(one)), happened_at=one.happened_at or now, data=codec.encode(one))
        for one in events
    )
    recorded = [
        replace(one, event_id=row.pk, happened_at=row.happened_at) for one, row in zip(events, rows, strict=True)
    ]
    for one in recorded:
        for path, reaction in _reactions.get(name_of(type(one)), {}).items():
            if _inline.get():
                reaction(one)
            else:
                _defer(one.event_id, path)
    return recorded


@contextmanager
def inline() -> Iterator[None]:
    """Run reactions at once in the appending transaction instead of as jobs; for tests and replays."""
    token = _inline.set(True)
    try:
        yield
    finally:
        _inline.reset(token)


def run(event_id: int, path: str) -> None:
    """Run the reaction `path` for a recorded event. A reaction that no longer exists has nothing to do."""
    row = RecordedEvent.objects.get(pk=event_id)
    reaction = _reactions.get(row.name, {}).get(path)
    if reaction is None:
        return
    event = codec.decode(_kinds[row.name], row.data)
    reaction(replace(event, event_id=row.pk, happened_at=row.happened_at))


def _defer(event_id: int, path: str) -> None:
    from dure.events.tasks import react

    react.defer(event_id=event_id, path=path)
