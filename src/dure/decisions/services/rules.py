"""Rules of alarms: written, changed, taken back. Keyword-only; each verb is one transaction."""

from typing import Any

from django.db import transaction

from dure.decisions.alarming import Happening, State
from dure.decisions.models import Alarm, AlarmRule, Subject
from dure.decisions.services.journal import move
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.performance.scope import scope_of
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change
from dure.plant.services.records import add_row, change_row

TABLES = {"AlarmRule": AlarmRule}
_ABOUT: dict[str, tuple[str, ...]] = {
    Subject.SIGNAL: ("signal",),
    Subject.STATE: ("work_unit", "states"),
    Subject.COUNT: ("work_unit",),
    Subject.KPI: ("kpi", "scope"),
}
_NOTHING: dict[str, Any] = {"signal": None, "work_unit": None, "kpi": "", "scope": "", "states": []}
_WATCHED = (*_NOTHING, "subject", "kind", "limit", "dead_band", "window_s", "on_delay_s", "off_delay_s")


@transaction.atomic
def add_rule(*, by: Person | None, **values: Any) -> AlarmRule:
    """A rule and its alarm, watched from now on. Raises Invalid for what doesn't fit together."""
    row = AlarmRule(**_fitting(values))
    _check(row)
    add_row(row, by=by)
    now = clock.now()
    Alarm.objects.create(rule=row, since=now, rule_since=now, watched_until=now)
    return row


@transaction.atomic
def change_rule(*, rule: AlarmRule, by: Person | None, **values: Any) -> AlarmRule:
    """Another condition is watched anew from now on; what rang by the former one returns. Raises Invalid."""
    row = AlarmRule.objects.select_for_update().get(pk=rule.pk)
    wanted = _fitting({"subject": row.subject, **values})
    before = _state_of(row)
    for name, value in wanted.items():
        setattr(row, name, value)
    _check(row)
    row = AlarmRule.objects.get(pk=rule.pk)
    change_row(row, wanted, by=by)
    _adapt(row, before, by)
    return row


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, AlarmRule]:
    """Put a rule back as it was. Raises NotFound, Invalid, Conflict, also for a rule whose alarm has a journal."""
    record = ChangeRecord.objects.filter(pk=record_id, table="AlarmRule").first()
    if record is None:
        raise NotFound("This change does not exist.")
    row = AlarmRule.objects.filter(pk=record.row_id).first()
    if record.verb == "added" and row is not None and row.records.exists():
        raise Conflict("This alarm has rung. Take the rule out of use.")
    before = _state_of(row) if row else {}
    record, changed = undo_change(record_id=record_id, by=by, tables=TABLES)
    found = AlarmRule.objects.filter(pk=changed.pk).first()
    if found is not None:
        now = clock.now()
        Alarm.objects.get_or_create(rule=found, defaults={"since": now, "rule_since": now, "watched_until": now})
        _adapt(found, before, by)
    return record, found or AlarmRule(name=record.label)


def _state_of(row: AlarmRule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*_WATCHED, "is_active")}


def _adapt(row: AlarmRule, before: dict[str, Any], by: Person | None) -> None:
    """Have the alarm follow its changed rule."""
    alarm = Alarm.objects.select_for_update(of=("self",)).select_related("rule__signal").get(pk=row.pk)
    now = _state_of(row)
    if any(now[name] != before.get(name) for name in _WATCHED):
        _begin_anew(alarm, by)
    if not row.is_active and alarm.letter_state is not State.OUT_OF_SERVICE:
        move(alarm=alarm, happening=Happening.TAKEN_OUT, at=clock.now(), by=by, note=row.name)
    elif row.is_active and not before.get("is_active", True) and alarm.letter_state is State.OUT_OF_SERVICE:
        move(alarm=alarm, happening=Happening.PUT_BACK, at=clock.now(), by=by)


def _begin_anew(alarm: Alarm, by: Person | None) -> None:
    now = clock.now()
    alarm.memory, alarm.value, alarm.stands = {}, "", False
    alarm.rule_since, alarm.watched_until = now, now
    if alarm.letter_state in (State.UNACKED, State.ACKED):
        move(alarm=alarm, happening=Happening.CLEARED, at=now, by=by)
    alarm.save()


def _fitting(values: dict[str, Any]) -> dict[str, Any]:
    """Without what another subject would say. Values of a subject come whole or not at all."""
    kept = _ABOUT.get(str(values.get("subject", "")), ())
    left_out = {name: empty for name, empty in _NOTHING.items() if name not in kept and name in values}
    return values | left_out


def _check(row: AlarmRule) -> None:
    """Raises Invalid for what only the tables of others can tell."""
    if row.subject == Subject.KPI and row.scope:
        try:
            scope_of(row.scope)
        except NotFound as error:
            raise Invalid(error.message, **error.params) from error
    if row.only_planned and row.unit_id is None:
        raise Invalid("Planned time is a work unit's. Leave it off for this rule.")
    if row.behind_id is not None and row.behind is not None and row.behind.behind_id is not None:
        raise Invalid("%(name)s is suppressed by another alarm itself. Choose that one.", name=row.behind.name)
    if row.behind_id is not None and row.pk and row.followers.exists():
        raise Invalid("This alarm suppresses others. It can't be suppressed itself.")
