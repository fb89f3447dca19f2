"""One table of subcommands; each is imported only when it is asked for."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise

import dure
from dure.config import messages
from dure.config.language import both, mark, say
from dure.config.troubles import Trouble
from dure.kernel.errors import DureError

# name → (module:function that takes the arguments and returns an exit code, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("dure.cli.plant:up", mark("Start the plant and keep it running until Ctrl-C")),
    "demo": ("dure.demo:main", mark("Start a demonstration plant with machines to try")),
    "hub": ("dure.cli.hub:main", mark("Run the hub of a region")),
    "certificate": ("dure.cli.certificate:main", mark("Check a certificate of the programme without a network")),
    "down": ("dure.cli.plant:down", mark("Stop the running plant in order")),
    "status": ("dure.cli.status:main", mark("Say how each part of the plant does")),
    "doctor": ("dure.cli.doctor:main", mark("Look for what is wrong and say what to do")),
    "backup": ("dure.cli.archive:backup", mark("Write everything of a running plant into one file")),
    "restore": ("dure.cli.archive:restore", mark("Unpack such a file into an empty folder")),
    "replay": ("dure.cli.replay:main", mark("Feed a recording through the path of live data")),
    "results": ("dure.cli.asking:results", mark("Show production results")),
    "kpi": ("dure.cli.asking:kpi", mark("Show KPIs")),
    "rebuild": ("dure.cli.rebuild:main", mark("Compute results again from the event log and compare them")),
    "schedule": ("dure.cli.schedule:main", mark("Plan what is done when and where, from a file")),
    "simulate": ("dure.cli.simulate:main", mark("Play a plant through and compare ways of working")),
    "history": ("dure.telemetry.history.cli:main", mark("Show and export the history of signals")),
    "web": ("dure.cli.parts:web", mark("Serve the pages (started by up)")),
    "worker": ("dure.cli.parts:worker", mark("Do jobs and reactions (started by up)")),
    "receiver": ("dure.cli.receiver:receiver", mark("Take the reports of plants (started by hub up)")),
    "recorder": ("dure.cli.parts:recorder", mark("Turn observations into results and history (started by up)")),
    "gateway": ("dure.gateway.process:main", mark("Collect from machines (started by up; also alone on a small box)")),
    "migrate": ("dure.cli.parts:migrate", mark("Bring the tables up to date (done by up)")),
    "manage": ("dure.cli.parts:manage", mark("Django's own management commands")),
}

# Those whose modules use tables and therefore need Django before they are imported.
WITH_TABLES = {"history"}


def main(arguments: list[str] | None = None) -> int:
    """The exit code of `dure …`. Troubles are said in Korean and English on standard error."""
    given = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dure.config.settings")
    _refresh_texts()
    if not given or given[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage())
        return 0
    if given[0] in ("-V", "--version"):
        sys.stdout.write(f"dure {dure.__version__}\n")
        return 0
    if given[0] not in COMMANDS:
        sys.stderr.write(say("There is no command %(name)s.", name=given[0]) + "\n\n" + usage())
        return 2
    if given[0] in WITH_TABLES:
        _prepare_tables(given[1:])
    return _run(COMMANDS[given[0]][0], given[1:])


def usage() -> str:
    """The list of commands in the chosen language."""
    lines = [say("Usage: dure COMMAND [options]"), ""]
    lines += [f"  {name:<13}{say(what)}" for name, (_, what) in COMMANDS.items()]
    lines += ["", say("Options of a command: dure COMMAND --help"), ""]
    return "\n".join(lines)


def _run(target: str, arguments: list[str]) -> int:
    module, _, function = target.partition(":")
    if not _exists(module):
        sys.stderr.write(say("This installation does not contain %(module)s.", module=module) + "\n")
        return 2
    command: Callable[[list[str]], int | None] = getattr(import_module(module), function)
    try:
        return command(arguments) or 0
    except Trouble as trouble:
        sys.stderr.write(both(trouble) + "\n" + _indented(trouble.excerpt))
        return trouble.code
    except DureError as error:
        sys.stderr.write(both(error) + "\n")
        return 1


def _indented(lines: str) -> str:
    return "".join(f"    {line}\n" for line in lines.splitlines())


def _prepare_tables(arguments: list[str]) -> None:
    """Load Django for the folder of `--home`, which its settings need to know first."""
    for name, value in pairwise(arguments):
        if name == "--home":
            os.environ["DURE_HOME"] = value
    import django

    django.setup()


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _refresh_texts() -> None:
    try:
        messages.compile_all()
    except OSError:  # an installation that its user may not write to brings compiled texts with it
        return
