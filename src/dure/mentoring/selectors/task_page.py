"""All that the page of an improvement task shows, and what its A3 page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dure.kernel import clock
from dure.mentoring.effects import TooLittle
from dure.mentoring.loss import TaskState
from dure.mentoring.models import ImprovementTask, TaskCause, TaskCheck, TaskFile
from dure.mentoring.progress import (
    AGES,
    MEASURED,
    WAY,
    Need,
    Step,
    check_day,
    forward,
    is_next_attempt,
    missing,
    ways_back,
)
from dure.mentoring.selectors import task_words as words
from dure.mentoring.selectors.task_effects import Came, came_of, look_of
from dure.mentoring.selectors.task_foresight import foresight
from dure.mentoring.selectors.task_walking import Walking, walking_of
from dure.mentoring.selectors.tasks import has_of, history
from dure.mentoring.task_chart import Drawn, Words, series
from dure.mentoring.who import LACKS, may_take
from dure.mentoring.yardsticks import BY_NAME
from dure.plant.models import Person

_NAMES = dict(ImprovementTask._meta.get_field("state").choices or ())  # noqa: SLF001 - Django's documented name


@dataclass(frozen=True, slots=True)
class Place:
    """A stop on the way. css: past, now, or nothing."""

    name: str
    css: str


@dataclass(frozen=True, slots=True)
class Way:
    """A step that can be taken from here. lacks: what is missing, as sentences. may: by this person."""

    to: str
    name: str
    lacks: list[str]
    may: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A look at 30, 90 or 180 days; look: None while it is still to come."""

    age: int
    on: date
    look: TaskCheck | None
    text: str
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was given up."""

    look: TaskCheck
    said: words.Said


@dataclass(frozen=True, slots=True)
class Shown:
    """said: what the figures say; as_of: whether they were kept when it was verified. lead: why nothing is said yet.
    foresight: what could be found, and what the comparison lacks."""

    places: list[Place]
    on: Way | None
    back: list[Way]
    picture: SafeString
    said: words.Said | None
    kept: TaskCheck | None
    lead: str
    is_reached: bool | None
    facts: list[tuple[str, str]]
    looks: list[Look]
    attempts: list[Attempt]
    whys: list[TaskCause]
    bones: list[tuple[str, str, list[TaskCause]]]
    sides: list[tuple[str, str, list[TaskFile]]]
    others: list[TaskFile]
    comments: list[Any]
    history: list[tuple[datetime, str, str, str]]
    is_open: bool
    foresight: list[str]
    walking: Walking | None


def page_of(task: ImprovementTask, person: Person) -> Shown:
    """The page as a person sees it."""
    came = came_of(task, clock.now())
    looks = list(task.checks.all())
    kept = next((one for one in looks if one.attempt == task.attempt and one.age == 0), None)
    kept = kept if task.state in MEASURED else None
    said = _said(task, came, kept)
    has = has_of(task) | ({Need.FIGURES} if came is not None and came.is_known else set())
    taken = forward(task.state)
    if taken is not None and Need.WORKED in missing(taken, has):
        taken = None  # what doesn't work ends here, or goes back to its cause
    files = list(task.files.select_related("added_by"))
    causes = list(task.causes.all())
    return Shown(
        places=_places(task), on=_way(taken, person, has) if taken else None,
        back=[_way(one, person, has) for one in ways_back(task.state)], picture=_picture(task, came), said=said,
        kept=kept, lead="" if said else _lead(task, came), is_reached=came.is_reached if came else None,
        facts=_facts(task), looks=_looks(task, looks),
        attempts=[Attempt(one, words.said_of(one)) for one in looks if one.age == 0 and one.attempt < task.attempt],
        whys=[one for one in causes if one.bone == TaskCause.Bone.WHY], bones=_bones(causes), sides=_sides(files),
        others=[one for one in files if one.side == TaskFile.Side.OTHER],
        comments=list(task.comments.select_related("by")), history=_history(task),
        is_open=task.state not in MEASURED and task.state != TaskState.DECLINED,
        foresight=foresight(task, came) if kept is None and task.state != TaskState.DECLINED else [],
        walking=walking_of(task, clock.now()),
    )  # fmt: skip


def paper_of(task: ImprovementTask) -> dict[str, Any]:
    """What stands on the A3 page: the same, without what can be done."""
    came = came_of(task, clock.now())
    looks = list(task.checks.filter(attempt=task.attempt))
    kept = next((one for one in looks if one.age == 0), None) if task.state in MEASURED else None
    causes, files = list(task.causes.all()), list(task.files.all())
    said = _said(task, came, kept)
    return {
        "whys": [one for one in causes if one.bone == TaskCause.Bone.WHY],
        "bones": [(name, rows) for _value, name, rows in _bones(causes) if rows],
        "facts": _facts(task, is_short=True),
        "picture": _picture(task, came), "said": said, "lead": "" if said else _lead(task, came),
        "looks": _looks(task, looks), "sides": [
            (name, next((one for one in rows if one.is_picture), None)) for _value, name, rows in _sides(files)
        ],
    }  # fmt: skip


def _places(task: ImprovementTask) -> list[Place]:
    at = WAY.index(TaskState(task.state)) if task.state in WAY else -1
    return [
        Place(str(_NAMES[one.value]), "now" if number == at else "past" if number < at else "")
        for number, one in enumerate(WAY)
    ]


def _way(taken: Step, person: Person, has: set[Need]) -> Way:
    lacks = words.needs_text(missing(taken, has), LACKS)
    name = str(_NAMES[taken.target.value])
    return Way(taken.target.value, name, lacks, may_take(taken, person.roles), is_next_attempt(taken))


def _said(task: ImprovementTask, came: Came | None, kept: TaskCheck | None) -> words.Said | None:
    if kept is not None:
        return words.said_of(kept)
    if came is None or came.result is None or not came.is_known:
        return None
    values = look_of(came) | {"kpi": task.kpi, "unit_value_won": task.unit_value_won}
    return words.said_of(TaskCheck(age=0, **values))


def _lead(task: ImprovementTask, came: Came | None) -> str:
    if came is None:
        return _("Choose in the plan by which figure it is judged; then its days stand here.")
    if not came.own.days:
        return _("No day has this figure here yet. Choose another figure or another place, or wait for data.")
    if isinstance(came.estimate, TooLittle):
        return words.too_little_text(came.estimate)
    return _("These are the days before. What comes of the change is reckoned once it is done.")


def _picture(task: ImprovementTask, came: Came | None) -> SafeString:
    if came is None or not came.own.days:
        return SafeString()
    stick = came.yardstick
    texts = Words(
        title=f"{stick.name} · {words.scope_text(task.scope)}", change=pgettext("improvement task", "Change"),
        before=pgettext("improvement task", "Before"), after=pgettext("improvement task", "After"),
        wanted=pgettext("improvement task", "Wanted"), control=words.scope_text(task.control) if task.control else "",
        figure=lambda value: words.value_text(stick, value),
    )  # fmt: skip
    found = came.estimate
    levels = None if found is None or isinstance(found, TooLittle) else (found.before, found.after)
    control = came.control.values if came.control else {}
    drawn = Drawn(came.own.values, control, task.changed_on, task.settle_days, levels, task.wanted)
    return mark_safe(series(drawn, texts))  # noqa: S308 - drawn here, words escaped


def _facts(task: ImprovementTask, *, is_short: bool = False) -> list[tuple[str, str]]:
    """The plan in words and figures; what isn't known yet is a dash. is_short: without how it is reckoned."""
    stick = BY_NAME.get(task.kpi)
    wanted = "–" if stick is None or task.wanted is None else words.value_text(stick, task.wanted)
    rows = [
        (_("who does it"), str(task.owner or "–")),
        (_("done by"), task.due_on.isoformat() if task.due_on else "–"),
        (_("cost"), words.won(task.cost_won)),
        (_("measured by"), str(stick.name) if stick else "–"),
        (_("measured where"), words.scope_text(task.scope) if task.kpi else "–"),
        (_("measured against"), words.scope_text(task.control) if task.control else "–"),
        (_("wanted figure"), wanted),
    ]
    if stick is not None and stick.recorded is not None and not is_short:
        text = _("%(text)s (version %(n)s)") % {"text": stick.recorded.definition, "n": stick.recorded.version}
        rows.insert(4, (_("how it is reckoned"), text))
    if task.settle_days:
        rows.append((_("days to get used to it"), str(task.settle_days)))
    if task.unit_value_won is not None:
        rows.append((_("worth of one"), _value(task)))
    if task.changed_on:
        rows.append((_("changed on"), task.changed_on.isoformat()))
    return rows


