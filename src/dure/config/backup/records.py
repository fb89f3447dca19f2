"""The database in a backup: a dump and the list of history files, both as of one moment."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from dure.config.engines.postgres import binaries
from dure.config.troubles import EngineFailed, NotEmpty

_HISTORY = "telemetry_historyfile"
_POSITION = "telemetry_logposition"


class Moment(NamedTuple):
    """snapshot: PostgreSQL's name of the moment. files: history files live then. positions: reader → sequence."""

    snapshot: str
    files: list[str]
    positions: dict[str, int]


@contextmanager
def moment(url: str) -> Iterator[Moment]:
    """Hold one moment of the database open, so that the dump and the list of files agree."""
    with psycopg.connect(url) as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = _one(link, "SELECT pg_export_snapshot()")
        files = _rows(link, _HISTORY, "SELECT path FROM telemetry_historyfile ORDER BY path")
        positions = _rows(link, _POSITION, "SELECT reader, stream_sequence FROM telemetry_logposition")
        yield Moment(str(snapshot), [str(path) for (path,) in files], dict(positions))


def _rows(link: psycopg.Connection, table: str, query: str) -> list[tuple[Any, ...]]:
    """Rows of `query`, none when `table` does not exist yet."""
    if _one(link, "SELECT to_regclass(%s)", [table]) is None:
        return []
    return link.execute(query.encode()).fetchall()


def _one(link: psycopg.Connection, query: str, values: list[object] | None = None) -> Any:
    row = link.execute(query.encode(), values).fetchone()
    return row[0] if row else None


def dump(url: str, snapshot: str, target: Path) -> None:
    """Write the tables as of `snapshot`, in pg_dump's own compressed format."""
    _run("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-acl", f"--file={target}")


def load(url: str, source: Path) -> None:
    """Fill an empty database, all of it or nothing. Raises NotEmpty when there are tables already."""
    with psycopg.connect(url) as link:
        if _one(link, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"):
            raise NotEmpty("The database already has tables; restore needs an empty one.")
    database = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", "--schema=public")
    _run("pg_restore", url, *options, f"--dbname={database}", str(source))


def follow_log(url: str, made: datetime) -> None:
    """Let the tables' positions be those of the event log that was restored beside them.

    A backup from before the tables kept which log they read has no column for it; they then take the one there is.
    """
    query = "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'log_created'"
    with psycopg.connect(url) as link:
        if _one(link, query, [_POSITION]):
            link.execute("UPDATE telemetry_logposition SET log_created = %s", [made])


def _run(program: str, url: str, *arguments: str) -> None:
    """Run a PostgreSQL program; the login goes by environment, since arguments are seen by all users."""
    parts = psycopg.conninfo.conninfo_to_dict(url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    login = {variable: str(parts[name]) for name, variable in names.items() if parts.get(name)}
    ran = subprocess.run(
        [binaries() / program, *arguments], env=os.environ | login, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise EngineFailed("%(program)s failed: %(reason)s", program=program, reason=ran.stderr.strip()[-800:])
