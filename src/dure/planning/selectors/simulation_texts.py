"""What the plant played through says, in the reader's language: figures, sentences, what doesn't hold."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dure.planning.effect_chart import Effect, Words, forest
from dure.planning.models import Simulation
from dure.web.templatetags.dure import number

if TYPE_CHECKING:
    from dure.planning.simulation.answering import Answer
    from dure.planning.simulation.comparing import Difference
    from dure.planning.simulation.fitting import Check

Way = Simulation.Way


class Unit(StrEnum):
    SHARE = "share"
    HOURS = "hours"
    COUNT = "count"


class Verdict(StrEnum):
    """CHANGED: it changes, and whether that is good depends. SAME: to the last bit. UNSURE: it may be none."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    SAME = "same"
    UNSURE = "unsure"


FIGURES: dict[str, tuple[Any, Unit, int]] = {
    "on_time_share": (gettext_lazy("Delivered on time"), Unit.SHARE, 1),
    "lead_h": (gettext_lazy("Lead time, in working hours"), Unit.HOURS, -1),
    "wip": (gettext_lazy("Orders in work at once"), Unit.COUNT, -1),
    "good_per_h": (gettext_lazy("Good pieces an hour"), Unit.COUNT, 1),
    "defect_share": (gettext_lazy("Rejected pieces"), Unit.SHARE, -1),
    "oee": (pgettext_lazy("short", "OEE"), Unit.SHARE, 1),
    "availability": (gettext_lazy("Availability"), Unit.SHARE, 1),
    "effectiveness": (gettext_lazy("Effectiveness"), Unit.SHARE, 1),
    "quality_ratio": (gettext_lazy("Quality ratio"), Unit.SHARE, 1),
    "work": (gettext_lazy("Machines at work"), Unit.SHARE, 0),
    "setup": (gettext_lazy("Machines being set up"), Unit.SHARE, -1),
    "down": (gettext_lazy("Machines broken down"), Unit.SHARE, 0),
    "micro": (gettext_lazy("Machines in micro-stops"), Unit.SHARE, 0),
    "crew": (gettext_lazy("Machines waiting for people"), Unit.SHARE, -1),
    "unseen": (gettext_lazy("Work is there, nobody knows"), Unit.SHARE, -1),
    "held": (gettext_lazy("Work is there, planned elsewhere"), Unit.SHARE, 0),
    "starved": (gettext_lazy("Work is elsewhere in the plant"), Unit.SHARE, 0),
    "idle": (gettext_lazy("No order is there"), Unit.SHARE, 0),
}
"""Figure → name, unit, which way is good: up (1), down (-1) or neither. Shares of machines are of their open time."""
KEY = ("on_time_share", "lead_h", "wip", "good_per_h", "defect_share", "oee", "setup")
"""Those that a sentence and the picture are made of."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure under both ways of working, written out. interval: of the change, with 95 %."""

    figure: str
    name: str
    before: str
    after: str
    change: str
    interval: str
    verdict: Verdict
    of: "Difference"

    @property
    def told(self) -> str:
        return str(VERDICTS[self.verdict])


WARNING = gettext_lazy("The played plant isn't yours yet: don't decide by this comparison.")
VERDICTS = {
    Verdict.BETTER: gettext_lazy("better"),
    Verdict.WORSE: gettext_lazy("worse"),
    Verdict.CHANGED: gettext_lazy("different"),
    Verdict.SAME: gettext_lazy("no change"),
    Verdict.UNSURE: gettext_lazy("can't be told"),
}


def rows_of(answer: "Answer") -> list[Row]:
    """In the order of FIGURES; what stays at nought under both is left out. Where the played plant isn't the real one,
    nothing is called better or worse."""
    by_name = {one.figure: one for one in answer.changes if one.before.mean or one.after.mean}
    return [_row(by_name[name], holds=answer.holds) for name in FIGURES if name in by_name]


def _row(of: "Difference", *, holds: bool) -> Row:
    name, unit, _good = FIGURES[of.figure]
    change = of.change
    low, high = (change.mean if one is None else one for one in (change.low, change.high))
    return Row(
        of.figure, str(name), value(of.before.mean, unit), value(of.after.mean, unit), shift(change.mean, unit),
        f"{signed(low, unit)} … {signed(high, unit)}", verdict(of) if holds else Verdict.UNSURE, of,
    )  # fmt: skip


def verdict(of: "Difference") -> Verdict:
    from dure.planning.simulation.comparing import is_sure

    good = FIGURES[of.figure][2]
    if of.change.mean == of.change.half == 0:
        return Verdict.SAME
    if not is_sure(of.change):
        return Verdict.UNSURE
    if not good:
        return Verdict.CHANGED
    return Verdict.BETTER if of.change.mean * good > 0 else Verdict.WORSE


