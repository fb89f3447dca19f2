"""Whether the trail is as it was written, and if not: which entry is the first that isn't, and which column of it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from django.db import connection
from django.db.models import QuerySet

from dure.kernel.chain import GENESIS, Break, Fault, Link, breaks, digest, plain
from dure.programme.models import TrailAnchor, TrailEntry
from dure.programme.personal import signature
from dure.programme.trail_sql import COLUMNS, SHORT, change_evidence, security_evidence

MOST = 20
"""Breaks that are named; behind the first nothing can be relied on anyway."""
RECORD = "record"
"""The entry is whole, the record of the change or act that it is of is not."""


@dataclass(frozen=True, slots=True)
class Broken:
    """fault: a `Fault`, or RECORD. columns: those that are not as they were written, where that can be told."""

    sequence: int
    fault: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """first and last: the entries that were walked through; zero for an empty trail. head: the newest's hash."""

    first: int
    last: int
    head: str
    breaks: list[Broken]


def anchored(why: str, sequence: int, head: str, at: datetime) -> str:
    """What is signed of an anchor."""
    return "\n".join((why, str(sequence), head, str(plain(at))))


def content_of(row: TrailEntry) -> dict[str, object]:
    return {name: getattr(row, name) for name in (*COLUMNS, "witness")}


def witness_of(content: dict[str, object]) -> str:
    """Eight characters of a hash for each column, in their order."""
    told = (f"{json.dumps(name)}:{json.dumps(plain(content[name]), ensure_ascii=False)}" for name in COLUMNS)
    return "".join(hashlib.sha256(one.encode()).hexdigest()[:SHORT] for one in told)


def verify() -> Checked:
    """The whole trail from the newest signed cut on, its signed heads, and the records that its entries are of."""
    signed = list(TrailAnchor.objects.order_by("pk"))
    forged = [Broken(one.sequence, Fault.ANCHOR, ("signature",)) for one in signed if not _is_ours(one)]
    start = max((one for one in signed if one.why == "cut"), key=lambda one: one.sequence, default=None)
    after = (start.sequence, start.hash) if start else (0, GENESIS)
    heads = {one.sequence: one.hash for one in signed if one.sequence > after[0]}
    rows = TrailEntry.objects.filter(sequence__gt=after[0]).order_by("sequence")
    found = [*_walk(rows, heads, after), *forged, *_altered_records(after[0])]
    last = rows.last()
    return Checked(
        after[0] + 1 if last else 0, last.sequence if last else 0, last.hash if last else GENESIS,
        sorted(found, key=lambda one: one.sequence)[:MOST],
    )  # fmt: skip


def _is_ours(one: TrailAnchor) -> bool:
    return compare_digest(signature(anchored(one.why, one.sequence, one.hash, one.at)), one.signature)


def _walk(rows: QuerySet[TrailEntry], heads: dict[int, str], after: tuple[int, str]) -> Iterator[Broken]:
    latest: list[TrailEntry] = []

    def links() -> Iterator[Link]:
        for row in rows.iterator(chunk_size=2000):
            latest[:] = [*latest[-1:], row]
            yield Link(row.sequence, row.previous, row.hash, content_of(row))

    for count, broken in enumerate(breaks(links(), heads, after)):
        if count == MOST:
            return
        yield Broken(broken.sequence, broken.fault, _columns(broken, latest, after[1]))


def _columns(broken: Break, latest: list[TrailEntry], genesis: str) -> tuple[str, ...]:
    """Of the entry at which the chain broke. A hash that fits again with one column put right tells which it was."""
    if broken.fault not in (Fault.CONTENT, Fault.LINK):
        return ()
    row, before = latest[-1], latest[-2].hash if len(latest) > 1 else genesis
    content = content_of(row)
    if digest(before, content) == row.hash and row.previous != before:
        return ("previous",)
    if broken.fault == Fault.LINK:
        return ()
    witness = witness_of(content)
    if digest(row.previous, content | {"witness": witness}) == row.hash:
        return ("witness",)
    pairs = zip(COLUMNS, range(0, len(witness), SHORT), strict=True)
    wrong = tuple(name for name, at in pairs if witness[at : at + SHORT] != row.witness[at : at + SHORT])
    return wrong or ("hash",)


def _altered_records(after: int) -> Iterator[Broken]:
    """Entries whose change record or security record is gone or tells something else now."""
    # Names of tables and columns only, none of them from outside.
    statement = f"""
        SELECT e.sequence FROM programme_trailentry e LEFT JOIN plant_changerecord r ON r.id = e.record
        WHERE e.kind = 'change' AND e.sequence > %s AND (r.id IS NULL OR {change_evidence("r")} <> e.evidence)
        UNION ALL
        SELECT e.sequence FROM programme_trailentry e LEFT JOIN plant_securityrecord r ON r.id = e.record
        WHERE e.kind <> 'change' AND e.record IS NOT NULL AND e.sequence > %s
          AND (r.id IS NULL OR {security_evidence("r")} <> e.evidence)
        ORDER BY 1 LIMIT {MOST}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [after, after])
        yield from (Broken(sequence, RECORD, ("record",)) for (sequence,) in cursor.fetchall())
