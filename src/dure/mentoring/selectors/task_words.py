"""What figures of an improvement task mean, in plain sentences of the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dure.kernel.errors import NotFound
from dure.mentoring.effects import Code, TooLittle
from dure.mentoring.models import TaskCheck
from dure.mentoring.progress import Held, Need, Result
from dure.mentoring.recorded import Measure
from dure.mentoring.where import where_of
from dure.mentoring.yardsticks import BY_NAME, Worth, Yardstick
from dure.performance.kpis import Unit
from dure.web.templatetags.dure import number, percent, short

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Said:
    """sentence: what the figures say; kind: good, warn or bad. formula: how the won were reckoned."""

    kind: str
    sentence: str
    warnings: list[str]
    saving: str
    formula: str


def value_text(stick: Yardstick, value: float) -> str:
    """A figure in its own unit."""
    if stick.unit is Unit.RATIO:
        return percent(value)
    if isinstance(stick.unit, Measure):
        return _with_unit(stick.unit, short(value))
    return _("%(n)s s") % {"n": short(value)} if stick.unit is Unit.SECONDS else number(value, 2)


def _with_unit(unit: Measure, text: str) -> str:
    return {
        Measure.KWH: _("%(n)s kWh"), Measure.HOURS: _("%(n)s hours"), Measure.MINUTES: _("%(n)s min"),
        Measure.ORDERS: _("%(n)s orders"), Measure.DAYS: _("%(n)s days"),
    }[unit] % {"n": text}  # fmt: skip


def change_text(stick: Yardstick, value: float) -> str:
    """A difference: of shares in percentage points."""
    if stick.unit is Unit.RATIO:
        return _("%(n)s percentage points") % {"n": _signed(value * 100)}
    if isinstance(stick.unit, Measure):
        sign = "" if not round(value, 3) else "−" if value < 0 else "+"
        return _with_unit(stick.unit, sign + short(abs(value)))
    text = _signed(value)
    return _("%(n)s s") % {"n": text} if stick.unit is Unit.SECONDS else text


def _signed(value: float) -> str:
    text = number(abs(value), 1 if abs(value) >= 1 else 2)
    return text if not any(digit in text for digit in "123456789") else f"{'−' if value < 0 else '+'}{text}"


def won(value: float | int | None) -> str:
    return "–" if value is None else _("%(n)s won") % {"n": number(value)}


def worth_word(stick: Yardstick | None) -> str:
    """What one unit is that a value in won is told for."""
    if stick is None or stick.worth is Worth.NONE:
        return ""
    return {
        Worth.PIECE: pgettext("worth", "piece"),
        Worth.HOUR: pgettext("worth", "hour"),
        Worth.STOP: pgettext("worth", "stop"),
        Worth.LINE: pgettext("worth", "order line"),
        Worth.KWH: pgettext("worth", "kWh"),
    }[stick.worth]


def said_of(look: TaskCheck) -> Said:
    """A verification, kept or just made."""
    stick = BY_NAME[look.kpi]
    return Said(
        {Result.WORKED: "good", Result.NONE: "warn", Result.WORSE: "bad"}[Result(look.verdict)], _sentence(look, stick),
        warnings_of(look), _saving(look), _formula(look, stick),
    )  # fmt: skip


def _sentence(look: TaskCheck, stick: Yardstick) -> str:
    words = {
        "before": value_text(stick, look.before or 0.0), "after": value_text(stick, look.after or 0.0),
        "change": change_text(stick, look.effect or 0.0), "low": change_text(stick, look.low or 0.0),
        "high": change_text(stick, look.high or 0.0),
    }  # fmt: skip
    texts = {
        Result.WORKED: _(
            "It works: %(before)s before, %(after)s after. The change made %(change)s of that, with 95 %% certainty "
            "between %(low)s and %(high)s."
        ),
        Result.WORSE: _(
            "It made things worse: %(before)s before, %(after)s after. The change made %(change)s of that, with 95 %% "
            "certainty between %(low)s and %(high)s."
        ),
        Result.NONE: _(
            "No effect can be told: %(before)s before, %(after)s after. The change may have made anything between "
            "%(low)s and %(high)s, nothing at all among it."
        ),
    }
    return texts[Result(look.verdict)] % words


def too_little_text(found: TooLittle) -> str:
    return _(
        "Too little is known yet: figures of %(before)s days before and %(after)s days after the change. At least "
        "%(needed_before)s before and %(needed_after)s after are needed."
    ) % {
        "before": found.n_before, "after": found.n_after, "needed_before": found.needed_before,
        "needed_after": found.needed_after,
    }  # fmt: skip


def _saving(look: TaskCheck) -> str:
    if look.saving_won is None or look.verdict != Result.WORKED:
        return ""
    return _("%(won)s a year (between %(low)s and %(high)s)") % {
        "won": won(look.saving_won), "low": won(look.saving_low_won), "high": won(look.saving_high_won),
    }  # fmt: skip


def _formula(look: TaskCheck, stick: Yardstick) -> str:
    if look.saving_won is None or look.units_per_day is None:
        return ""
    return _("%(change)s × %(units)s a day × %(won)s for one %(one)s × %(days)s days of work a year") % {
        "change": change_text(stick, abs(look.effect or 0.0)).lstrip("+"), "units": short(look.units_per_day),
        "won": won(look.unit_value_won), "one": worth_word(stick), "days": number(look.days_a_year),
    }  # fmt: skip


def held_text(look: TaskCheck) -> str:
    """What a later look found."""
    stick = BY_NAME[look.kpi]
    interval = ""
    if look.low is not None and look.high is not None:
        interval = " " + _("Against before the change: between %(low)s and %(high)s.") % {
            "low": change_text(stick, look.low), "high": change_text(stick, look.high),
        }  # fmt: skip
    match look.verdict:
        case Held.HELD:
            return _("The gain has held.") + interval
        case Held.SHRUNK:
            return _("Some of the gain is gone.") + interval
        case Held.LOST:
            return _("The gain is lost. Look at what is done otherwise again.") + interval
    return _("It can't be told whether the gain has held: too few days with figures, or they scatter too much.")


def warnings_of(look: TaskCheck) -> list[str]:
    """What speaks against what a look found."""
    stick = BY_NAME[look.kpi]
    told = [warning_text(one["code"], one["figures"], stick) for one in look.told]
    return [one for one in told if one]


def warning_text(code: str, figures: Figures, stick: Yardstick) -> str:
    """A warning in plain words; "" for one that this page doesn't know."""
    known: Mapping[str, Callable[[Figures, Yardstick], str]] = _WARNINGS
    return known[code](figures, stick) if code in known else ""


