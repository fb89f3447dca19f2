"""The level from the plant's own rows, its thresholds and claims. Keyword-only; each verb is one transaction."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.level import Figure, judge, level_of, unasked_levels, wrong_thresholds
from dure.mentoring.models import (
    DataAge,
    LevelClaim,
    LevelDay,
    LevelFigure,
    LevelRules,
    LevelThreshold,
    ShownModules,
)
from dure.mentoring.selectors.level import held_before, rules_in_force, thresholds_of
from dure.mentoring.selectors.level_deciding import deciding
from dure.mentoring.selectors.level_figures import automatic, standards, window
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.services.taking_back import Act, take_back
from dure.safety.services.files import DOCUMENTS, attach
from dure.telemetry import connections
from dure.telemetry.models import Reader
from dure.telemetry.services import time_passed

ACTS = {
    LevelClaim: Act("level-claim", added="level-claim-add", removed="level-claim-remove"),
    LevelThreshold: Act("level-threshold"),
    ShownModules: Act("level-modules"),
}
KEPT = timedelta(days=60)
"""How long single measurements of the age of the data are kept; the figures of a day stay."""


def figures_of(*, day: date, now: datetime) -> dict[str, Figure]:
    """Every criterion as the plant's rows show it on a day."""
    span = window(day, now)
    return standards(day) | automatic(span) | deciding(span)


@transaction.atomic
def compute_level(*, day: date, now: datetime) -> LevelDay:
    """Judge a day by the thresholds in force on it and write it down, in place of what was written of it before."""
    rules = rules_in_force(day)
    judged = judge(figures_of(day=day, now=now), thresholds_of(rules), held_before(day))
    values = {"level": int(level_of(judged)), "rules": rules, "computed_at": now}
    row, _is_new = LevelDay.objects.select_for_update().update_or_create(day=day, defaults=values)
    row.figures.all().delete()
    LevelFigure.objects.bulk_create(
        LevelFigure(
            of_day=row, criterion=one.criterion.key, value=one.figure.value, part=one.figure.part,
            whole=one.figure.whole, reach=one.threshold.reach, keep=one.threshold.keep, holds=one.holds,
        )
        for one in judged
    )  # fmt: skip
    return row


@transaction.atomic
def measure_data_age(*, now: datetime) -> DataAge | None:
    """Write down how old the newest counted results are, in real seconds; None while no connection is on or nothing was
    ever read. The same moment is written once."""
    passed_us = time_passed(Reader.RESULTS)
    if not passed_us or not connections.in_use().filter(is_enabled=True).exists():
        return None
    age = max((now - clock.from_us(passed_us)).total_seconds(), 0.0) / max(clock.speed(), 1.0)
    row, _is_new = DataAge.objects.get_or_create(at=now, defaults={"seconds": age})
    return row


@transaction.atomic
def forget_data_ages(*, now: datetime) -> int:
    """Let go of measurements that no window needs any more; how many."""
    return DataAge.objects.filter(at__lt=now - KEPT).delete()[0]


@transaction.atomic
def new_rules(*, note: str, by: Person | None) -> LevelRules:
    """A copy of the thresholds in force to change. Raises Conflict while another version is being written."""
    if LevelRules.objects.filter(in_force_from=None).exists():
        raise Conflict("Another version is being written already.")
    last = LevelRules.objects.select_for_update().order_by("-version").first()
    made = LevelRules(version=(last.version if last else 0) + 1, note=note)
    add_row(made, by=by)
    for key, one in thresholds_of(last).items():
        add_row(LevelThreshold(rules=made, criterion=key, reach=one.reach, keep=one.keep, is_asked=one.is_asked), by=by)
    return made


@transaction.atomic
def change_threshold(*, threshold: LevelThreshold, by: Person | None, **values: Any) -> LevelThreshold:
    """values reach, keep, is_asked. Raises Conflict for a version in force, Invalid for what can't be."""
    _draft(threshold.rules)
    row = LevelThreshold.objects.select_for_update().get(pk=threshold.pk)
    change_row(row, values, by=by)
    if wrong_thresholds(thresholds_of(row.rules)):
        raise Invalid("To be kept may not be harder than to be reached, and a share lies between 0 and 1.")
    return row


@transaction.atomic
def publish_rules(*, rules: LevelRules, on: date, by: Person | None) -> LevelRules:
    """Levels of this day and later ones go by it. Raises Conflict when it is in force, Invalid when a level asks
    nothing."""
    row = _draft(rules)
    kept = thresholds_of(row)
    if unasked_levels(kept):
        raise Invalid("Each level needs at least one criterion that counts.")
    change_row(row, {"in_force_from": on, "published_by": by}, by=by)
    return row


@transaction.atomic
def discard_rules(*, rules: LevelRules, by: Person | None) -> None:
    """Throw a version away that isn't in force. Raises Conflict."""
    row = _draft(rules)
    for one in row.thresholds.all():
        remove_row(one, by=by)
    remove_row(row, by=by)


def _draft(rules: LevelRules) -> LevelRules:
    row = LevelRules.objects.select_for_update().get(pk=rules.pk)
    if row.in_force_from is not None:
        raise Conflict("This version is in force and stays as it is. Make a new one.")
    return row


@transaction.atomic
def add_claim(*, by: Person, data: bytes | None = None, **values: Any) -> LevelClaim:
    """values level, claimed_on, claimed_by, until, number, note; data: the certificate. Raises Invalid, WrongFile."""
    made = LevelClaim(**values)
    attach(made, "file", data, allowed=DOCUMENTS)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_claim(*, claim: LevelClaim, by: Person, data: bytes | None = None, **values: Any) -> LevelClaim:
    """The same; without data its file stays."""
    row = LevelClaim.objects.select_for_update().get(pk=claim.pk)
    if data is not None:
        held = LevelClaim()
        attach(held, "file", data, allowed=DOCUMENTS)
        values["file"] = held.file.name
    change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_claim(*, claim: LevelClaim, by: Person) -> LevelClaim:
    """Its file stays where it is, so that it can come back."""
    row = LevelClaim.objects.select_for_update().get(pk=claim.pk)
    remove_row(row, by=by)
    return row


@transaction.atomic
def choose_modules(*, choice: str, by: Person) -> ShownModules:
    """Up to which level the navigation shows pages. None is closed and no row is touched by it. Raises Conflict when
    somebody chose at the same moment."""
    row = ShownModules.objects.select_for_update().first()
    if row is not None:
        change_row(row, {"choice": choice}, by=by)
        return row
    made = ShownModules(choice=choice)
    try:
        with transaction.atomic():
            add_row(made, by=by)
    except IntegrityError as error:
        raise Conflict("Somebody chose at the same moment. Look again.") from error
    return made


@transaction.atomic
def undo_level(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a claim, a threshold or the choice of pages back. Raises as `take_back`, and Conflict for a version in
    force."""
    record, row = take_back("mentoring", record_id=record_id, by=by, acts=ACTS)
    if isinstance(row, LevelThreshold):
        _draft(row.rules)
    return record, row