def _value(task: ImprovementTask) -> str:
    one = words.worth_word(BY_NAME.get(task.kpi))
    text = _("%(won)s for one %(one)s") % {"won": words.won(task.unit_value_won), "one": one}
    return f"{text} · {task.unit_value_note} ({task.unit_value_by or '–'})"


def _looks(task: ImprovementTask, looks: list[TaskCheck]) -> list[Look]:
    if task.state not in MEASURED or task.result != "worked" or task.counts_from is None:
        return []
    made = {one.age: one for one in looks if one.attempt == task.attempt}
    days = [(age, check_day(task.counts_from, age)) for age in AGES]
    return [
        Look(age, on, made[age], words.held_text(made[age]), words.warnings_of(made[age]))
        if age in made
        else Look(age, on, None, "")
        for age, on in days
    ]


def _bones(causes: list[TaskCause]) -> list[tuple[str, str, list[TaskCause]]]:
    bones = [one for one in TaskCause.Bone if one != TaskCause.Bone.WHY]
    return [(one.value, str(one.label), [row for row in causes if row.bone == one]) for one in bones]


def _sides(files: list[TaskFile]) -> list[tuple[str, str, list[TaskFile]]]:
    sides = (TaskFile.Side.BEFORE, TaskFile.Side.AFTER)
    return [(one.value, str(one.label), [row for row in files if row.side == one]) for one in sides]


def _history(task: ImprovementTask) -> list[tuple[datetime, str, str, str]]:
    """(when, who, what, why) of each step, the newest first."""
    found = []
    for record in history(task):
        if record.verb == "added":
            what = str(_NAMES[TaskState.FOUND.value])
        elif "state" in record.after:
            what = str(_NAMES.get(record.after["state"], record.after["state"]))
        else:
            continue
        by = str(record.by) if record.by else _("By the figures")
        found.append((timezone.localtime(record.at), by, what, str(record.after.get("reason") or "")))
    return found
