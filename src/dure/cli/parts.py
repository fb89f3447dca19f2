"""The Python parts that belong to no single context: pages, jobs, migrations."""

import gc
import os

from dure.config.supervisor.plant import DEFAULT_LISTEN, Listen
from dure.config.troubles import NewerData


def web(arguments: list[str]) -> int:
    """Serve the pages until SIGTERM, over https too where that is asked for."""
    from dure.cli import serving

    listen = Listen.parse(arguments[0] if arguments else os.environ.get("DURE_LISTEN", DEFAULT_LISTEN))
    https = os.environ.get("DURE_HTTPS_LISTEN")
    return serving.serve(listen, Listen.parse(https) if https else None)


def worker(arguments: list[str]) -> int:
    """Do jobs until SIGTERM; a job that is running may finish."""
    import django
    from django.core.management import call_command

    django.setup()
    # Three at a time: counting a year again and playing the plant through must not keep reactions waiting.
    call_command("procrastinate", "worker", "--concurrency", "3", "--shutdown-graceful-timeout", "10", *arguments)
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
    from dure.config import tables

    unknown = tables.unknown_migrations()
    if unknown:
        raise NewerData("The tables belong to a newer Dure: %(names)s is not known here.", names=", ".join(unknown))
    tables.migrate(*arguments)
    return 0


def manage(arguments: list[str]) -> int:
    """`dure manage …` is Django's `manage.py …`."""
    return _django(*arguments)


def _django(*arguments: str) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["dure", *arguments])
    return 0
