"""The one way in which an alarm changes: a row of the journal with what followed, in one transaction."""

from datetime import datetime

from django.db import transaction

from dure.decisions.alarming import ON_LIST, Happening, State, after, rings
from dure.decisions.events import AlarmRang
from dure.decisions.models import Alarm, AlarmRecord
from dure.events import append
from dure.plant.models import Person
from dure.web.live import announce


@transaction.atomic
def move(
    *,
    alarm: Alarm,
    happening: Happening,
    at: datetime,
    by: Person | None = None,
    note: str = "",
    until: datetime | None = None,
    stands: bool | None = None,
) -> AlarmRecord:
    """Take an alarm, which the caller has locked, to its next state. stands: other than the alarm's own, where what
    comes back is hidden again at once. Raises Conflict."""
    rule, before = alarm.rule, alarm.letter_state
    holds = alarm.stands if stands is None else stands
    state = after(before, happening, is_latching=rule.is_latching, stands=holds)
    if state is not before:
        alarm.state, alarm.since = state.value, at
    if rings(before, state):
        alarm.raised_at, alarm.acknowledged_at, alarm.acknowledged_by = at, None, None
        append(AlarmRang(happened_at=at, rule_id=rule.pk, priority=rule.priority, work_unit_id=rule.unit_id,
                         value=alarm.value))  # fmt: skip
    if happening is Happening.ACKNOWLEDGED:
        alarm.acknowledged_at, alarm.acknowledged_by = at, by
    alarm.shelved_until = until if state is State.SHELVED else None
    if state not in ON_LIST:
        alarm.raised_at = None
    alarm.save()
    announce(f"alarm:{rule.pk}")
    return AlarmRecord.objects.create(
        rule=rule, at=at, happening=happening.value, state=state.value, rings=rings(before, state),
        priority=rule.priority, value=alarm.value, note=note[:300], until=until, by=by,
    )  # fmt: skip
