"""What can be told of a task before it is judged: the least change that could be found, and what is missing."""

from datetime import datetime

from django.utils.translation import gettext as _

from dure.mentoring.effects import Days, detectable, enough
from dure.mentoring.effects.design import LEAST, less
from dure.mentoring.models import ImprovementTask
from dure.mentoring.progress import is_reached
from dure.mentoring.selectors import task_words as words
from dure.mentoring.selectors.task_effects import BEFORE_DAYS, Came, came_of
from dure.web.templatetags.dure import number, percent

AFTER = (28, 60)
"""Days with figures after the change for which the least change is told."""


def foresight_of(task: ImprovementTask, now: datetime) -> list[str]:
    return foresight(task, came_of(task, now))


def foresight(task: ImprovementTask, came: Came | None) -> list[str]:
    """In plain sentences: what the comparison lacks, and before the change what could be found with the days there are.
    Empty while nobody has chosen a figure."""
    if came is None:
        return []
    found = _beside(task, came)
    return found if task.changed_on else found + _findable(task, came)


def _beside(task: ImprovementTask, came: Came) -> list[str]:
    if came.control is None:
        return []
    name, shared = words.scope_text(task.control), len(came.own.days.keys() & came.control.days.keys())
    if not came.control.days:
        return [
            _(
                "“%(name)s”, which it is compared with, has no figure on any day from %(days)s days before the change "
                "on. So nothing can be told: choose another one, or none."
            ) % {"name": name, "days": BEFORE_DAYS}
        ]  # fmt: skip
    if came.own.days and shared * 2 < len(came.own.days):
        return [
            _(
                "“%(name)s”, which it is compared with, has a figure on %(shared)s of %(all)s days only; the other "
                "days don't count."
            ) % {"name": name, "shared": shared, "all": len(came.own.days)}
        ]  # fmt: skip
    return []


def _findable(task: ImprovementTask, came: Came) -> list[str]:
    stick, own = came.yardstick, came.own.numbered
    before: Days = own if came.control is None else less(own, came.control.numbered)
    if len(before) < LEAST:
        if came.control is not None and not came.control.days:
            return []
        return [
            _("Figures of %(n)s days are there before the change; at least %(least)s are needed to tell anything.")
            % {"n": len(before), "least": LEAST}
        ]
    whole = sum(one.denominator for one in came.own.days.values())
    mean = sum(one.numerator for one in came.own.days.values()) / whole
    found = []
    for days in AFTER:
        least = detectable(before, days)
        if least is not None:
            said = words.change_text(stick, least).lstrip("+")
            share = f" ({percent(least / abs(mean), 0)})" if mean else ""
            found.append(
                _(
                    "With %(before)s days before and %(after)s after, a change below ± %(least)s can't be told "
                    "from chance."
                )
                % {"before": len(before), "after": days, "least": said + share}
            )
    return [*found, *_wanted(task, came, before, mean)]


def _wanted(task: ImprovementTask, came: Came, before: Days, mean: float) -> list[str]:
    if task.wanted is None:
        return []
    stick = came.yardstick
    said = {"wanted": words.value_text(stick, task.wanted), "mean": words.value_text(stick, mean)}
    if is_reached(mean, task.wanted, is_lower_better=stick.is_lower_better):
        return [_("The mean of the days before, %(mean)s, is already as good as the wanted %(wanted)s.") % said]
    needed = enough(before, task.wanted - mean)
    if needed is None:
        return [
            _(
                "The step from %(mean)s to the wanted %(wanted)s wouldn't be told from chance within a year. Choose a "
                "figure or a place in which the change shows more."
            ) % said
        ]  # fmt: skip
    return [
        _("The step from %(mean)s to the wanted %(wanted)s is found with about %(days)s days after the change.")
        % (said | {"days": number(needed)})
    ]
