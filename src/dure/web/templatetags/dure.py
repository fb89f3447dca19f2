"""Template tags of the look: icons, state marks, numbers and times as people read them."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.web import access, problems
from dure.web.improvements import Origin, find

register = template.Library()
STATE_ICONS = {
    "producing": "play",
    "idle": "pause",
    "setup": "wrench",
    "down": "alert",
    "off": "power",
    "unknown": "unknown",
}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A picture of the sprite; decoration only, the word stands beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def once() -> SafeString:
    """A key of this rendering of a form, by which it is taken once however often it is sent; see `dure.web.once`."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4().hex)


@register.simple_tag
def state_icon(state: str, css: str = "") -> SafeString:
    return icon(STATE_ICONS.get(str(state), "unknown"), css)


@register.simple_tag
def clock_facts() -> SafeString:
    """Attributes of an element that shows the plant's time: now, speed and time zone."""
    zone = timezone.get_current_timezone_name()
    now_ms = clock.now_us() // 1000
    return format_html('data-now-ms="{}" data-speed="{}" data-zone="{}"', str(now_ms), str(clock.speed()), zone)


@register.simple_tag(takes_context=True)
def may_open(context: template.Context, url_name: str) -> bool:
    """Whether the person of this request may open the page; so that no link leads to a refusal."""
    return access.allows(access.pass_of(context["request"]), url_name)


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The page's own query with some parameters changed; None or "" takes one away."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.inclusion_tag("web/parts/improvements.html", takes_context=True)
def improvements(context: template.Context, page: str, key: object, text: object, **proposed: Any) -> dict[str, Any]:
    """Improvement tasks that were made of what a page shows, and a button for another; see `web.improvements`.

    text: how the page's thing is called; its title too, where none is proposed. is_part: the button alone.
    """
    given = {name: value for name, value in proposed.items() if value not in (None, "")}
    words = str(text)[:200]
    origin = Origin(page=page, key=str(key), text=words, **{"title": words[:120]} | given)
    return {"made": find(origin, access.pass_of(context["request"]).roles), "is_part": origin.is_part}


register.filter("said", problems.said)


@register.filter
def number(value: Decimal | float | int | None, places: int = 0) -> str:
    """A number with grouped digits; a dash for what is missing, never a zero."""
    if value is None or value == "":
        return "–"
    # Django cuts decimals off; people expect 68.75 to become 68.8.
    # Adding nothing turns a rounded-off "-0" into "0".
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0
    return formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def short(value: Decimal | float | int | None) -> str:
    """A quantity as one says it: whole from a hundred on, below with three figures, without idle noughts."""
    if value is None:
        return number(value)
    size = abs(Decimal(str(value)))
    most = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    rounded = round(Decimal(str(value)), most)
    return number(rounded, next(places for places in range(most + 1) if round(rounded, places) == rounded))


@register.filter
def percent(value: Decimal | float | None, places: int = 1) -> str:
    """A ratio as percent; a dash for what is missing."""
    return "–" if value is None else f"{number(value * 100, places)} %"


@register.filter
def clock_span(value: timedelta | float | None) -> str:
    """A length of time, two units at most: 2 h 05 min, 3 min 20 s. Seconds or a timedelta."""
    if value is None:
        return "–"
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    if seconds < 60:
        return _("%(s)d s") % {"s": max(seconds, 0)}
    if seconds < 3600:
        return _("%(m)d min %(s)02d s") % {"m": seconds // 60, "s": seconds % 60}
    if seconds < 86_400:
        return _("%(h)d h %(m)02d min") % {"h": seconds // 3600, "m": seconds % 3600 // 60}
    return _("%(d)d d %(h)d h") % {"d": seconds // 86_400, "h": seconds % 86_400 // 3600}


@register.filter
def moment(value: datetime | None) -> str:
    """Local date and time to the minute, shorter when it is today."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    if local.date() == timezone.localtime(clock.now()).date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


@register.filter
def undo_of(tags: str) -> str:
    """The address in a message's extra tags by which it can be undone, or empty."""
    return next((tag[5:] for tag in (tags or "").split() if tag.startswith("undo=")), "")


@register.filter
def widget_kind(bound_field: Any) -> str:
    """checkbox, select, textarea, file, radio, checkboxes or input: how a field is laid out."""
    kinds = {
        "CheckboxInput": "checkbox",
        "Select": "select",
        "SelectMultiple": "select",
        "Textarea": "textarea",
        "ClearableFileInput": "file",
        "FileInput": "file",
        "RadioSelect": "radio",
        "CheckboxSelectMultiple": "checkboxes",
    }
    return kinds.get(type(bound_field.field.widget).__name__, "input")
