"""Real engines for every test: one PostgreSQL cluster and one nats-server for the whole session."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import translation

from dure.config import database, messages, tables
from dure.config.engines.nats import Nats
from dure.config.engines.postgres import APP, OWNER, Postgres, new_passwords
from tests import recordings


@pytest.fixture(scope="session")
def engine_home() -> Iterator[Path]:
    """A folder for the session's engines with a name short enough for a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="dure-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def postgres(engine_home: Path) -> Iterator[Postgres]:
    """A cluster without syncing, with the same roles as a plant's."""
    server = Postgres(engine_home / "postgres", new_passwords(), durable=False)
    with (engine_home / "postgres.log").open("wb") as log:
        server.start(log)
        yield server
        server.stop()
        server.remove()


@pytest.fixture(scope="session")
def nats_server(engine_home: Path) -> Iterator[Nats]:
    server = Nats(engine_home / "nats", "test-only", durable=False)
    with (engine_home / "nats.log").open("wb") as log:
        server.start(log)
        yield server
        server.stop()


@pytest.fixture(scope="session")
def nats_url(nats_server: Nats) -> str:
    """Address of a real nats-server with JetStream, with its password."""
    return nats_server.url()


@pytest.fixture(scope="session")
def django_db_setup(postgres: Postgres, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The plant's tables, made by the owner; tests then use the application role as a plant does."""
    name = "dure"
    postgres.prepare(name)
    with psycopg.connect(postgres.url("postgres", name), autocommit=True) as link:
        # What a plant's application may not do: Django's TransactionTestCase empties tables, and tests that fill
        # large ones within their transaction tell the planner, as autovacuum does in a plant.
        rights = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
        link.execute(f"{rights} TRUNCATE, MAINTAIN ON TABLES TO {APP}")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _connect(postgres.url(OWNER, name))
        tables.migrate(verbosity=0)
        with connection.cursor() as cursor:
            # Only tests empty whole tables; that the trail refuses it is asked with its trigger on.
            for table in ("trailentry", "trailanchor", "trailreview"):
                cursor.execute(f"ALTER TABLE programme_{table} DISABLE TRIGGER programme_trail_whole")
        _connect(postgres.url(APP, name))
    os.environ["DURE_DATABASE_URL"] = postgres.url(APP, name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """A page that a test opened leaves its reader's language behind in the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def test_data() -> Path:
    """The folder of recordings: DURE_TEST_DATA, else `../shared/data` beside the repository."""
    return recordings.folder()


def _connect(url: str) -> None:
    """Point Django's default connection of this process at `url`."""
    connections.close_all()
    wanted = database.settings_from(url) | {"CONN_MAX_AGE": 0}
    entry = connections["default"].settings_dict
    entry.update(wanted)
    entry["TEST"]["NAME"] = wanted["NAME"]
    settings.DATABASES["default"].update(wanted)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before the workers of a parallel run begin
        messages.compile_all()


def pytest_report_header() -> str:
    ran = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return f"dure {ran.stdout.strip() or 'without git'}, recordings: {recordings.described()}"
