"""Whether what a live page shows is old: the recorder is behind, or a gateway says nothing.

That the page itself has lost the server, it notices without being told (web/static/web/live.js).
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.production.connect import health
from dure.telemetry import connections
from dure.telemetry.models import Reader
from dure.telemetry.services import time_passed
from dure.web.templatetags.dure import clock_span

BEHIND = timedelta(seconds=15)
"""The recorder lets time pass each second; it is behind when it has not for this long, in real time."""


def warnings(now: datetime) -> list[str]:
    """Sentences to show over a live page; none while all is fresh."""
    return [*_recorder(now), *_gateways(now)]


def _recorder(now: datetime) -> list[str]:
    passed_us = time_passed(Reader.RESULTS)
    if not passed_us:
        return []
    behind = now - clock.from_us(passed_us)
    if behind <= BEHIND * max(clock.speed(), 1):
        return []
    return [_("The figures are %(span)s old: the recorder is behind or has stopped.") % {"span": clock_span(behind)}]


def _gateways(now: datetime) -> list[str]:
    names = sorted(set(connections.in_use().filter(is_enabled=True).values_list("gateway", flat=True)))
    told = {name: health.read(name) for name in names}
    return [_silent(name, one.told_at, now) for name, one in told.items() if not one.is_heard]


def _silent(name: str, told_at: datetime | None, now: datetime) -> str:
    if told_at is None:
        return _("The gateway %(name)s says nothing: the values of its machines are old.") % {"name": name}
    given = {"name": name, "span": clock_span(now - told_at)}
    return _("The gateway %(name)s has said nothing for %(span)s: the values of its machines are old.") % given
