"""`dure results` and `dure kpi` on any folder, whether its plant runs or not."""

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from dure.cli.engines import engines
from dure.config import home
from dure.config.language import say


def results(arguments: list[str]) -> int:
    """Quantities that were produced."""
    return _asked("results", arguments)


def kpi(arguments: list[str]) -> int:
    """KPIs after ISO 22400-2."""
    return _asked("kpi", arguments)


def _asked(name: str, arguments: list[str]) -> int:
    return on_plant(arguments, partial(_answer, name))


def on_plant(
    arguments: list[str], run: Callable[[list[str]], int], parser: argparse.ArgumentParser | None = None
) -> int:
    """Run a command on the plant of `--home`, with its engines started for it when the plant stands still.

    parser: the command's own, when it can tell its options without the plant's settings.
    """
    homes = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    homes.add_argument("--home", type=Path, default=None)
    options, rest = homes.parse_known_args(arguments)
    if parser is not None:
        parser.add_argument("--home", metavar="DIR", help=say("folder of the plant"))
        parser.parse_args(rest)
    if options.home is None and os.environ.get("DURE_DATABASE_URL"):
        return _prepared(run, rest)
    place = options.home or home.current().path
    if "-h" in rest or "--help" in rest or not place.is_dir():
        # Without a folder there is nothing to start; the command itself says what is missing.
        return _prepared(run, rest)
    with engines(place):
        return _prepared(run, rest)


def _prepared(run: Callable[[list[str]], int], rest: list[str]) -> int:
    """Only now: the tables' settings are read from the environment as it stands."""
    import django

    django.setup()
    return run(rest)


def _answer(name: str, rest: list[str]) -> int:
    from dure.performance import cli

    command: Callable[[list[str]], int] = getattr(cli, name)
    return command(rest)
