"""What the pages of decisions share."""

from collections.abc import Container
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.decisions.models import Priority
from dure.decisions.selectors.alarms import Report
from dure.web.templatetags.dure import number, percent


def number_in(request: HttpRequest, name: str, allowed: Container[int], otherwise: int) -> int:
    """A number of the query string, if it is one of those allowed."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) in allowed else otherwise


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A figure of the alarm rate beside what the standard asks for. is_met None: of too few alarms to tell."""

    name: str | Promise
    text: str
    target: str
    is_met: bool | None


_SHARES = {Priority.HIGH: 0.05, Priority.MEDIUM: 0.15, Priority.LOW: 0.80}
_NEAR = 0.05
TELLING = 20
"""Shares of fewer alarms than this say nothing."""


def yardsticks(report: Report) -> list[Yardstick]:
    """The table of the standard's clause 16, with this plant's figures."""
    found = report.burden
    rows = [
        Yardstick(_("Alarms a day"), number(found.per_day, 1), "≤ 150", found.per_day <= 150),
        Yardstick(_("Alarms an hour"), number(found.per_hour, 2), "≤ 6", found.per_hour <= 6),
        Yardstick(
            _("Alarms in ten minutes, on average"), number(found.per_ten_minutes, 2), "≤ 1", found.per_ten_minutes <= 1
        ),
        Yardstick(_("Most alarms in ten minutes"), number(found.most), "≤ 10", found.most <= 10),
        Yardstick(_("Tens of minutes with more than 10"), percent(found.busy_share), "< 1 %", found.busy_share < 0.01),
        Yardstick(
            _("Hours with more than 30"), percent(found.busy_hours_share), "< 1 %", found.busy_hours_share < 0.01
        ),
        Yardstick(_("Time in a flood"), percent(found.flood_share), "< 1 %", found.flood_share < 0.01),
        Yardstick(
            _("Share of the ten most frequent"),
            percent(found.top_share),
            "< 5 %",
            found.top_share < 0.05 if found.count >= TELLING else None,
        ),
        Yardstick(_("Chattering alarms"), number(len(found.chattering)), "0", not found.chattering),
        Yardstick(_("Standing for more than a day"), number(len(found.stale)), "< 5", len(found.stale) < 5),
    ]
    return [*rows, *(_of_priority(report, priority) for priority in Priority if found.count)]


def _of_priority(report: Report, priority: Priority) -> Yardstick:
    share, wanted = report.burden.priorities.get(priority, 0.0), _SHARES[priority]
    name = _("Share of priority %(name)s") % {"name": priority.label}
    is_met = abs(share - wanted) <= _NEAR if report.burden.count >= TELLING else None
    return Yardstick(name, percent(share), f"~ {percent(wanted, 0)}", is_met)
