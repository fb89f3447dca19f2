"""`dure simulate`: play a plant through under one policy, or under two, and tell what that changes; or hold it against
the figures of last month. This installation's own plant is `simulate_here`'s."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dure.config.language import mark, say
from dure.kernel.errors import Invalid

EXAMPLE, HERE = "example", "here"
ROWS: tuple[tuple[str, str, float, int], ...] = (
    ("good_per_h", mark("Good pieces an hour"), 1, 1),
    ("defect_share", mark("Defects, %"), 100, 2),
    ("on_time_share", mark("On time, %"), 100, 1),
    ("lead_h", mark("Lead time, working hours"), 1, 1),
    ("wip", mark("Orders in work"), 1, 1),
    ("oee", mark("OEE, %"), 100, 1),
    ("work", mark("Work, % of open time"), 100, 1),
    ("setup", mark("Set-up, %"), 100, 1),
    ("down", mark("Breakdowns, %"), 100, 1),
    ("micro", mark("Micro-stops, %"), 100, 1),
    ("check", mark("Checks and centring, %"), 100, 1),
    ("crew", mark("Waiting for people, %"), 100, 1),
    ("blocked", mark("Blocked, %"), 100, 1),
    ("unseen", mark("Work there, not known, %"), 100, 1),
    ("held", mark("Held by the plan, %"), 100, 1),
    ("starved", mark("Starved, %"), 100, 1),
    ("idle", mark("No orders, %"), 100, 1),
)
"""Figure, its name, factor, digits."""


def main(arguments: list[str]) -> int:
    """0 with figures. Raises Invalid for a plant or a policy that can't be, or without the extra `planning`."""
    if parser().parse_known_args(arguments)[0].plant == HERE:
        from dure.cli import simulate_here

        return simulate_here.main(arguments)
    given = parser().parse_args(arguments)
    try:
        from dure.planning.simulation import comparing, fitting, formats
        from dure.planning.simulation.example import shop
        from dure.planning.simulation.policy import policy_of
    except ModuleNotFoundError as error:
        raise Invalid("Planning needs %(module)s: pip install 'dure[planning]'", module=error.name) from error
    plant = shop(is_full=given.full) if given.plant == EXAMPLE else formats.read(_text(Path(given.plant)))
    if given.write:
        sys.stdout.write(formats.as_json(plant) + "\n")
        return 0
    measured = formats.read_figures(_text(given.measured)) if given.measured else {}
    policy = given.policy or "live"
    names = [policy] if given.against is None else [given.against, policy]
    policies = [policy_of(name) for name in names]
    span = comparing.Span(given.days or 56.0, 7.0 if given.warm_up is None else given.warm_up)
    seeds = range(given.first_seed, given.first_seed + (given.seeds or 10))
    runs = [[span.run(plant, policy, seed) for seed in seeds] for policy in policies]
    means = [comparing.means(one) for one in runs]
    changes = comparing.differences(*runs) if len(runs) == 2 else {}
    checks = fitting.against_measured(measured, runs[0]) if measured else ()
    tell = _json if given.json else _told
    seen = Played(plant.name, span.days, span.warm_up_days, seeds, names, means, changes, checks)
    sys.stdout.write(tell(seen))
    return 0


@dataclass(frozen=True, slots=True)
class Played:
    """What is told. The first of the policies is held against what was measured."""

    plant: str
    days: float
    warm_up_days: float
    seeds: range
    names: list[str]
    means: list[Any]
    changes: dict[str, Any]
    checks: tuple[Any, ...]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("%(file)s can't be read: %(reason)s", file=file, reason=error) from error


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dure simulate", description=say("Play a plant through and compare policies"), allow_abbrev=False
    )
    parser.add_argument("plant", metavar="PLANT", help=say("a JSON file, the word example, or here"))
    parser.add_argument("--policy", help=say("paper, live, or switches joined by +"))
    parser.add_argument("--against", metavar="POLICY", help=say("the policy before"))
    parser.add_argument("--measured", type=Path, metavar="FILE", help=say("last month's figures, to compare first"))
    parser.add_argument("--days", type=_above(0, float), help=say("days from a Monday on"))
    parser.add_argument("--warm-up", type=_above(-1e-9, float), metavar="DAYS", help=say("don't count"))
    parser.add_argument("--seeds", type=_above(0, int), metavar="N", help=say("runs of each policy"))
    parser.add_argument("--first-seed", type=_above(-1, int), default=1, metavar="N")
    parser.add_argument("--last", type=_above(0, int), default=28, metavar="DAYS", help=say("here: days to measure"))
    parser.add_argument("--save", type=Path, metavar="FILE", help=say("here: write the plant as it is described"))
    parser.add_argument("--full", action="store_true", help=say("the example with always enough orders"))
    parser.add_argument("--write", action="store_true", help=say("print the plant as JSON and play nothing"))
    parser.add_argument("--json", action="store_true")
    return parser


