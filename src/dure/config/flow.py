"""What `dure doctor` asks the running plant: is the recorder behind, do the gateways and their lines hold?"""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
from nats.errors import Error as NatsError
from nats.js.errors import Error as StreamError

from dure.config import eventlog
from dure.config.checkup import Finding, Level
from dure.config.language import mark, say, say_error
from dure.config.preflight import check_role
from dure.config.supervisor.plant import Plant
from dure.config.troubles import Trouble
from dure.kernel.eventlog import BUCKET, STREAM

_BEHIND = 5_000
_SILENT_S = 60
_LINES: dict[str, tuple[Level, str, str]] = {
    "connected": (Level.GOOD, mark("receives data"), ""),
    "disabled": (Level.GOOD, mark("is switched off on the page Connections"), ""),
    "connecting": (
        Level.WARNING,
        mark("is connecting"),
        mark("If that lasts: check the machine, its address and the cable."),
    ),
    "silent": (
        Level.WARNING,
        mark("is connected, but nothing arrives"),
        mark("Is the machine on? The page Connections shows its signals."),
    ),
    "unreachable": (
        Level.WARNING,
        mark("cannot be reached"),
        mark("Check that the machine is on, its address, the cable and the firewall. It is tried again by itself."),
    ),
    "rejected": (
        Level.BAD,
        mark("is refused by the machine"),
        mark("Correct its log-in, certificate or settings on the page Connections."),
    ),
    "missing_dependency": (
        Level.WARNING,
        mark("needs a package that is not installed"),
        mark("Install the package that is named here, then start the plant again."),
    ),
    "failed": (
        Level.BAD,
        mark("has stopped with an error"),
        mark("The page Connections shows what happened; gateway.log tells more."),
    ),
}
"""State of a connection, as its gateway tells it → how bad that is, how to say it, what to do."""


def look(plant: Plant) -> Iterator[Finding]:
    """Findings about the flow from machine to result; needs both engines."""
    try:
        check_role(plant.database_url())
        positions = _positions(plant.database_url())
        last, created, gateways = asyncio.run(_event_log(plant.nats_url()))
    except (psycopg.Error, NatsError, StreamError, OSError, Trouble) as error:
        text = say_error(error) if isinstance(error, Trouble) else say("No answer: %(reason)s", reason=error)
        yield Finding(Level.BAD, "engine", text, say("Look at: dure status"))
        return
    for reader, (reached, log_created) in positions.items():
        is_another = bool(reached) and log_created not in (None, created)
        yield _another(reader) if is_another else _lag(reader, last - reached)
    for name, status in gateways.items():
        yield from _gateway(name, status)


def _positions(url: str) -> dict[str, tuple[int, datetime | None]]:
    """Reader → where it is, and when the event log was made that it reads."""
    with psycopg.connect(url, connect_timeout=5) as link:
        rows = link.execute("SELECT reader, stream_sequence, log_created FROM telemetry_logposition").fetchall()
    return {reader: (sequence, created) for reader, sequence, created in rows}


async def _event_log(url: str) -> tuple[int, datetime | None, dict[str, dict[str, Any]]]:
    """Last sequence of the event log, when it was made, and what each gateway said last."""
    link = await eventlog.connect(url, timeout_s=5)
    try:
        log = link.jetstream(timeout=5)
        info = await log.stream_info(STREAM)
        bucket = await log.key_value(BUCKET)
        found = {}
        for key in [key for key in await _keys(bucket) if key.endswith(".status")]:
            entry = await bucket.get(key)
            found[key.split(".")[1]] = json.loads(entry.value or b"{}")
        return info.state.last_seq, info.created, found
    finally:
        await link.close()


async def _keys(bucket: Any) -> list[str]:
    try:
        return list(await bucket.keys())
    except StreamError:  # an empty bucket is an error to the client
        return []


def _another(reader: str) -> Finding:
    text = say("%(reader)s: has read another event log than the one that runs", reader=reader)
    return Finding(Level.BAD, "recorder", text, say("It is another event log. Bring its folder back, or restore."))


def _lag(reader: str, behind: int) -> Finding:
    if behind < 0:
        text = say("%(reader)s: %(ahead)s messages ahead of the event log", reader=reader, ahead=-behind)
        return Finding(Level.BAD, "recorder", text, say("It is another event log. Bring its folder back, or restore."))
    text = say("%(reader)s: %(behind)s messages behind the event log", reader=reader, behind=behind)
    if behind > _BEHIND:
        return Finding(
            Level.WARNING, "recorder", text, say("It catches up by itself; if the number grows, see recorder.log.")
        )
    return Finding(Level.GOOD, "recorder", text)


def _gateway(name: str, status: dict[str, Any]) -> Iterator[Finding]:
    subject = f"gateway {name}"
    age = time.time() - status.get("time_us", 0) / 1_000_000
    if age > _SILENT_S:
        yield Finding(
            Level.BAD,
            subject,
            say("said nothing for %(seconds)s s", seconds=int(age)),
            say("Is the box that it runs on switched on and in the network? See gateway.log there."),
        )
    if status.get("spool", {}).get("full"):
        yield Finding(Level.BAD, subject, say("Its disk queue is full; machines are being refused."), say("Make room."))
    for code, line in status.get("connections", {}).items():
        yield _line(f"{subject} {code}", line)


def _line(subject: str, line: dict[str, Any]) -> Finding:
    level, text, advice = _LINES.get(str(line.get("state")), _LINES["failed"])
    why = line.get("message") if level is not Level.GOOD else ""
    said = f"{say(text)}: {why}" if why else say(text)
    return Finding(level, subject, said, say(advice) if advice else "")
