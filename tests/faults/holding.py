"""What the plant's own stores say, held against each other: tables, event log, Parquet. Imported after Django."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import duckdb
from django.conf import settings
from django.db import connection as database
from django.db.models import Sum

from dure.config.eventlog import connect
from dure.kernel.eventlog import STREAM, status_key
from dure.production.models import HeldCount, ProductionResult, StateInterval
from dure.production.rebuild import compare
from dure.telemetry.models import HistoryFile, Signal
from dure.telemetry.services import position_of


def counted(unit: int) -> int:
    """Parts in the tables, held ones included."""
    made = ProductionResult.objects.filter(work_unit=unit).aggregate(n=Sum("produced"))["n"] or Decimal(0)
    held = HeldCount.objects.filter(work_unit=unit).aggregate(n=Sum("quantity"))["n"] or Decimal(0)
    return int(made + held)


def broken_chains() -> int:
    """Intervals that overlap their successor or leave a gap before it, told by their order alone."""
    rows = StateInterval.objects.order_by("work_unit", "started_at").values_list("work_unit", "started_at", "ended_at")
    return sum(a[0] == b[0] and a[2] != b[1] for a, b in pairwise(rows))


@dataclass(frozen=True, slots=True)
class Positions:
    """How far everybody is: the log's end, both readers, the gateway's spool (None: not known)."""

    log: int
    results: int
    history: int
    spooled: int | None


def positions(url: str) -> Positions:
    async def ask() -> tuple[int, int | None]:
        client = await connect(url, timeout_s=2)
        try:
            log = client.jetstream()
            last = (await log.stream_info(STREAM)).state.last_seq
            bucket = await log.key_value("dure")
            status = json.loads((await bucket.get(status_key("main"))).value or b"{}")
            return last, status.get("spool", {}).get("records")
        finally:
            await client.close()

    last, spooled = asyncio.run(ask())
    return Positions(last, position_of("results"), position_of("history"), spooled)


def history_rows() -> Counter[int]:
    """Rows a signal in the files that are listed as live."""
    files = HistoryFile.objects.filter(level__in=["raw", "day"], replaced_at=None).values_list("path", flat=True)
    paths = [str(settings.HISTORY_DIR / path) for path in files]
    if not paths:
        return Counter()
    rows = duckdb.sql(f"SELECT signal, count(*) FROM read_parquet({paths!r}, union_by_name=true) GROUP BY ALL")
    return Counter(dict(rows.fetchall()))


class LogRows:
    """Distinct observations an address on the event log, read with plain JSON; each call reads what is new."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self._seen: set[tuple[str, str, int]] = set()
        self._read = 0

    async def read(self, url: str) -> None:
        client = await connect(url)
        try:
            log = client.jetstream()
            last = (await log.stream_info(STREAM)).state.last_seq
            for sequence in range(self._read + 1, last + 1):
                message = await log.get_msg(STREAM, sequence, direct=True)
                self._take(json.loads(message.data or b"{}"))
                self._read = sequence
        finally:
            await client.close()

    def _take(self, document: dict[str, Any]) -> None:
        for at, number, *_ in document["o"]:
            key = (document["c"], document["e"], number)
            if key not in self._seen:
                self._seen.add(key)
                self.found[document["a"][at]] += 1


def disagreements(url: str, log: LogRows) -> list[str]:
    """Where event log, Parquet and tables do not say the same; empty when all agree."""
    asyncio.run(log.read(url))
    history = history_rows()
    said = [
        f"{signal.address}: {log.found[signal.address]} on the log, {history[signal.pk]} in Parquet"
        for signal in Signal.objects.all()
        if log.found[signal.address] != history[signal.pk]
    ]
    compared = compare(url)
    database.close()
    said += [f"{name}: {difference}" for name, difference in compared.differences.items()]
    if chains := broken_chains():
        said.append(f"{chains} intervals overlap or leave a gap")
    return said
