"""What `dure doctor` asks the running plant: is the recorder behind, do the gateways and their lines hold?"""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import nats
import psycopg
from nats.errors import Error as NatsError
from nats.js.errors import Error as StreamError

from dure.config.checkup import Finding, Level
from dure.config.language import say
from dure.config.preflight import check_role
from dure.config.supervisor.plant import Plant
from dure.config.troubles import Trouble
from dure.kernel import eventlog

_BEHIND = 5_000
_SILENT_S = 60


def look(plant: Plant) -> Iterator[Finding]:
    """Findings about the flow from machine to result; needs both engines."""
    try:
        check_role(plant.database_url())
        positions = _positions(plant.database_url())
        last, gateways = asyncio.run(_event_log(plant.nats_url()))
    except (psycopg.Error, NatsError, StreamError, OSError, Trouble) as error:
        yield Finding(Level.BAD, "engine", str(error), say("Look at: dure status"))
        return
    for reader, reached in positions.items():
        yield _lag(reader, last - reached)
    for name, status in gateways.items():
        yield from _gateway(name, status)


def _positions(url: str) -> dict[str, int]:
    with psycopg.connect(url, connect_timeout=5) as link:
        rows = link.execute("SELECT reader, stream_sequence FROM telemetry_logposition").fetchall()
    return dict(rows)


async def _event_log(url: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Last sequence of the event log, and what each gateway said last."""
    link = await nats.connect(url, connect_timeout=5, allow_reconnect=False)
    try:
        log = link.jetstream(timeout=5)
        last = (await log.stream_info(eventlog.STREAM)).state.last_seq
        bucket = await log.key_value(eventlog.BUCKET)
        found = {}
        for key in [key for key in await _keys(bucket) if key.endswith(".status")]:
            entry = await bucket.get(key)
            found[key.split(".")[1]] = json.loads(entry.value or b"{}")
        return last, found
    finally:
        await link.close()


async def _keys(bucket: Any) -> list[str]:
    try:
        return list(await bucket.keys())
    except StreamError:  # an empty bucket is an error to the client
        return []


def _lag(reader: str, behind: int) -> Finding:
    text = say("%(reader)s: %(behind)s messages behind the event log", reader=reader, behind=max(0, behind))
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
            Level.BAD, subject, say("said nothing for %(seconds)s s", seconds=int(age)), say("Is it running?")
        )
    if status.get("spool", {}).get("full"):
        yield Finding(Level.BAD, subject, say("Its disk queue is full; machines are being refused."), say("Make room."))
    for code, line in status.get("connections", {}).items():
        if line.get("state") in ("connected", "disabled"):
            yield Finding(Level.GOOD, f"{subject} {code}", str(line["state"]))
        else:
            yield Finding(Level.WARNING, f"{subject} {code}", f"{line.get('state')}: {line.get('message', '')}")
