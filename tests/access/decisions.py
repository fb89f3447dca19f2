"""Who may open which page of decisions, and what an honest request gets; with one of everything."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from dure.decisions import services
from dure.decisions.conditions import Kind
from dure.decisions.models import Alarm, Recommendation, Subject
from dure.kernel import clock
from dure.maintenance.services import add_plan
from dure.plant.models import ChangeRecord, Person, WorkUnit
from dure.plant.roles import Role
from tests.access.table import BUT_OPERATORS, EVERYONE, Row, deed, form, page
from tests.decisions.paced import model_of
from tests.plant.plants import small_plant

ANSWERERS = EVERYONE - {Role.MENTOR, Role.OFFICE}
KEEPERS = frozenset({Role.SUPERVISOR, Role.QUALITY, Role.MAINTENANCE, Role.ADMINISTRATOR})
WRITERS = KEEPERS | {Role.PLANNER}
DECIDERS = BUT_OPERATORS - {Role.MENTOR}
RULE = {
    "name": "정지 20분", "subject": "state", "work_unit": "=unit", "kind": "state", "states": ["down"], "limit": "0",
    "dead_band": "0", "window_s": "0", "on_delay_s": "1200", "off_delay_s": "0", "priority": "2",
    "action": "보전을 부른다", "is_active": "on",
}  # fmt: skip
REASON = {"reason": "부품 교체 대기"}
ROWS: dict[str, Row] = {
    "alarms": page(EVERYONE),
    "alarms-live": page(EVERYONE),
    "alarms-bell": page(EVERYONE),
    "alarm": page(EVERYONE, "ringing"),
    "alarm-ack": deed(ANSWERERS, "ringing"),
    "alarm-ack-all": deed(ANSWERERS, data={"ids": ["=ringing"]}),
    "alarm-comment": deed(ANSWERERS, "ringing", data=REASON),
    "alarm-reset": deed(KEEPERS, "latched"),
    "alarm-shelve": deed(KEEPERS, "ringing", data=REASON | {"minutes": "60"}),
    "alarm-unshelve": deed(KEEPERS, "shelved"),
    "alarm-out": deed(KEEPERS, "ringing", data=REASON),
    "alarm-back": deed(KEEPERS, "out"),
    "journal": page(BUT_OPERATORS),
    "rate": page(BUT_OPERATORS),
    "rules": page(BUT_OPERATORS),
    "rule-add": form(WRITERS, data=RULE | {"name": "다른 정지"}),
    "rule": form(WRITERS, "ringing", data=RULE),
    "rule-undo": deed(WRITERS, "change"),
    "models": page(BUT_OPERATORS),
    "model": page(BUT_OPERATORS, "on_trial"),
    "models-learn": deed(WRITERS),
    "model-use": deed(WRITERS, "on_trial", 1),
    "model-withdraw": deed(WRITERS, "spoken", data=REASON),
    "model-undo": deed(WRITERS, "model_change"),
    "inbox": page(BUT_OPERATORS),
    "recommendation": page(BUT_OPERATORS, "advice"),
    "accept": deed(DECIDERS, "advice"),
    "decline": deed(DECIDERS, "advice", data=REASON),
    "later": deed(DECIDERS, "advice", data={"minutes": "60"}),
    "undo": deed(DECIDERS, "put_off"),
}
OTHERS_DECIDE = frozenset({"accept", "decline", "later", "undo"})
"""Advice about maintenance is for maintenance, supervisors, owner and administrator; the service refuses others."""


def make(chief: Person) -> dict[str, Any]:
    """One alarm in each state, and advice that waits and that was put off."""
    unit, now = small_plant(), clock.now()
    known: dict[str, Any] = {"unit": unit.pk}
    for name in ("ringing", "latched", "shelved", "out"):
        rule = services.add_rule(
            by=chief, name=name, subject=Subject.STATE, work_unit=unit, kind=Kind.STATE, states=["down"], action="본다"
        )
        known[name] = rule.pk
    since = {"since": now, "raised_at": now}
    Alarm.objects.filter(pk=known["ringing"]).update(state="unacked", stands=True, **since)
    Alarm.objects.filter(pk=known["latched"]).update(state="latched", **since)
    Alarm.objects.filter(pk=known["shelved"]).update(state="shelved", shelved_until=now + timedelta(hours=1), since=now)
    Alarm.objects.filter(pk=known["out"]).update(state="out_of_service", since=now)
    for name in ("점검", "주유"):
        add_plan(work_unit=unit, name=name, basis="calendar", every=Decimal(30), warn=Decimal(5), by=chief,
                 counted_from=now - timedelta(days=27))  # fmt: skip
    services.gather(now=now)
    first, second = Recommendation.objects.filter(kind="maintenance").order_by("pk")
    services.put_off(recommendation=second, until=now + timedelta(hours=5), by=chief)
    change = ChangeRecord.objects.get(table="AlarmRule", row_id=known["out"])
    known |= _models(unit, chief)
    return known | {"advice": first.pk, "put_off": second.pk, "change": change.pk}


def _models(unit: WorkUnit, chief: Person) -> dict[str, int]:
    """One on trial, and one that was put in use."""
    other = WorkUnit.objects.create(work_center=unit.work_center, code="P9", name="프레스 9")
    on_trial, spoken = model_of(unit), model_of(other)
    services.put_in_use(fitted=spoken, reason="", by=chief)
    change = ChangeRecord.objects.get(table="PredictionModel", row_id=spoken.model_id)
    return {"on_trial": on_trial.model_id, "spoken": spoken.model_id, "model_change": change.pk}
