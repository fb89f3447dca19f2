"""What came of playing a described plant under two policies, as it is kept and read again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dure.kernel.errors import Invalid
from dure.planning.simulation.assuming import Taken
from dure.planning.simulation.comparing import Difference, differences
from dure.planning.simulation.describing import Description
from dure.planning.simulation.fitting import Check
from dure.planning.simulation.formats import made_of, rows_of
from dure.planning.simulation.policy import policy_of
from dure.planning.simulation.tally import FIGURES, Outcome
from dure.planning.simulation.validating import Validation
from dure.planning.simulation.wording import ADVICE

MOST_STOPS = 5


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that was taken for granted. what: a word of `Taken`; values: of its text, by their names."""

    what: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Stops:
    """reason: as the plant calls it; "": nobody gave one."""

    reason: str
    count: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Answer:
    """first, last: the measured days (ISO 8601). seeds: runs of each policy. policy: how people really worked; before,
    after: what was compared, () of `changes` where both are the same. missing: figures that nobody recorded. The rest
    are those of `Habits`."""

    plant: str
    first: str
    last: str
    orders: int
    units: int
    seeds: int
    policy: str
    before: str
    after: str
    checks: tuple[Check, ...]
    missing: tuple[str, ...]
    changes: tuple[Difference, ...]
    noted: tuple[Noted, ...]
    stops: tuple[Stops, ...]
    choices: int
    by_due: int
    by_release: int
    ready: int
    at_once: int

    @property
    def holds(self) -> bool:
        """Whether the played plant does what was recorded: with nothing to compare nobody knows."""
        return bool(self.checks) and all(one.agrees for one in self.checks)


@dataclass(frozen=True, slots=True)
class Asked:
    """last: the last of the measured days. before, after: policies."""

    last: date
    before: str
    after: str


def answered(
    of: Description, asked: Asked, validation: Validation, runs: Mapping[str, Sequence[Outcome]]
) -> Answer:  # fmt: skip
    """runs: by policy, each with the same seeds."""
    seen, before, after = of.habits, asked.before, asked.after
    # Days are played from a Monday on; the measured ones begin somewhere in the first week.
    first = asked.last - timedelta(days=round(of.days - of.warm_up_days) - 1)
    return Answer(
        of.plant.name, first.isoformat(), asked.last.isoformat(), len(of.orders), len(of.units), len(runs[before]),
        of.policy, before, after, validation.checks, validation.missing,
        () if before == after else tuple(differences(runs[before], runs[after]).values()),
        tuple(Noted(one.what.value, tuple((name, str(value)) for name, value in one.values.items()))
              for one in of.assumptions),
        tuple(Stops(*row) for row in of.stops[:MOST_STOPS]),
        seen.choices, seen.by_due, seen.by_release, seen.ready, seen.at_once,
    )  # fmt: skip


def as_rows(answer: Answer) -> Any:
    """What `read` reads."""
    return rows_of(answer)


def read(rows: Any) -> Answer:
    """An answer that was kept. Raises Invalid for what this version doesn't know."""
    found = made_of(Answer, rows, "answer")
    named = {one.figure for one in found.checks} | {one.figure for one in found.changes} | set(found.missing)
    known = {one.value for one in Taken}
    if not named <= set(FIGURES) or not {one.figure for one in found.checks} <= set(ADVICE):
        raise Invalid("%(at)s: %(value)s is not what is asked for.", at="figures", value=", ".join(sorted(named)))
    if unknown := [one.what for one in found.noted if one.what not in known]:
        raise Invalid("%(at)s: %(value)s is not what is asked for.", at="noted", value=", ".join(unknown))
    for text in (found.policy, found.before, found.after):
        policy_of(text)
    for text in (found.first, found.last):
        _date(text)
    return found


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("%(at)s: %(value)s is not what is asked for.", at="days", value=text) from error
