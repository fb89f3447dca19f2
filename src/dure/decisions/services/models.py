"""Models of the plant's own time: learnt anew, put in use or withdrawn by a person, followed. Keyword-only.

What is learnt at night never begins to speak by itself, and a version in use is never changed: a better one stands
beside it until somebody takes it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

import dure
from dure.decisions.models import FittedModel, PredictionModel
from dure.decisions.prediction.pace import HOUR_US
from dure.decisions.selectors.hours import WINDOW, whole_hours_until
from dure.decisions.services.subjects import SUBJECTS, Subject
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.plant.selectors import active_units
from dure.plant.services import undo_change
from dure.plant.services.records import change_row
from dure.web.live import announce

TABLES = {"PredictionModel": PredictionModel}


def ask_to_learn() -> None:
    """Have a job learn now; the one that waits already is enough."""
    from dure.decisions.tasks import learn_now

    try:
        with transaction.atomic():
            learn_now.configure(queueing_lock="decisions.learn").defer()
    except AlreadyEnqueued:
        pass


def learn_all(*, now: datetime) -> int:
    """Learn for every work unit that counts, one after the other, for weeks of states take room; how many versions are
    new or changed. Each is a transaction of its own."""
    until = whole_hours_until(now)
    changed = 0
    for unit in active_units():
        for subject in SUBJECTS.values():
            for signal in subject.signals(unit.pk):
                rows = subject.whole(subject.rows(unit.pk, signal, until - WINDOW, until), until)
                changed += learn(subject=subject, unit=unit, signal=signal, rows=rows, now=now) if rows else False
    return changed


@transaction.atomic
def learn(*, subject: Subject, unit: WorkUnit, signal: int | None, rows: list[Any], now: datetime) -> bool:
    """Learn one subject of one work unit, and say what came of it; True when there is a new or changed version."""
    key = {"kind": subject.kind, "work_unit": unit, "signal_id": signal}
    PredictionModel.objects.get_or_create(**key)
    row = PredictionModel.objects.select_for_update(of=("self",)).get(**key)
    row.tried_at = now
    try:
        used = row.in_use
        is_new = _learn_beside(subject, row, used, rows, now) if used else _learn_freely(subject, row, rows, now)
    except Invalid as error:
        row.tried, is_new = _told(error.message, error.params), False
    row.save(update_fields=["tried_at", "tried"])
    return is_new


def _learn_freely(subject: Subject, row: PredictionModel, rows: list[Any], now: datetime) -> bool:
    found = subject.tried(rows, None)
    row.tried = _told(found.verdict.message, found.verdict.params)
    return _keep(subject, row, rows, found, now)


def _learn_beside(subject: Subject, row: PredictionModel, used: FittedModel, rows: list[Any], now: datetime) -> bool:
    """Keep the version in use unless another is better on what neither has seen."""
    since = clock.to_us(used.to_at)
    found = subject.compared(used.figures, rows, since)
    figures = {"version": used.version, **found._asdict()}
    if not found.is_better:
        row.tried = _told(subject.kept["waits" if found.lacks else "same"], figures)
        return False
    tried = subject.tried(rows, since)
    if not tried.verdict.is_shown:
        row.tried = _told(tried.verdict.message, tried.verdict.params)
        return False
    row.tried = _told(subject.kept["loud" if found.alarms > found.most else "sooner"], figures)
    return _keep(subject, row, rows, tried, now)


def _told(message: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"message": str(message), "params": dict(params)}


def _keep(subject: Subject, row: PredictionModel, rows: list[Any], found: Any, now: datetime) -> bool:
    """Write a version: over the newest one that nobody has used yet, else as the next one."""
    if found.made is None:
        return False
    newest = row.versions.first()
    digest = subject.digest(rows)
    if newest is not None and newest.digest == digest:
        return False
    kept = newest if newest is not None and not newest.was_used else FittedModel(
        model=row, version=newest.version + 1 if newest else 1
    )  # fmt: skip
    kept.fitted_at, kept.digest, kept.hours = now, digest, found.verdict.values
    kept.from_at, kept.to_at = clock.from_us(subject.starts_us(rows[0])), clock.from_us(subject.ends_us(rows))
    kept.split_at = clock.from_us(subject.split_us(found))
    kept.features, kept.program = list(subject.features), dure.__version__
    kept.ground, kept.verdict = found.verdict.ground.value, _told(found.verdict.message, found.verdict.params)
    kept.ours, kept.theirs = found.verdict.ours, found.verdict.theirs
    kept.figures, kept.picture = subject.figures(found), subject.picture(found)
    kept.save()
    announce(f"model:{row.pk}")
    return True


@transaction.atomic
def put_in_use(*, fitted: FittedModel, reason: str, by: Person) -> PredictionModel:
    """Let a version speak, in place of the one that did. Raises Invalid for one that the gate refuses, Conflict."""
    row = _locked(fitted.model)
    fresh = FittedModel.objects.select_for_update().get(pk=fitted.pk)
    if not fresh.may_be_used:
        raise Invalid("This version was not better than the simple way, so it can't be put in use.")
    if row.in_use_id == fresh.pk:
        raise Conflict("This version is in use already.")
    SUBJECTS[row.kind].check(fresh.figures)
    fresh.was_used = True
    fresh.save(update_fields=["was_used"])
    return _decide(row, fresh, reason, by)


@transaction.atomic
def withdraw(*, model: PredictionModel, reason: str, by: Person) -> PredictionModel:
    """Let nothing speak any more about this subject. Raises Invalid without a reason, Conflict."""
    row = _locked(model)
    if row.in_use is None:
        raise Conflict("No version is in use.")
    if not reason.strip():
        raise Invalid("Say why in a few words.")
    return _decide(row, None, reason, by)


@transaction.atomic
def undo_use(*, record_id: int, by: Person) -> PredictionModel:
    """Take a decision about a model back. Raises NotFound, Invalid, Conflict."""
    _record, row = undo_change(record_id=record_id, by=by, tables=TABLES)
    assert isinstance(row, PredictionModel)
    return _follow(_locked(row), clock.now())


def _locked(model: PredictionModel) -> PredictionModel:
    return PredictionModel.objects.select_for_update(of=("self",)).select_related("in_use").get(pk=model.pk)


def _decide(row: PredictionModel, fitted: FittedModel | None, reason: str, by: Person) -> PredictionModel:
    change_row(
        row, {"in_use": fitted, "reason": reason.strip()[:300], "decided_at": clock.now(), "decided_by": by}, by=by
    )  # fmt: skip
    return _follow(row, clock.now())


def follow_all(*, now: datetime) -> int:
    """Hold what the machines do against the versions in use; how many rang anew. Each is a transaction of its own."""
    rows = PredictionModel.objects.filter(in_use__isnull=False)
    return sum(follow(model=row, now=now) for row in rows)


@transaction.atomic
def follow(*, model: PredictionModel, now: datetime) -> bool:
    row = _locked(model)
    before = len(row.alarms)
    return len(_follow(row, now).alarms) > before


def _follow(row: PredictionModel, now: datetime) -> PredictionModel:
    """Anew from the end of what was learnt from, so that late and corrected counts are in it; 12 weeks at most."""
    row.followed_until, row.alarms, row.level, row.rings_too_often, row.days = None, [], None, False, []
    if row.in_use is not None:
        subject, until = SUBJECTS[row.kind], whole_hours_until(now)
        start = max(row.in_use.to_at, until - WINDOW)
        rows = subject.rows(row.work_unit_id, row.signal_id, start, until) if start < until else []
        found = subject.followed(row.in_use.figures, rows, until)
        row.alarms, row.level = [one._asdict() for one in found.alarms], found.level
        row.rings_too_often, row.days = found.is_loud, [list(day) for day in found.days]
        row.followed_until = clock.from_us(subject.starts_us(rows[-1]) + HOUR_US) if rows else row.in_use.to_at
    row.save(update_fields=["followed_until", "alarms", "level", "rings_too_often", "days"])
    announce(f"model:{row.pk}")
    return row
