"""`dure simulate here`: describe this installation's plant by its own tables, hold it against what was recorded, and
play other policies in it."""

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dure.cli import simulate
from dure.cli.asking import on_plant
from dure.cli.simulate_texts import advice, taken
from dure.config.language import say
from dure.kernel.errors import Invalid

if TYPE_CHECKING:
    from dure.planning.simulation.describing import Description
    from dure.planning.simulation.tally import Outcome
    from dure.planning.simulation.validating import Validation

MEASURED = "measured"
"""As a policy: how people really worked."""
SEEDS = 20
"""With fewer the intervals of single figures are so wide that little is found wrong."""
_MOST_STOPS = 5


def main(arguments: list[str]) -> int:
    """0 with figures. Raises Invalid with too little history, or without the extra `planning`."""
    options = simulate.parser()
    given = options.parse_known_args(arguments)[0]
    _check(given)
    try:
        # Before engines are started for nothing.
        from dure.planning.simulation import comparing  # noqa: F401
        from dure.planning.simulation.policy import policy_of
    except ModuleNotFoundError as error:
        raise Invalid("Planning needs %(module)s: pip install 'dure[planning]'", module=error.name) from error
    for name in {given.policy, given.against} - {None, MEASURED}:
        policy_of(name)
    return on_plant(arguments, lambda rest: _answer(simulate.parser().parse_args(rest)), options)


def _check(given: argparse.Namespace) -> None:
    if given.days or given.warm_up is not None or given.measured or given.full:
        raise Invalid(
            "This plant is played over the days that are measured, with its own figures: leave out --days, --warm-up, "
            "--measured and --full. --last says how many days."
        )
    if given.seeds == 1:
        raise Invalid("A comparison with measured figures needs two runs or more.")


def _answer(given: argparse.Namespace) -> int:
    from django.db import OperationalError

    from dure.kernel import clock
    from dure.planning.selectors.month import read_month
    from dure.planning.simulation import formats
    from dure.planning.simulation.describing import describe

    try:
        found = describe(read_month(clock.now(), given.last))
    except OperationalError as error:
        raise Invalid("The plant's database does not answer: %(reason)s", reason=error) from error
    if given.write:
        sys.stdout.write(formats.as_json(found.plant) + "\n")
        return 0
    played = _Playing(found, given)
    sys.stdout.write(json.dumps(played.data(), ensure_ascii=False) + "\n" if given.json else played.told())
    return 0


