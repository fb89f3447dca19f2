"""What a page reads while it is made, for whoever keeps a record of it. Nothing is noted where nobody opened a note."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db.models import Model


@dataclass(slots=True)
class Seen:
    """rows: those named by the address. count: of a list, all its pages together; None for no list."""

    rows: list[Model] = field(default_factory=list)
    count: int | None = None


_seen: ContextVar[Seen | None] = ContextVar("web_seen", default=None)


@contextmanager
def noting() -> Iterator[Seen]:
    """What is read inside."""
    seen = Seen()
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def note_row(row: Model) -> None:
    if (seen := _seen.get()) is not None:
        seen.rows.append(row)


def note_list(count: int) -> None:
    if (seen := _seen.get()) is not None:
        seen.count = (seen.count or 0) + count