def value(amount: float, unit: Unit) -> str:
    match unit:
        case Unit.SHARE:
            return f"{number(100 * amount, 1)} %"
        case Unit.HOURS:
            return _("%(hours)s h") % {"hours": number(amount, 1)}
        case Unit.COUNT:
            return number(amount, 1)


def signed(amount: float, unit: Unit) -> str:
    text = number(amount * (100 if unit is Unit.SHARE else 1), 1)
    return text.replace("-", "−") if text.startswith("-") else f"+{text}"


def shift(amount: float, unit: Unit) -> str:
    """A change with its unit: of shares in points."""
    text = signed(amount, unit)
    match unit:
        case Unit.SHARE:
            return _("%(points)s points") % {"points": text}
        case Unit.HOURS:
            return _("%(hours)s h") % {"hours": text}
        case Unit.COUNT:
            return text


def sentences(rows: Iterable[Row], *, is_today: bool) -> list[tuple[str, Row]]:
    """One for each of the key figures. is_today: what is compared with is how people work now."""
    text = (
        _("%(name)s: now %(before)s → %(after)s (%(change)s, 95 %% interval %(interval)s).")
        if is_today
        else _("%(name)s: %(before)s → %(after)s (%(change)s, 95 %% interval %(interval)s).")
    )
    return [(text % asdict(one), one) for one in _key(rows)]


def _key(rows: Iterable[Row]) -> list[Row]:
    by_name = {one.figure: one for one in rows}
    return [by_name[name] for name in KEY if name in by_name]


def picture(rows: Iterable[Row]) -> str:
    """The changes of the key figures as shares of what was before, with their intervals."""
    effects = [
        Effect(one.name, share, one.of.share_half or 0.0, one.verdict.value, f"{one.change}, {one.interval}")
        for one in _key(rows) if (share := one.of.share) is not None
    ]  # fmt: skip
    words = Words(
        _("What changes, in percent of what was before"), _("no change"),
        {verdict.value: str(text) for verdict, text in VERDICTS.items()},
    )  # fmt: skip
    return forest(effects, words) if effects else ""


@dataclass(frozen=True, slots=True)
class Held:
    """A figure as it was recorded, and as it was played. span: in which a single month may lie."""

    name: str
    recorded: str
    played: str
    span: str
    holds: bool
    advice: str


def held_of(answer: "Answer") -> list[Held]:
    order = list(FIGURES)
    return [_held(one) for one in sorted(answer.checks, key=lambda one: order.index(one.figure))]


def _held(one: "Check") -> Held:
    from dure.planning.simulation.wording import ADVICE

    name, unit, _good = FIGURES[one.figure]
    top = 1.0 if unit is Unit.SHARE else one.high
    low, high = (value(min(max(end, 0.0), max(top, 0.0)), unit) for end in (one.low, one.high))
    less, more = ADVICE[one.figure]
    advice = "" if one.agrees else _(less if one.simulated.mean < one.measured else more)
    return Held(
        str(name), value(one.measured, unit), value(one.simulated.mean, unit), f"{low} … {high}", one.agrees, advice
    )


def names_of(figures: Iterable[str]) -> str:
    return ", ".join(str(FIGURES[one][0]) for one in figures)


def noted_of(answer: "Answer") -> list[str]:
    """What was taken for granted."""
    from dure.planning.simulation.assuming import Taken
    from dure.planning.simulation.wording import TAKEN

    texts = ((_(TAKEN[Taken(one.what)]), dict(one.values)) for one in answer.noted)
    return [text % values if values else text for text, values in texts]


def habits_of(answer: "Answer") -> list[str]:
    """How people worked."""
    found = []
    if answer.choices:
        found.append(
            _("Of %(count)s times that a unit had a choice it took the order due first %(due)s times, the oldest "
              "%(oldest)s times.")
            % {"count": answer.choices, "due": answer.by_due, "oldest": answer.by_release}
        )  # fmt: skip
    if answer.ready:
        found.append(
            _("Of %(count)s lots that came while a unit for them stood idle %(soon)s were begun within half an hour.")
            % {"count": answer.ready, "soon": answer.at_once}
        )  # fmt: skip
    return found


def stops_of(answer: "Answer") -> list[str]:
    return [
        _("%(reason)s: %(count)s times, %(hours)s h")
        % {"reason": one.reason or _("without a reason"), "count": one.count, "hours": number(one.minutes / 60, 1)}
        for one in answer.stops
    ]


def way_of(answer: "Answer", word: str) -> str:
    """What a way of working is called; one that was measured and that nobody can choose is `status`."""
    return str(Way(word).label) if word in Way.values else _("Orders as they came; what is ready is known at once")
