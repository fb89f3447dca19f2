"""What a person does about an alarm. Keyword-only; each is one transaction with a row of the journal."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from dure.decisions.alarming import TO_ACKNOWLEDGE, Happening
from dure.decisions.models import Alarm, AlarmRecord, AlarmRule
from dure.decisions.services.journal import move
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person

MOST_SHELVED = timedelta(hours=24)
"""A shelf is for a time that one shift and the next can look over; longer is out of service."""


def _locked(rule_id: int) -> Alarm:
    return Alarm.objects.select_for_update(of=("self",)).select_related("rule__signal").get(pk=rule_id)


@transaction.atomic
def acknowledge(*, rule: AlarmRule, by: Person | None) -> AlarmRecord:
    """Say that one has seen it. Raises Conflict when somebody else did."""
    return move(alarm=_locked(rule.pk), happening=Happening.ACKNOWLEDGED, at=clock.now(), by=by)


@transaction.atomic
def acknowledge_all(*, rule_ids: Collection[int], by: Person | None) -> int:
    """Of the alarms that a page showed, those that still wait; how many."""
    rows = Alarm.objects.select_for_update(of=("self",)).filter(pk__in=rule_ids, state__in=TO_ACKNOWLEDGE)
    found = list(rows.select_related("rule__signal").order_by("pk"))
    for alarm in found:
        move(alarm=alarm, happening=Happening.ACKNOWLEDGED, at=clock.now(), by=by)
    return len(found)


@transaction.atomic
def reset(*, rule: AlarmRule, by: Person | None) -> AlarmRecord:
    """Let go of a latched alarm. Raises Conflict while its condition stands or nobody has acknowledged it."""
    return move(alarm=_locked(rule.pk), happening=Happening.RESET, at=clock.now(), by=by)


@transaction.atomic
def shelve(*, rule: AlarmRule, until: datetime, reason: str, by: Person | None) -> AlarmRecord:
    """Put an alarm away for a time. Raises Invalid without a reason or for too long, Conflict."""
    now = clock.now()
    if not now < until <= now + MOST_SHELVED:
        raise Invalid("Shelve an alarm for %(hours)s hours at most.", hours=MOST_SHELVED // timedelta(hours=1))
    return move(alarm=_locked(rule.pk), happening=Happening.SHELVED, at=now, by=by, note=_said(reason), until=until)


@transaction.atomic
def unshelve(*, rule: AlarmRule, by: Person | None) -> AlarmRecord:
    """Before its time. Raises Conflict."""
    return move(alarm=_locked(rule.pk), happening=Happening.UNSHELVED, at=clock.now(), by=by)


@transaction.atomic
def take_out(*, rule: AlarmRule, reason: str, by: Person | None) -> AlarmRecord:
    """Out of service until somebody puts it back. Raises Invalid without a reason, Conflict."""
    return move(alarm=_locked(rule.pk), happening=Happening.TAKEN_OUT, at=clock.now(), by=by, note=_said(reason))


@transaction.atomic
def put_back(*, rule: AlarmRule, by: Person | None) -> AlarmRecord:
    """Raises Conflict, also for a rule that isn't in use."""
    alarm = _locked(rule.pk)
    if not alarm.rule.is_active:
        raise Invalid("The rule is out of use. Take it into use first.")
    return move(alarm=alarm, happening=Happening.PUT_BACK, at=clock.now(), by=by)


@transaction.atomic
def comment(*, rule: AlarmRule, text: str, by: Person | None) -> AlarmRecord:
    """Words for the journal. Raises Invalid for none."""
    return move(alarm=_locked(rule.pk), happening=Happening.COMMENTED, at=clock.now(), by=by, note=_said(text))


def _said(text: str) -> str:
    found = text.strip()
    if not found:
        raise Invalid("Say why in a few words.")
    return found
