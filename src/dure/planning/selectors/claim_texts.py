"""Sentences about chances of being late, in the reader's language: what one comes from, and what it goes by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dure.planning.claim_chart import Words, reliability
from dure.planning.models import LatenessClaim, Replay
from dure.planning.selectors.claims import Judged, told_and_came
from dure.planning.selectors.schedule_page import names_of
from dure.plant.models import WorkUnit
from dure.web.problems import said

SHOWN = 0.05
"""Causes and stops of a smaller share aren't worth a word."""
CAUSES = {
    "own": gettext_lazy("its own work takes longer"),
    "others": gettext_lazy("work in front of it takes longer"),
    "stops": gettext_lazy("stops"),
    "again": gettext_lazy("work done again"),
    "material": gettext_lazy("late material"),
    "plan": gettext_lazy("late as planned"),
}
"""By `promising.risk.Cause`."""


@dataclass(frozen=True, slots=True)
class Told:
    """because: what the lateness comes from, with shares; empty where there is none."""

    claim: LatenessClaim
    because: str


def told_of(claims: Iterable[LatenessClaim]) -> list[Told]:
    """One query for the names of work units."""
    rows = list(claims)
    names = names_of(WorkUnit.objects, {unit for row in rows for unit, share in row.stops if share >= SHOWN})
    return [Told(row, _because(row, names)) for row in rows]


def _because(row: LatenessClaim, names: dict[int, str]) -> str:
    parts = []
    for cause, share in sorted(row.causes.items(), key=lambda one: -one[1]):
        if share >= SHOWN:
            parts.append(f"{CAUSES[cause]} {_percent(share)}")
            if cause == "stops" and (stops := _stops(row, names)):
                parts[-1] += f" ({stops})"
    return ", ".join(parts)


def _stops(row: LatenessClaim, names: dict[int, str]) -> str:
    return ", ".join(
        f"{names[unit]} {_percent(share)}" for unit, share in row.stops if share >= SHOWN and unit in names
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def basis_of(replay: Replay) -> list[str]:
    """What its figures go by, or why there are none."""
    values = {"n": replay.operations, "stops": replay.stops, "days": replay.days, "rounds": replay.rounds}
    if replay.silence:
        return [_silence(replay)]
    return [
        _(
            "The plan was carried out %(rounds)s times with what was measured in the last %(days)s days: finished "
            "operations %(n)s, stops %(stops)s."
        )
        % values,
        _held_to_what_came(replay),
    ]


def _silence(replay: Replay) -> str:
    from dure.planning.promising.history import LEAST_ROWS

    match Replay.Silence(replay.silence):
        case Replay.Silence.FEW:
            return _(
                "No chance can be told yet: %(n)s finished operations of the last %(days)s days have a planned time "
                "and counted pieces; %(least)s are needed. Give the routings run times and report what is done."
            ) % {"n": replay.operations, "days": replay.days, "least": LEAST_ROWS}
        case Replay.Silence.PLAN:
            return _("No chance can be told: %(problem)s") % {"problem": said(replay.problem)}
        case Replay.Silence.WORSE:
            return _(
                "No chance is told: what was said so far came true no better than the plain share of late orders. "
                "It is kept and checked further."
            )


def _held_to_what_came(replay: Replay) -> str:
    from dure.planning.promising.calibration import LEAST_OF_EACH, LEAST_OUTCOMES

    if replay.outcomes:
        return _("Corrected by what came of %(n)s earlier statements.") % {"n": replay.outcomes}
    return _(
        "Not corrected yet by what came of earlier statements: %(n)s of them have been decided, %(least)s are needed, "
        "%(each)s of each kind. Until then take it as a hint."
    ) % {"n": replay.known, "least": LEAST_OUTCOMES, "each": LEAST_OF_EACH}


@dataclass(frozen=True, slots=True)
class Step:
    """Of what was told between two shares: so many orders, the mean of it, and the share that was late."""

    span: str
    count: int
    told: float
    late: float


@dataclass(frozen=True, slots=True)
class Record:
    """What was told and what came true. picture: an SVG."""

    count: int
    steps: Sequence[Step]
    picture: str


def record_of(rows: Sequence[Judged], now: datetime) -> Record | None:
    """None while no order of which something was said is due."""
    from dure.planning.promising.calibration import deciles

    pairs = told_and_came(rows, now)
    if not pairs:
        return None
    found = deciles(pairs)
    words = Words(
        _("Chance of being late: told, and what came of it"), _("told"), _("were late"), _("as it should be"),
        lambda count: ngettext("%(n)s order", "%(n)s orders", count) % {"n": count},
    )  # fmt: skip
    steps = [Step(f"{one.low:.0%}–{one.high:.0%}", one.count, one.stated, one.late) for one in found]
    return Record(len(pairs), steps, reliability(found, words))
