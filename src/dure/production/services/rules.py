"""How a work unit's signals are understood, as people set it."""

from decimal import Decimal

from django.db import IntegrityError, transaction

from dure.events import append
from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.production.events import UnitRuleChanged, WordsChanged
from dure.production.models import ProgramRule, StateWord, UnitRule
from dure.production.services.record import first_free_moment, locked
from dure.production.unit import CountedFrom, UnitState
from dure.production.words import normalised
from dure.web.live import announce


@transaction.atomic
def set_unit_rule(
    *,
    work_unit: WorkUnit,
    person: Person,
    counted_from: CountedFrom = CountedFrom.COUNTER,
    fastest_cycle_s: Decimal | None = None,
    idle_after_s: int = 60,
    micro_stop_s: int = 300,
) -> UnitRule:
    """A new rule from now on; the one before keeps holding for what was counted by it."""
    if fastest_cycle_s is not None and fastest_cycle_s <= 0:
        raise Invalid("The fastest possible seconds per piece must be more than zero.")
    if idle_after_s < 1:
        raise Invalid("A machine can't count as stopped after less than one second.")
    rule = UnitRule.objects.create(
        work_unit=work_unit,
        valid_from=first_free_moment(locked(work_unit.pk)),
        counted_from=counted_from,
        fastest_cycle_s=fastest_cycle_s,
        idle_after_s=idle_after_s,
        micro_stop_s=micro_stop_s,
    )
    append(UnitRuleChanged(work_unit_id=work_unit.pk, valid_from=rule.valid_from, person_id=person.pk))
    announce(f"unit:{work_unit.pk}")
    return rule


@transaction.atomic
def save_state_word(
    *, work_unit: WorkUnit | None, word: str, state: UnitState, person: Person, finishes_cycle: bool = False
) -> StateWord:
    """Say what a machine's word means, for one work unit or (None) for all.

    finishes_cycle: when the machine comes to this word from producing, a program cycle has ended well.
    """
    if not normalised(word):
        raise Invalid("Type the machine's word.")
    row, _ = StateWord.objects.update_or_create(
        work_unit=work_unit, word=normalised(word), defaults={"state": state, "finishes_cycle": finishes_cycle}
    )
    _changed(work_unit.pk if work_unit else None, person)
    return row


@transaction.atomic
def remove_state_word(*, state_word_id: int, person: Person) -> None:
    """Forget what a word means; the machine's next word counts as no data until it is said again."""
    row = StateWord.objects.get(pk=state_word_id)
    row.delete()
    _changed(row.work_unit_id, person)


@transaction.atomic
def save_program_rule(
    *,
    work_unit: WorkUnit,
    pattern: str,
    person: Person,
    item: Item | None = None,
    operation: int = 1,
    operations: int = 1,
    parts: Decimal = Decimal(1),
    is_trial: bool = False,
    program_rule_id: int | None = None,
) -> ProgramRule:
    """Say what a finished cycle of a program makes. Raises Conflict when the pattern has a rule already."""
    if not 1 <= operation <= operations:
        raise Invalid("The operation must be one of the operations.")
    if parts < 0 or (parts == 0 and not is_trial):
        raise Invalid("A program that makes no parts is a trial.")
    rule = ProgramRule.objects.get(pk=program_rule_id) if program_rule_id else ProgramRule(work_unit=work_unit)
    rule.pattern, rule.item, rule.parts, rule.is_trial = pattern.strip(), item, parts, is_trial
    rule.operation, rule.operations = operation, operations
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise Conflict("There is already a rule for program %(pattern)s.", pattern=pattern) from error
    _changed(work_unit.pk, person)
    return rule


@transaction.atomic
def remove_program_rule(*, program_rule_id: int, person: Person) -> None:
    """Forget what a program makes."""
    row = ProgramRule.objects.get(pk=program_rule_id)
    row.delete()
    _changed(row.work_unit_id, person)


def _changed(work_unit_id: int | None, person: Person) -> None:
    append(WordsChanged(work_unit_id=work_unit_id, person_id=person.pk))
    if work_unit_id is not None:
        announce(f"unit:{work_unit_id}")
