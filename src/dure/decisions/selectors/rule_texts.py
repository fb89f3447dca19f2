"""What a rule asks and what was read, with units and the names of states, in the reader's language. No query."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from dure.decisions.conditions import Kind
from dure.decisions.models import AlarmRule, Subject
from dure.performance.kpis import Unit
from dure.performance.selectors import BY_CODE
from dure.production.models.rules import STATE_NAMES
from dure.web.templatetags.dure import number

_STATES = {state.value: name for state, name in STATE_NAMES.items()}
RATIOS = frozenset(code for code, kpi in BY_CODE.items() if kpi.unit is Unit.RATIO)
"""KPIs whose limits are shares: 0.02 is 2 %."""


def plain(value: float) -> str:
    """With as many decimals as it was written with."""
    told = Decimal(f"{value:.10g}")
    return number(told, max(-int(told.normalize().as_tuple().exponent), 0))


def condition_text(rule: AlarmRule) -> str:
    """When it rings, such as “above 97.4 ℃”."""
    marks = {"limit": _with_unit(rule, rule.limit), "minutes": plain(rule.limit), "states": _named(rule.states)}
    match rule.kind:
        case Kind.ABOVE:
            return _("above %(limit)s") % marks
        case Kind.BELOW:
            return _("below %(limit)s") % marks
        case Kind.RISES:
            return _("rises by more than %(limit)s a minute") % marks
        case Kind.FALLS:
            return _("falls by more than %(limit)s a minute") % marks
        case Kind.SILENT:
            return _("no value for %(minutes)s min") % marks
    return _("in the state %(states)s") % marks


def subject_text(rule: AlarmRule) -> str:
    """What it looks at by its name."""
    if rule.subject == Subject.KPI:
        return _(BY_CODE[rule.kpi].name) if rule.kpi in BY_CODE else rule.kpi
    if rule.signal is not None:
        return f"{rule.signal.work_unit or ''} · {rule.signal.name}".removeprefix(" · ")
    return str(rule.work_unit or "")


def reading_text(rule: AlarmRule, value: float | str | None) -> str:
    """A value as the watch kept it; "" for none."""
    if value in (None, ""):
        return ""
    if rule.kind == Kind.STATE:
        return _named([str(value)])
    try:
        figure = float(Decimal(str(value)))
    except InvalidOperation:
        return str(value)
    if rule.kind == Kind.SILENT:
        return _("%(minutes)s min") % {"minutes": plain(figure)}
    told = _with_unit(rule, figure)
    return _("%(value)s a minute") % {"value": told} if rule.kind in (Kind.RISES, Kind.FALLS) else told


def _with_unit(rule: AlarmRule, value: float) -> str:
    if rule.subject == Subject.KPI:
        unit = BY_CODE[rule.kpi].unit if rule.kpi in BY_CODE else ""
        return f"{plain(100 * value)} %" if rule.kpi in RATIOS else f"{plain(value)} {unit}".rstrip()
    unit = rule.signal.unit if rule.signal is not None else ""
    return f"{plain(value)} {unit}".rstrip()


def _named(states: list[str]) -> str:
    return ", ".join(str(_STATES.get(one, one)) for one in states)
