"""`dure history status | compact | export`."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Sum

from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid, NotFound
from dure.telemetry.history import compaction, export, retention
from dure.telemetry.models import HistoryFile, LogPosition, Reader, Signal


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands; 0 when done, 1 when it can't be done, with a sentence that says why."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except DureError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dure history", description="The files of the history of signals.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    status = commands.add_parser("status", help="files, rows and bytes per level, and how far the history is")
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)
    compact = commands.add_parser("compact", help="merge small files, make day files and roll-ups, apply retention")
    compact.set_defaults(run=_compact)
    out = commands.add_parser("export", help="write readings of signals to a file")
    out.add_argument("target", type=Path, help="file to write; .csv, .parquet or .xlsx")
    out.add_argument("--signal", action="append", required=True, metavar="NAME|ID", help="may be given several times")
    out.add_argument("--from", dest="start", required=True, metavar="TIME", help="ISO 8601, local when without offset")
    out.add_argument("--to", dest="end", required=True, metavar="TIME")
    out.set_defaults(run=_export)
    return parser


def figures() -> dict[str, object]:
    """What `status` says: per level the live files, and the position of the history in the event log."""
    is_live = Q(replaced_at=None)
    levels = HistoryFile.objects.values("level").annotate(
        files=Count("id", filter=is_live),
        rows=Sum("rows", filter=is_live),
        size_bytes=Sum("size_bytes", filter=is_live),
        first=Min("first_time", filter=is_live),
        last=Max("last_time", filter=is_live),
        replaced=Count("id", filter=~is_live),
    )
    place = LogPosition.objects.filter(reader=Reader.HISTORY).values("stream_sequence", "stored", "duplicates").first()
    return {"levels": list(levels.order_by("level")), "position": place}


def _status(given: argparse.Namespace) -> int:
    found = figures()
    if given.json:
        print(json.dumps(found, default=str))
        return 0
    print(f"{'level':8} {'files':>7} {'rows':>14} {'MB':>10} {'bytes/row':>10}  first … last")
    for row in found["levels"]:
        rows, size = row["rows"] or 0, row["size_bytes"] or 0
        each = f"{size / rows:.2f}" if rows else "-"
        print(
            f"{row['level']:8} {row['files']:7} {rows:14,} {size / 1e6:10.1f} {each:>10}  "
            f"{row['first']} … {row['last']}"
        )
    print(f"position in the event log: {found['position']}")
    return 0


def _compact(given: argparse.Namespace) -> int:
    done = compaction.run(at_most_days=10_000)
    gone = retention.apply()
    days = ", ".join(str(day) for day in done.days) or "none"
    print(f"merged {done.merged} files; days compacted: {days}; deleted {done.deleted} replaced files")
    for fact in gone:
        print(f"let go: {fact.files} {fact.level} files up to {fact.last_day}")
    return 0


def _export(given: argparse.Namespace) -> int:
    suffix = given.target.suffix.lstrip(".").lower()
    if suffix not in set(export.Format):
        raise Invalid("%(name)s: the name must end in .csv, .parquet or .xlsx", name=given.target.name)
    signals = [_signal(text) for text in given.signal]
    rows = export.write(
        given.target,
        export.Format(suffix),
        signals=signals,
        start_us=_time(given.start),
        end_us=_time(given.end),
        zone=settings.TIME_ZONE,
        progress=_show if sys.stderr.isatty() else lambda done, total: None,
    )
    print(f"{rows} readings in {given.target}")
    return 0


def _signal(text: str) -> int:
    wanted = Q(name=text) | Q(address=text)
    found = list(Signal.objects.filter(wanted | Q(id=int(text)) if text.isdecimal() else wanted)[:2])
    if not found:
        raise NotFound("There is no signal %(name)s", name=text)
    if len(found) > 1:
        raise Invalid("Several signals are called %(name)s; give the number", name=text)
    return found[0].id


def _time(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("%(text)s is not a time like 2026-05-01T08:00", text=text) from error
    return clock.to_us(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE)))


def _show(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,}", end="" if done < total else "\n", file=sys.stderr)
