"""What the end of an engine's log says to a person: which trouble it is and how to mend it."""

from collections.abc import Callable
from pathlib import Path

from dure.config.engines.process import EngineError
from dure.config.troubles import Damaged, DiskFull, EngineFailed, NotWritable, PortTaken, Trouble

EXCERPT_LINES = 12
_READ_BYTES = 64 * 1024

_Made = Callable[[str], Trouble]
_SIGNS: tuple[tuple[tuple[str, ...], _Made], ...] = (
    (
        ("no space left on device", "disk quota exceeded"),
        lambda engine: DiskFull(
            "%(engine)s cannot start: its disk is full. Make room, then start again; nothing is lost.", engine=engine
        ),
    ),
    (
        ("address already in use", "only one usage of each socket address"),
        lambda engine: PortTaken(
            "%(engine)s cannot start: another program uses its port. "
            "End that program, or choose another port with DURE_NATS_LISTEN.",
            engine=engine,
        ),
    ),
    (
        ("permission denied", "operation not permitted", "wrong ownership", "read-only file system"),
        lambda engine: NotWritable(
            "%(engine)s cannot start: it may not use its own files. "
            "Give the folder back to the user who runs Dure (chown -R), or start as the user who made it.",
            engine=engine,
        ),
    ),
    (
        ("cannot allocate memory", "out of memory", "could not create shared memory"),
        lambda engine: EngineFailed(
            "%(engine)s cannot start: the computer has too little free memory. End other programs, then start again.",
            engine=engine,
        ),
    ),
    (
        ("valid checkpoint record", "invalid checkpoint", "is corrupted", "invalid page in block", "checksum mismatch"),
        lambda engine: Damaged(
            "%(engine)s cannot start: its files are damaged. "
            "Keep the folder, and restore the last backup into an empty one: dure restore FILE --home NEW",
            engine=engine,
        ),
    ),
)


def trouble_of(error: EngineError) -> Trouble:
    """The trouble that an engine's own sentence shows."""
    return _known("PostgreSQL", str(error)) or EngineFailed("An engine failed: %(reason)s", reason=error)


def plainer(trouble: EngineFailed) -> Trouble:
    """The trouble behind what a program of PostgreSQL said, or the same."""
    return _known("PostgreSQL", str(trouble)) or trouble


def trouble(engine: str, log: str, *, times: int, end: str) -> Trouble:
    """The trouble that an engine's log shows, with the end of the log to read.

    times: how often it ended in a row; end: how it ended last.
    """
    found = _known(engine, log) or EngineFailed(
        "%(engine)s ended %(times)s times while starting (%(end)s). Mend what the lines below say and start again. "
        "If they say nothing, start the computer anew; if that does not help, restore the last backup into an "
        "empty folder.",
        engine=engine,
        times=times,
        end=end,
    )
    return found.showing(log)


def _known(engine: str, text: str) -> Trouble | None:
    said = text.lower()
    return next((make(engine) for signs, make in _SIGNS if any(sign in said for sign in signs)), None)


def tail(file: Path, lines: int = EXCERPT_LINES) -> str:
    """The last lines of a log; empty when there is none."""
    try:
        with file.open("rb") as stream:
            stream.seek(0, 2)
            stream.seek(max(0, stream.tell() - _READ_BYTES))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.rstrip().splitlines()[-lines:])
