"""`dure replay FILE`: feed a recording through the path of live data and say what was counted."""

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from dure.cli.replay.plan import Plan
from dure.config.language import say
from dure.kernel.errors import Invalid

FORMATS = ("shdr", "csv", "jsonl")


def main(arguments: list[str]) -> int:
    """The exit code: 0 when the whole recording was taken in; 1 with a message when it could not be."""
    options = _parser().parse_args(arguments)
    plan = _plan(options)
    # Only now is it known in which folder; Django reads its settings from there.
    from dure.cli.replay.feed import replay

    summary = replay(plan)
    if options.json:
        sys.stdout.write(json.dumps(summary, ensure_ascii=False, default=str) + "\n")
    else:
        _print(summary)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("dure replay", description=say("Feed a recording through the path of live data"))
    add = parser.add_argument
    add("file", type=Path, help=say("the recording; .gz is read as it is"))
    add("--format", choices=FORMATS, required=True)
    add("--devices", type=Path, help=say("MTConnect device model (Devices.xml) of the recording"))
    add("--device", default="", help=say("which device of the model; found by its data items when not given"))
    add("--work-unit", default="REPLAY", metavar="CODE", help=say("work unit that the recording is of"))
    add("--speed", default="max", help=say("max, or how many times faster than it was recorded"))
    add("--home", type=Path, metavar="DIR", help=say("plant to feed; a temporary one when not given"))
    add("--json", action="store_true", help=say("print one JSON object"))
    add("--count-from", choices=("counter", "cycles"), default="counter", help=say("where parts are counted"))
    add("--map", action="append", default=[], metavar="SIGNAL=MEANING", help=say("what a signal means"))
    add("--program", action="append", default=[], metavar="PATTERN=OPERATION/OPERATIONS|trial",
        help=say("what a finished cycle of a program makes"))  # fmt: skip
    add("--fastest-cycle", type=Decimal, metavar="S", help=say("fastest possible seconds per piece"))
    add("--modulus", type=Decimal, help=say("value at which the counter starts again at zero"))
    add("--idle-after", type=int, default=60, metavar="S", help=say("stopped when nothing was counted for so long"))
    add("--time-column", default="", help=say("column with the time (csv)"))
    add("--time-format", default="", help=say("how times are written, as in strptime (csv)"))
    add("--start", default="", help=say("time of the first row where rows carry none (csv)"))
    add("--step", type=Decimal, default=None, metavar="S", help=say("seconds between rows that carry no time (csv)"))
    return parser


def _plan(options: argparse.Namespace) -> Plan:
    meanings = dict(_pair(text, "--map") for text in options.map)
    programs = dict(_pair(text, "--program") for text in options.program)
    speed = None if options.speed == "max" else _speed(options.speed)
    fields = {key: value for key, value in vars(options).items() if key in Plan.__slots__}
    return Plan(**{**fields, "meanings": meanings, "programs": programs, "speed": speed})


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.rpartition("=")
    if not equals or not name or not value:
        raise Invalid("%(option)s needs NAME=VALUE, not %(text)s", option=option, text=text)
    return name, value


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if speed <= 0:
        raise Invalid("--speed is max or a number above zero, not %(text)s", text=text)
    return speed


def _print(summary: dict[str, Any]) -> None:
    for key, value in summary.items():
        sys.stdout.write(f"{key:<18}{json.dumps(value, ensure_ascii=False, default=str)}\n")