class _Playing:
    """All runs, made at once. The first policy is that which is compared with, or the only one."""

    def __init__(self, of: "Description", given: argparse.Namespace) -> None:
        from dure.planning.simulation import comparing
        from dure.planning.simulation.validating import validated

        self.of, self.given = of, given
        self.seeds = range(given.first_seed, given.first_seed + (given.seeds or SEEDS))
        self.runs: dict[str, list[Outcome]] = {}
        self.validation: Validation = validated(of, self._runs(of.policy))
        names = [self._name(one) for one in ((given.against or MEASURED), given.policy) if one]
        if given.policy is None:
            names = [of.policy]
        runs = [self._runs(name) for name in names]
        changes = comparing.differences(*runs) if len(runs) == 2 else {}
        means = [comparing.means(one) for one in runs]
        self.played = simulate.Played(of.plant.name, of.days, of.warm_up_days, self.seeds, names, means, changes, ())
        self.files = _save(given.save, of, self.validation) if given.save else ()

    def _name(self, policy: str) -> str:
        return self.of.policy if policy == MEASURED else policy

    def _runs(self, policy: str) -> list["Outcome"]:
        from dure.planning.simulation.validating import replayed

        if policy not in self.runs:
            self.runs[policy] = replayed(self.of, policy, self.seeds)
        return self.runs[policy]

    def data(self) -> dict[str, Any]:
        of, checks = self.of, self.validation.checks
        return simulate.data(self.played) | {
            "measured_policy": of.policy,
            "habits": {"choices": of.habits.choices, "by_release": of.habits.by_release, "by_due": of.habits.by_due,
                       "ready": of.habits.ready, "at_once": of.habits.at_once},
            "orders": len(of.orders),
            "holds": self.validation.holds,
            "checks": {one.figure: simulate.check_row(one) | {"advice": None if one.agrees else advice(one)}
                       for one in checks},
            "not_recorded": list(self.validation.missing),
            "assumptions": [{"what": one.what, "values": dict(one.values), "text": taken(one)}
                            for one in of.assumptions],
            "stops": [{"reason": reason, "count": count, "minutes": minutes} for reason, count, minutes in of.stops],
            "files": [str(one) for one in self.files],
        }  # fmt: skip

    def told(self) -> str:
        lines = [self._head(), *self._habits(), "", *self._validated(), "", *self._taken(), *self._stops()]
        if len(self.played.names) == 2:
            lines += ["", *simulate.comparison(self.played)]
            if not self.validation.holds:
                lines.append(say("The played plant isn't yours yet: don't decide by this comparison."))
        if self.files:
            lines += ["", *self._saved()]
        return "\n".join([*lines, ""])

    def _head(self) -> str:
        of, zero = self.of, self._monday()
        return say(
            "%(plant)s, %(first)s to %(last)s: %(orders)s orders on %(units)s work units, played %(runs)s times.",
            plant=of.plant.name, first=(zero + timedelta(of.warm_up_days)).isoformat(),
            last=(zero + timedelta(of.days - 1)).isoformat(), orders=len(of.orders), units=len(of.units),
            runs=len(self.seeds),
        )  # fmt: skip

    def _monday(self) -> Any:
        """Of the week of the first day; the last measured day was yesterday."""
        from django.utils import timezone

        from dure.kernel import clock

        return timezone.localdate(clock.now()) - timedelta(self.of.days)

    def _habits(self) -> list[str]:
        seen = self.of.habits
        lines = [say("How people worked (policy %(policy)s):", policy=self.of.policy)]
        if seen.choices:
            lines.append("  " + say(
                "Of %(count)s times that a unit had a choice it took the order due first %(due)s times, the oldest "
                "%(oldest)s times.", count=seen.choices, due=seen.by_due, oldest=seen.by_release))  # fmt: skip
        if seen.ready:
            lines.append("  " + say(
                "Of %(count)s lots that came while a unit for them stood idle %(soon)s were begun within half an hour.",
                count=seen.ready, soon=seen.at_once))  # fmt: skip
        return lines

    def _validated(self) -> list[str]:
        names = {figure: (say(name), factor, digits) for figure, name, factor, digits in simulate.ROWS}
        names |= _more_names()
        rows = [["", say("recorded"), say("played"), say("a month may be"), ""]]
        for one in self.validation.checks:
            name, factor, digits = names[one.figure]
            low, high = (f"{_within(value, factor):.{digits}f}" for value in (one.low, one.high))
            told = say("holds") if one.agrees else say("DOES NOT HOLD")
            numbers = [f"{value * factor:.{digits}f}" for value in (one.measured, one.simulated.mean)]
            rows.append([name, *numbers, f"{low} … {high}", told])
        lines = [say("Does the played plant do what was recorded?"), *simulate.table(rows)]
        off = [one for one in self.validation.checks if not one.agrees]
        if off:
            lines.append(say("It doesn't hold: %(count)s of %(all)s figures are off. What to do:", count=len(off),
                             all=len(self.validation.checks)))  # fmt: skip
            lines += [f"  - {names[one.figure][0]}: {advice(one)}" for one in off]
        elif self.validation.checks:
            lines.append(say("It holds: %(all)s of %(all)s figures.", all=len(self.validation.checks)))
        if self.validation.missing:
            lines.append(say("Not recorded, so not compared: %(names)s",
                             names=", ".join(names[one][0] for one in self.validation.missing)))  # fmt: skip
        return lines

    def _taken(self) -> list[str]:
        return [
            say("Taken for granted, because nobody measured it:"),
            *(f"  - {taken(one)}" for one in self.of.assumptions),
        ]

    def _stops(self) -> list[str]:
        rows = self.of.stops[:_MOST_STOPS]
        lines = [
            "  - " + say("%(reason)s: %(count)s times, %(hours)s h", reason=reason or say("without a reason"),
                         count=count, hours=f"{minutes / 60:.1f}")
            for reason, count, minutes in rows
        ]  # fmt: skip
        return ["", say("Stops while an order ran:"), *lines] if lines else []

    def _saved(self) -> list[str]:
        (plant, figures), of = self.files, self.of
        told = say("Written: %(plant)s and %(figures)s. Change what you like and play it again:", plant=plant,
                   figures=figures)  # fmt: skip
        span = f"--days {of.days:g} --warm-up {of.warm_up_days:g}"
        return [told, f"  dure simulate {plant} --policy {of.policy} --measured {figures} {span}"]


def _within(value: float, factor: float) -> float:
    """No share lies below nought or above one."""
    return max(value, 0.0) if factor == 1 else 100 * min(max(value, 0.0), 1.0)


def _more_names() -> dict[str, tuple[str, float, int]]:
    return {
        "availability": (say("Availability, %"), 100, 1),
        "effectiveness": (say("Effectiveness, %"), 100, 1),
        "quality_ratio": (say("Quality ratio, %"), 100, 2),
    }


def _save(file: Path, of: "Description", validation: "Validation") -> tuple[Path, Path]:
    """The plant, and beside it what was recorded of it."""
    from dure.planning.simulation import formats

    figures = file.with_suffix(".measured.json")
    try:
        file.write_text(formats.as_json(of.plant) + "\n", "utf-8")
        figures.write_text(json.dumps(validation.recorded, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise Invalid("%(file)s can't be written: %(reason)s", file=file, reason=error) from error
    return file, figures
