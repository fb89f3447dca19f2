"""What happened, kept as facts, and who reacts to it.

A lower context appends an event inside its own transaction and names nobody; an upper one
reacts with `@on(Event)`. Each reaction is a job of its own, retried until it succeeds, so it
must be idempotent by the event's id.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dure.events.log import Event, append, append_many, inline, on

__all__ = ["Event", "append", "append_many", "inline", "on"]


def __getattr__(name: str) -> Any:
    # Django imports this package before tables may be defined, and the log needs its table.
    if name in __all__:
        from dure.events import log

        return getattr(log, name)
    raise AttributeError(name)
