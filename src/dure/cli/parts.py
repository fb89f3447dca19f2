"""The Python parts that belong to no single context: pages, jobs, migrations."""

import gc
import os

from dure.config.supervisor.plant import DEFAULT_LISTEN, Listen
from dure.config.troubles import NewerData

STREAMS_END_AFTER_S = 2
"""Open server-sent streams would otherwise hold a stopping web server for ever."""


def web(arguments: list[str]) -> int:
    """Serve the pages until SIGTERM."""
    import uvicorn

    listen = Listen.parse(arguments[0] if arguments else os.environ.get("DURE_LISTEN", DEFAULT_LISTEN))
    config = uvicorn.Config(
        "dure.config.asgi:application",
        host=listen.host,
        port=listen.port,
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=os.environ.get("DURE_BEHIND_PROXY") == "1",
        timeout_graceful_shutdown=STREAMS_END_AFTER_S,
        timeout_keep_alive=30,
        log_config=None,
    )
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 1


def worker(arguments: list[str]) -> int:
    """Do jobs until SIGTERM; a job that is running may finish."""
    import django
    from django.core.management import call_command

    django.setup()
    # Two at a time: counting a year again must not keep reactions waiting.
    call_command("procrastinate", "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "10", *arguments)
    return 0


def recorder(arguments: list[str]) -> int:
    """Turn the event log into results and history until SIGTERM."""
    del arguments
    import django

    django.setup()
    from dure.production.recorder import run

    # Observations come in great numbers and hold no cycles: looking for some takes much time (decision 0044).
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    return run()


def migrate(arguments: list[str]) -> int:
    """Bring the tables up to date. Refuses a database that a newer Dure has changed."""
    import django

    django.setup()
    unknown = _unknown_migrations()
    if unknown:
        raise NewerData("The tables belong to a newer Dure: %(names)s is not known here.", names=", ".join(unknown))
    return _django("migrate", "--no-input", "--skip-checks", *arguments)


def manage(arguments: list[str]) -> int:
    """`dure manage …` is Django's `manage.py …`."""
    return _django(*arguments)


def _unknown_migrations() -> list[str]:
    """Migrations of the house's own contexts that the database has and this version doesn't."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("dure.")}
    applied = loader.applied_migrations or {}
    return sorted(
        f"{label}.{name}" for label, name in applied if label in ours and (label, name) not in loader.disk_migrations
    )


def _django(*arguments: str) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["dure", *arguments])
    return 0
