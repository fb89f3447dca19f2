"""Following the rules of alarms, outside of the recorder: from what it has written, some seconds later.

Each look goes on where the last one ended. What came of it is written together with how far it went, so that a look
that is repeated, or two at once, ring once.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from dure.decisions import conditions
from dure.decisions.alarming import HIDDEN, Happening, State
from dure.decisions.conditions import Edge, Memory
from dure.decisions.models import Alarm, AlarmRule
from dure.decisions.selectors.rules import condition_of, is_in_planned_time, rules_to_watch
from dure.decisions.selectors.samples import samples_of
from dure.decisions.services.journal import move
from dure.kernel import clock

SETTLES = timedelta(seconds=20)
"""So long the history may keep readings before they are in its files; a look ends this long before now. Real seconds:
in a demonstration whose clock runs faster they are more of plant time."""
LOOK_BACK = timedelta(days=1)
"""The most that one look reads."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One rule followed from `start` to `until`. is_hidden: by design, at its end."""

    rule: AlarmRule
    start: datetime
    until: datetime
    edges: list[Edge]
    memory: Memory
    is_hidden: bool

    @property
    def matters(self) -> bool:
        alarm = self.rule.alarm
        state, until = alarm.letter_state, alarm.shelved_until
        hides = self.is_hidden and state not in HIDDEN
        shows = not self.is_hidden and state is State.SUPPRESSED
        return bool(self.edges) or hides or shows or (until is not None and until <= self.until + _settles())


def _settles() -> timedelta:
    return SETTLES * max(1.0, clock.speed())


def watch_rules(*, now: datetime) -> int:
    """Follow all rules in use until some seconds before now; how many alarms changed."""
    until = now - _settles()
    rules = [rule for rule in rules_to_watch() if rule.alarm.watched_until < until]
    starts = {rule.pk: max(rule.alarm.watched_until, until - LOOK_BACK) for rule in rules}
    told = samples_of(rules, starts, until, fresh=[rule.pk for rule in rules if not rule.alarm.memory])
    stands = {rule.pk: rule.alarm.stands for rule in rules}
    changed, quiet = 0, []
    for rule in rules:
        edges, memory = conditions.follow(
            condition_of(rule), told[rule.pk], Memory.recalled(rule.alarm.memory), start=starts[rule.pk], until=until
        )
        stands[rule.pk] = edges[-1].is_on if edges else stands[rule.pk]
        look = _Look(rule, rule.alarm.watched_until, until, edges, memory, _hidden(rule, stands, until))
        if look.matters:
            changed += _write(look)
        else:
            quiet.append(look)
    _go_on(quiet)
    return changed


def _hidden(rule: AlarmRule, stands: dict[int, bool], at: datetime) -> bool:
    """By design: behind an alarm that stands, or outside of planned time."""
    is_behind = rule.behind_id is not None and stands.get(rule.behind_id, False)
    return is_behind or (rule.only_planned and not is_in_planned_time(rule, at))


@transaction.atomic
def _write(look: _Look) -> bool:
    """Whether the alarm changed: False when another look was faster."""
    alarm = Alarm.objects.select_for_update(of=("self",)).select_related("rule__signal").get(pk=look.rule.pk)
    if alarm.watched_until != look.start:
        return False
    alarm.watched_until, alarm.memory = look.until, look.memory.kept()
    if look.is_hidden and alarm.letter_state not in HIDDEN:
        move(alarm=alarm, happening=Happening.SUPPRESSED, at=look.until)
    for edge in look.edges:
        _cross(alarm, edge)
    _come_back(alarm, look)
    alarm.save()
    return True


def _cross(alarm: Alarm, edge: Edge) -> None:
    alarm.stands, alarm.value = edge.is_on, _text(edge.value)
    state = alarm.letter_state
    if state in HIDDEN:
        return
    if edge.is_on and state not in (State.UNACKED, State.ACKED):
        move(alarm=alarm, happening=Happening.RAISED, at=edge.at)
    elif not edge.is_on and state in (State.UNACKED, State.ACKED):
        move(alarm=alarm, happening=Happening.CLEARED, at=edge.at)


def _come_back(alarm: Alarm, look: _Look) -> None:
    at = look.until + _settles()
    if alarm.shelved_until is not None and alarm.shelved_until <= at:
        shown = alarm.stands and not look.is_hidden
        move(alarm=alarm, happening=Happening.UNSHELVED, at=at, stands=shown)
        if look.is_hidden:
            move(alarm=alarm, happening=Happening.SUPPRESSED, at=at)
    elif alarm.letter_state is State.SUPPRESSED and not look.is_hidden:
        move(alarm=alarm, happening=Happening.UNSUPPRESSED, at=look.until)


def _text(value: float | str | None) -> str:
    return "" if value is None else value[:40] if isinstance(value, str) else f"{value:.6g}"


_GO_ON = """
UPDATE decisions_alarm a SET watched_until = %s, memory = told.memory
FROM unnest(%s::bigint[], %s::timestamptz[], %s::jsonb[]) AS told(rule, start, memory)
WHERE a.rule_id = told.rule AND a.watched_until = told.start
"""


def _go_on(looks: list[_Look]) -> None:
    """What nothing came of: one statement for all."""
    if looks:
        memories = [json.dumps(one.memory.kept(), cls=DjangoJSONEncoder) for one in looks]
        with connection.cursor() as cursor:
            cursor.execute(
                _GO_ON, [looks[0].until, [one.rule.pk for one in looks], [one.start for one in looks], memories]
            )