def _above(least: float, kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def number(text: str) -> Any:
        value = kind(text)
        if not least < value < 1e6:
            raise ValueError(text)
        return value

    return number


def _json(played: Played) -> str:
    return json.dumps(data(played)) + "\n"


def data(played: Played) -> dict[str, Any]:
    """What --json prints."""
    from dure.planning.simulation.comparing import is_sure, rows_of

    pairs = zip(played.names, played.means, strict=True)
    found: dict[str, Any] = {
        "plant": played.plant, "days": played.days, "warm_up_days": played.warm_up_days, "seeds": list(played.seeds),
        "policies": [{"policy": name, "figures": rows_of(one)} for name, one in pairs],
    }  # fmt: skip
    if played.changes:
        found["changes"] = {
            name: {"mean": one.change.mean, "half": one.change.half, "share": one.share, "is_sure": is_sure(one.change)}
            for name, one in played.changes.items()
        }
    if played.checks:
        found["checks"] = {one.figure: check_row(one) for one in played.checks}
    return found


def check_row(one: Any) -> dict[str, Any]:
    return {
        "measured": one.measured, "simulated": one.simulated.mean, "low": one.low, "high": one.high,
        "agrees": one.agrees,
    }  # fmt: skip


def _told(played: Played) -> str:
    return "\n".join([*comparison(played), *_checked(played.checks), ""])


def comparison(played: Played) -> list[str]:
    """Lines of the table of figures, and how to read it."""
    changes = played.changes
    rows = [["", *played.names, say("change")] if changes else ["", *played.names]]
    for figure, name, factor, digits in ROWS:
        cells = [_cell(one.get(figure), factor, digits) for one in played.means]
        if changes:
            cells.append(_cell(changes[figure].change if figure in changes else None, factor, digits, "+"))
        rows.append([say(name), *cells])
    note = say("± is half of the interval that holds the true mean with 95 %; the change is taken seed by seed.")
    return [*table(rows), note]


def _checked(checks: tuple[Any, ...]) -> list[str]:
    return [
        say("%(figure)s: measured %(measured)s, a run gives %(low)s to %(high)s: agrees",
            figure=one.figure, measured=f"{one.measured:.4g}", low=f"{one.low:.4g}", high=f"{one.high:.4g}")
        if one.agrees
        else say("%(figure)s: measured %(measured)s, a run gives %(low)s to %(high)s: DOES NOT AGREE",
                 figure=one.figure, measured=f"{one.measured:.4g}", low=f"{one.low:.4g}", high=f"{one.high:.4g}")
        for one in checks
    ]  # fmt: skip


def table(rows: list[list[str]]) -> list[str]:
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return ["  ".join(_padded(row, widths)).rstrip() for row in rows]


def _cell(one: Any, factor: float, digits: int, sign: str = "") -> str:
    if one is None:
        return "-"
    half = "" if one.half is None else f" ± {one.half * factor:.{digits}f}"
    return f"{one.mean * factor:{sign}.{digits}f}{half}"


def _padded(row: list[str], widths: list[int]) -> list[str]:
    first, *rest = zip(row, widths, strict=True)
    return [first[0] + " " * (first[1] - _width(first[0])), *(f"{cell:>{width}}" for cell, width in rest)]


def _width(text: str) -> int:
    """Columns on a terminal: Korean letters take two."""
    return sum(2 if ord(letter) > 0x1100 else 1 for letter in text)
