"""Compute everything again from the event log and compare it with the tables.

The second computation writes into temporary tables of the same names, which hide the real ones
in its session: the very code of the recorder runs, and nothing of the plant is touched. What a
person decided (corrections, confirmed counts, reasons, splits) is no result of the log and is
left out of the comparison.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from django.db import connection as database
from django.db import transaction

from dure.kernel.errors import NotFound
from dure.production.recorder import BATCH, WAIT_S, ResultsReader, StreamReader, connect
from dure.telemetry.models import Reader
from dure.telemetry.services import position_of, time_passed

SHADOWED = (
    "production_productionresult",
    "production_stateinterval",
    "production_heldcount",
    "production_unitrecord",
    "production_downtime",
    "telemetry_currentvalue",
    "telemetry_logposition",
    "telemetry_rejectedenvelope",
    "telemetry_seensource",
)

QUERIES = {
    "results": """
        SELECT work_unit_id, hour, shift_date, shift, run_id, item_id, operation, source,
               produced, good, reject, rework, cycles, unseen, first_at, last_at
        FROM production_productionresult WHERE source IN ('counter', 'cycles')
        AND (produced, good, reject, rework, cycles) <> (0, 0, 0, 0, 0)""",
    "intervals": "SELECT work_unit_id, started_at, ended_at, state, word FROM production_stateinterval",
    "held": "SELECT signal_id, time, before, after, quantity, proposal, reason FROM production_heldcount",
    "stops": "SELECT work_unit_id, started_at FROM production_downtime WHERE origin_id IS NULL",
}


@dataclass(slots=True)
class Difference:
    """Rows that stand in the tables and don't follow from the log, and the other way round."""

    only_in_tables: list[tuple[Any, ...]] = field(default_factory=list)
    only_in_log: list[tuple[Any, ...]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.only_in_tables or self.only_in_log)


@dataclass(slots=True)
class Comparison:
    """Up to which message of the log was compared, how many rows, and what differs by kind of row."""

    position: int
    rows: dict[str, int]
    differences: dict[str, Difference]


def compare(url: str) -> Comparison:
    """Read the whole event log again, up to where the recorder is, and compare."""
    with transaction.atomic():
        with database.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        position, passed_us, stand = position_of(Reader.RESULTS), time_passed(Reader.RESULTS), _rows()
    try:
        _shadow()
        reader = _read_again(url, position)
        if passed_us:
            reader.let_pass(passed_us)
        again = _rows()
    finally:
        database.close()
    differences = {name: _difference(stand[name], again[name]) for name in QUERIES}
    return Comparison(
        position, {name: len(rows) for name, rows in stand.items()}, {n: d for n, d in differences.items() if d}
    )


def _shadow() -> None:
    with database.cursor() as cursor:
        for table in SHADOWED:
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")


def _read_again(url: str, position: int) -> ResultsReader:
    """In this thread, for the temporary tables belong to its connection; the loop runs only to fetch."""
    reader = ResultsReader()
    with asyncio.Runner() as runner:
        client = runner.run(connect(url))
        try:
            stream, done = StreamReader(client, 0), 0
            while done < position:
                messages = [m for m in runner.run(stream.fetch(BATCH, WAIT_S)) if m.sequence <= position]
                if not messages:
                    raise NotFound(
                        "The event log ends at %(done)s, the tables are at %(position)s", done=done, position=position
                    )
                done = messages[-1].sequence
                reader.take(messages)
        finally:
            runner.run(client.close())
    return reader


def _rows() -> dict[str, set[tuple[Any, ...]]]:
    found = {}
    with database.cursor() as cursor:
        for name, query in QUERIES.items():
            cursor.execute(query)
            found[name] = set(cursor.fetchall())
    return found


def _difference(stand: set[tuple[Any, ...]], again: set[tuple[Any, ...]]) -> Difference:
    return Difference(sorted(stand - again, key=str), sorted(again - stand, key=str))
