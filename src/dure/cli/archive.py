"""`dure backup FILE` and `dure restore FILE`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from dure.cli.plant import add_home, chosen_home
from dure.config import preflight
from dure.config.engines.process import EngineError
from dure.config.language import say
from dure.config.supervisor import diagnosis
from dure.config.troubles import DiskFull, EngineFailed, NotRunning, NotWritable


def backup(arguments: list[str]) -> int:
    options = _options("backup", say("Write everything of a running plant into one file"), arguments)
    from dure.config.backup.write import backup as write

    place = chosen_home(options)
    preflight.check_version(place)
    if not preflight.read_version(place):
        raise NotRunning("There is no plant in %(folder)s.", folder=place.path)
    facts = _guarded(lambda: write(place, options.file.resolve()), options.file)
    _report(say("Written: %(file)s", file=options.file), facts)
    return 0


def restore(arguments: list[str]) -> int:
    options = _options("restore", say("Unpack such a file into an empty folder"), arguments)
    from dure.config.backup.restore import restore as read

    place = chosen_home(options)
    facts = _guarded(lambda: read(place, options.file.resolve()), place.path)
    _report(say("Restored into %(folder)s", folder=place.path), facts)
    return 0


def _options(name: str, what: str, arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(f"dure {name}", description=what)
    add_home(parser)
    parser.add_argument("file", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


def _guarded(work: Any, place: Path) -> Any:
    """Run `work`; what the disk or an engine says becomes a Trouble."""
    try:
        return work()
    except EngineError as error:
        raise diagnosis.trouble_of(error) from error
    except EngineFailed as trouble:
        raise diagnosis.plainer(trouble) from trouble
    except OSError as error:
        if preflight.is_full(error):
            raise DiskFull("The disk of %(folder)s is full. Make room, then try again.", folder=place) from error
        raise NotWritable(
            "%(folder)s cannot be written: %(reason)s.", folder=place, reason=error.strerror or error
        ) from error


def _report(first: str, facts: dict[str, Any]) -> None:
    messages = sum(stream["state"]["messages"] for stream in facts["streams"].values())
    files = facts["history_files"]
    second = say("%(messages)s messages of the event log, %(files)s history files", messages=messages, files=files)
    sys.stdout.write(f"{first}\n{second}\n")