def _few(told: Figures, stick: Yardstick) -> str:
    words = {"days": number(told["days_before"]), "after": number(told["days_after"])}
    words["least"] = change_text(stick, told["detectable"]).lstrip("+")
    text = _("Only %(days)s days before and %(after)s days after: an effect below %(least)s would hardly be seen.")
    return text % words


def _without(told: Figures, stick: Yardstick) -> str:
    if "low" not in told or "high" not in told:
        return ""
    return " " + _("Without it the change lies between %(low)s and %(high)s.") % {
        "low": change_text(stick, told["low"]), "high": change_text(stick, told["high"]),
    }  # fmt: skip


def _regression(told: Figures, stick: Yardstick) -> str:
    words = {"days": number(told["days"]), "stretch": value_text(stick, told["stretch"])}
    words["earlier"] = value_text(stick, told["earlier"])
    text = _(
        "The last %(days)s days before the change were unlike the time before (%(stretch)s instead of %(earlier)s): "
        "part of the way back would have come by itself."
    )
    return text % words + _without(told, stick)


def _trend(told: Figures, stick: Yardstick) -> str:
    text = _("It was already on its way before the change (%(slope)s a day).") % {
        "slope": change_text(stick, told["slope"])
    }
    if "effect_low" not in told:
        return text
    return text + " " + _("If it had gone on so, the change lies between %(low)s and %(high)s.") % {
        "low": change_text(stick, told["effect_low"]), "high": change_text(stick, told["effect_high"]),
    }  # fmt: skip


def _denominator(told: Figures, stick: Yardstick) -> str:
    return _(
        "%(share)s of the change comes from what is divided by: %(before)s a day before, %(after)s after. Look whether "
        "there was only more or less work."
    ) % {
        "share": percent(told["share"], 0), "before": short(stick.units(told["before"])),
        "after": short(stick.units(told["after"])),
    }  # fmt: skip


def _definition(told: Figures, stick: Yardstick) -> str:
    day = date.fromordinal(int(told["day"])).isoformat()
    if stick.recorded is not None:
        return _("The figure is reckoned otherwise since %(day)s.") % {"day": day}
    return _("The figure is reckoned otherwise since %(day)s: an ideal cycle time was changed.") % {"day": day}


def _events(told: Figures, _stick: Yardstick) -> str:
    return _("Other tasks changed something on the same machines in this time: %(count)s.") % {
        "count": number(told["count"])
    }


def _outlier(told: Figures, stick: Yardstick) -> str:
    day = date.fromordinal(int(told["day"])).isoformat()
    words = {"day": day, "value": value_text(stick, told["value"])}
    return _("One day carries it: %(day)s with %(value)s.") % words + _without(told, stick)


_WARNINGS: Mapping[str, Callable[[Figures, Yardstick], str]] = {
    Code.FEW_DAYS: _few,
    Code.REGRESSION: _regression,
    Code.TREND_BEFORE: _trend,
    Code.DENOMINATOR: _denominator,
    Code.DEFINITION: _definition,
    Code.EVENTS: _events,
    Code.OUTLIER: _outlier,
    Code.CONTROL_UNLIKE: lambda told, stick: _(
        "It and what it is compared with drifted apart before the change (%(slope)s a day)."
    ) % {"slope": change_text(stick, told["slope"])},
    Code.CONTROL_FEW: lambda told, _stick: _("%(days)s days have no figure to compare with.")
    % {"days": number(told["days"])},
    Code.SPREAD: lambda told, _stick: _("Days scatter %(ratio)s times as much after the change as before.")
    % {"ratio": number(told["ratio"], 1)},
    Code.SLOW: lambda told, _stick: _("Days are so alike that together they count for %(worth)s days only.")
    % {"worth": number(told["worth"])},
}  # fmt: skip


def needs_text(lacking: Sequence[Need], texts: Mapping[Need, str]) -> list[str]:
    return [_(texts[need]) for need in lacking]


def scope_text(key: str) -> str:
    """The name of a part of the plant, a customer or an item."""
    if not key:
        return _("The whole plant")
    try:
        return where_of(key).name
    except NotFound:
        return key


def result_badge(result: str) -> tuple[str, str]:
    """(css, word) of a result."""
    words: dict[str, tuple[str, Any]] = {
        Result.WORKED: ("good", pgettext("improvement task", "Works")),
        Result.NONE: ("warn", pgettext("improvement task", "No effect")),
        Result.WORSE: ("bad", pgettext("improvement task", "Made worse")),
    }
    return words.get(result, ("", ""))
