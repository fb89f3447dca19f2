"""Template filters of the production pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext

from dure.kernel import clock
from dure.production.connect import protocols
from dure.production.models.rules import STATE_NAMES
from dure.production.unit import UnitState
from dure.telemetry.models import BEGINNING

register = template.Library()


@register.filter
def qty(value: Decimal | None) -> str:
    """A quantity without needless zeros; a dash for what is missing."""
    if value is None:
        return "–"
    places = max(-int(Decimal(value).normalize().as_tuple().exponent), 0)
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def signed(value: Decimal | None) -> str:
    """A difference with its sign."""
    return f"+{qty(value)}" if value is not None and value > 0 else qty(value)


@register.filter
def since(moment: datetime | None, now: datetime) -> timedelta | None:
    """How long ago a moment was at plant time `now`."""
    return max(now - moment, timedelta()) if moment else None


@register.filter
def state_name(state: str) -> Any:
    """The word for a state in the user's language."""
    return STATE_NAMES[UnitState(state)]


@register.filter
def protocol_name(protocol: str) -> str:
    """A protocol's name for people."""
    return protocols.title(protocol)


@register.filter
def valid_since(moment: datetime) -> str:
    """From when a rule holds, in words where it always held."""
    return gettext("from the beginning") if moment <= BEGINNING else f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@register.filter
def said(value: Any) -> str:
    """A machine's value as people read it: on and off for a switch, grouped digits for a number."""
    if isinstance(value, bool):
        return gettext("on") if value else gettext("off")
    return figure(value) if isinstance(value, int | float) else str(value)


@register.filter
def hm(moment: datetime | None) -> str:
    """Local hours and minutes."""
    return "–" if moment is None else f"{timezone.localtime(moment):%H:%M}"


@register.filter
def hms(moment: datetime | None) -> str:
    """Local hours, minutes and seconds."""
    return "–" if moment is None else f"{timezone.localtime(moment):%H:%M:%S}"


@register.filter
def day_hm(moment: datetime | None) -> str:
    """Local month, day and time of day."""
    return "–" if moment is None else f"{timezone.localtime(moment):%m-%d %H:%M}"


@register.filter
def share(value: Decimal | float | None, whole: float = 100) -> float:
    """A ratio as a part of `whole`, kept between nothing and all; for bars."""
    return 0 if value is None else round(min(max(float(value), 0), 1) * whole, 2)


@register.filter
def unlocalized(value: Any) -> str:
    """A number as browsers' own fields want it: a dot, no grouping."""
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


@register.filter
def figure(value: float) -> str:
    """A measured number with at most six significant digits."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"


@register.filter
def hh(moment: datetime) -> str:
    """Local hour of the day."""
    return f"{timezone.localtime(moment):%H}"


@register.filter
def day_hms(moment: datetime) -> str:
    """Local month, day and time with seconds."""
    return f"{timezone.localtime(moment):%m-%d %H:%M:%S}"


@register.filter
def micros(moment: datetime) -> str:
    """Microseconds since 1970, for addresses."""
    return str(clock.to_us(moment))


@register.simple_tag
def bar_top(bar: Any, *, reject: bool = False, full: int = 40) -> str:
    """Where a bar of a small chart begins: good stands on the ground, reject on top of it."""
    return f"{full - bar.good - (bar.reject if reject else 0):.1f}"
