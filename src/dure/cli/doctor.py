"""`dure doctor`."""

import argparse
import os
import sys

from dure.cli.plant import add_home, chosen_home
from dure.config import checkup, lock
from dure.config.language import mark, say
from dure.config.supervisor.plant import DEFAULT_LISTEN, Listen, plant_of

_MARKS = {checkup.Level.GOOD: "✓", checkup.Level.WARNING: "!", checkup.Level.BAD: "✗"}
_VERDICTS = {
    checkup.Level.GOOD: mark("All is well."),
    checkup.Level.WARNING: mark("It works; look at the lines with !."),
    checkup.Level.BAD: mark("Something is wrong; look at the lines with ✗."),
}
_SUBJECTS = {
    "version": mark("version"),
    "engine": mark("engine"),
    "folder": mark("folder"),
    "disk": mark("disk"),
    "permissions": mark("permissions"),
    "port": mark("port"),
    "clock": mark("clock"),
    "fonts": mark("fonts"),
    "documents": mark("documents"),
    "plant": mark("plant"),
}


def main(arguments: list[str]) -> int:
    """0 when nothing is bad, 1 otherwise."""
    parser = argparse.ArgumentParser("dure doctor", description=say("Look for what is wrong and say what to do"))
    add_home(parser)
    parser.add_argument("--listen", default=os.environ.get("DURE_LISTEN", DEFAULT_LISTEN))
    parser.add_argument("--json", action="store_true", help=say("for programs"))
    options = parser.parse_args(arguments)
    findings = examine(options)
    levels = {finding.level for finding in findings}
    worst = next(level for level in (checkup.Level.BAD, checkup.Level.WARNING, checkup.Level.GOOD) if level in levels)
    if options.json:
        sys.stdout.write(checkup.as_json(findings) + "\n")
    else:
        sys.stdout.write("\n".join([*map(_line, findings), "", say(_VERDICTS[worst])]) + "\n")
    return int(worst == checkup.Level.BAD)


def examine(options: argparse.Namespace) -> list[checkup.Finding]:
    """Findings about the folder, and about the flow when its plant runs."""
    place, listen = chosen_home(options), Listen.parse(options.listen)
    findings = checkup.look(place, listen)
    if lock.held(place.lock_file):
        from dure.config import flow

        findings += flow.look(plant_of(place, listen, attached=True))
    return findings


def _line(finding: checkup.Finding) -> str:
    advice = f"\n    → {finding.advice}" if finding.advice else ""
    subject = say(_SUBJECTS[finding.subject]) if finding.subject in _SUBJECTS else finding.subject
    return f"{_MARKS[finding.level]} {subject}: {finding.text}{advice}"
