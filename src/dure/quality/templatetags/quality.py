"""Words and figures of quality."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dure.quality.words import DECISIONS, RULE_NAMES, RULE_SENTENCES, STATISTICS
from dure.web.templatetags.dure import number

register = template.Library()
_VERDICTS = {"open": "info", "accepted": "good", "conditional": "warn", "rejected": "bad"}
_STAGES = {"found": "bad", "contained": "warn", "cause": "warn", "action": "info", "closed": "good"}
_SEVERITIES = {"normal": "good", "tightened": "warn", "reduced": "info", "stopped": "bad"}


@register.filter
def verdict_state(value: str) -> str:
    """The badge's colour; the word stands in it."""
    return _VERDICTS.get(value, "")


@register.filter
def stage_state(value: str) -> str:
    return _STAGES.get(value, "")


@register.filter
def severity_state(value: str) -> str:
    return _SEVERITIES.get(value, "")


@register.filter
def rule_name(value: str) -> str:
    return str(RULE_NAMES[value])  # type: ignore[index]


@register.filter
def rule_sentence(value: str) -> str:
    return str(RULE_SENTENCES[value])  # type: ignore[index]


@register.filter
def statistic(value: str) -> str:
    return str(STATISTICS[value])


@register.filter
def limits(line: Any) -> str:
    """9 – 11 mm, ≤ 11 mm, ≥ 9 mm, or what is asked of what isn't measured."""
    if line.kind == "good":
        return _("good or bad")
    if line.kind == "defects":
        return _("at most %(count)s defects") % {"count": f"{(line.upper or Decimal(0)).normalize():f}"}
    lower, upper = (None if one is None else f"{one.normalize():f}" for one in (line.lower, line.upper))
    told = f"{lower} – {upper}" if lower and upper else f"≥ {lower}" if lower else f"≤ {upper}"
    return f"{told} {line.unit}".strip()


@register.filter
def reading(measurement: Any) -> str:
    """A value as its characteristic is read."""
    if measurement is None:
        return ""
    line = measurement.line
    if line.kind == "good":
        return pgettext("piece", "bad") if measurement.value else pgettext("piece", "good")
    return number(measurement.value, 0 if line.kind == "defects" else line.decimals)


@register.filter
def plain(value: float) -> str:
    """A measured value as it was typed: no noughts at the end, a point in each language."""
    return f"{value:.10g}"


@register.filter
def index_state(value: float | None) -> str:
    """How an index is judged: 1.33 and above is capable, below 1 it is not."""
    if value is None:
        return ""
    return "good" if value >= 1.33 else "warn" if value >= 1 else "bad"


@register.filter
def interval(index: Any) -> str:
    """1.12 – 1.48, a dash where there is none."""
    if index is None or index.low is None:
        return "–"
    return f"{number(index.low, 2)} – {number(index.high, 2)}"


@register.filter
def decision_name(decision: str) -> str:
    return str(DECISIONS[decision])  # type: ignore[index]
