"""`dure results` and `dure kpi` on any folder, whether its plant runs or not."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from dure.cli.engines import engines
from dure.config import home


def results(arguments: list[str]) -> int:
    """Quantities that were produced."""
    return _asked("results", arguments)


def kpi(arguments: list[str]) -> int:
    """KPIs after ISO 22400-2."""
    return _asked("kpi", arguments)


def _asked(name: str, arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--home", type=Path, default=None)
    options, rest = parser.parse_known_args(arguments)
    if options.home is None and os.environ.get("DURE_DATABASE_URL"):
        return _command(name)(rest)
    place = options.home or home.current().path
    if "-h" in rest or "--help" in rest or not place.is_dir():
        # Without a folder there is nothing to start; the command itself says what is missing.
        return _command(name)(rest)
    with engines(place):
        return _command(name)(rest)


def _command(name: str) -> Callable[[list[str]], int]:
    """Found only now: the tables' settings are read from the environment as it stands."""
    import django

    django.setup()
    from dure.performance import cli

    found: Callable[[list[str]], int] = getattr(cli, name)
    return found
