"""Rules: which are watched, what each asks, and whether it is the time for it."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from dure.decisions.conditions import Condition, Kind
from dure.decisions.models import AlarmRule
from dure.plant.selectors import prepare, work_spans

_RELATED = ("signal__work_unit", "work_unit", "alarm", "behind", "owner")


def rules(*, words: str = "", subject: str = "", with_unused: bool = False) -> QuerySet[AlarmRule]:
    """By priority and name, with how often each rang and when last."""
    rows = AlarmRule.objects.select_related(*_RELATED).annotate(
        rung=Count("records", filter=Q(records__rings=True)),
        last_rung=Max("records__at", filter=Q(records__rings=True)),
    )
    if not with_unused:
        rows = rows.filter(is_active=True)
    if subject:
        rows = rows.filter(subject=subject)
    for word in words.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(work_unit__name__icontains=word) | Q(signal__name__icontains=word)
        )
    return rows.order_by("priority", "name")


def rules_to_watch() -> list[AlarmRule]:
    """Those in use with their alarms; what suppresses others first. One query and those of the calendars."""
    rows = list(AlarmRule.objects.filter(is_active=True).select_related("signal", "alarm"))
    prepare(row.unit_id for row in rows if row.only_planned and row.unit_id is not None)
    return sorted(rows, key=lambda row: (row.behind_id is not None, row.pk))


def condition_of(rule: AlarmRule) -> Condition:
    return Condition(
        Kind(rule.kind), rule.limit, rule.dead_band, timedelta(seconds=rule.window_s or 60),
        timedelta(seconds=rule.on_delay_s), timedelta(seconds=rule.off_delay_s), frozenset(rule.states),
    )  # fmt: skip


def is_in_planned_time(rule: AlarmRule, at: datetime) -> bool:
    """Whether the rule's work unit is planned to work at a moment; what has none is always."""
    if rule.unit_id is None:
        return True
    return bool(work_spans(rule.unit_id, at, at + timedelta(seconds=1)))
