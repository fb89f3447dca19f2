"""How a work unit's signals are understood, as people set it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dure.events import append
from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.production.events import UnitRuleChanged, WordsChanged
from dure.production.models import ProgramRule, StateWord, UnitRule
from dure.production.services.validity import count_again, moment_for
from dure.production.unit import CountedFrom, UnitState
from dure.production.words import normalised
from dure.telemetry.meanings import Moment, close
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
    valid_from: datetime | None = None,
) -> UnitRule:
    """A new rule from now on, or from an earlier moment; the one before holds until then."""
    if fastest_cycle_s is not None and fastest_cycle_s <= 0:
        raise Invalid("The fastest possible seconds per piece must be more than zero.")
    if idle_after_s < 1:
        raise Invalid("A machine can't count as stopped after less than one second.")
    moment = moment_for(work_unit.pk, valid_from)
    close(UnitRule.objects.filter(work_unit=work_unit), moment.at)
    rule = UnitRule.objects.create(
        work_unit=work_unit,
        valid_from=moment.at,
        counted_from=counted_from,
        fastest_cycle_s=fastest_cycle_s,
        idle_after_s=idle_after_s,
        micro_stop_s=micro_stop_s,
    )
    append(UnitRuleChanged(work_unit_id=work_unit.pk, valid_from=rule.valid_from, person_id=person.pk))
    count_again(work_unit.pk, moment, person.pk)
    announce(f"unit:{work_unit.pk}")
    return rule


@transaction.atomic
def save_state_word(
    *,
    work_unit: WorkUnit | None,
    word: str,
    state: UnitState,
    person: Person,
    finishes_cycle: bool = False,
    valid_from: datetime | None = None,
) -> StateWord:
    """Say what a machine's word means, for one work unit or (None) for all.

    finishes_cycle: when the machine comes to this word from producing, a program cycle has ended well.
    valid_from: None for from now on; what was counted since an earlier moment is counted again.
    """
    said = normalised(word)
    if not said:
        raise Invalid("Type the machine's word.")
    rows = StateWord.objects.filter(work_unit=work_unit, word=said)
    now = rows.filter(valid_to=None).first()
    if now is not None and valid_from is None and (now.state, now.finishes_cycle) == (state, finishes_cycle):
        return now
    unit_id = work_unit.pk if work_unit else None
    moment = moment_for(unit_id, valid_from)
    close(rows, moment.at)
    row = StateWord.objects.create(
        work_unit=work_unit, word=said, state=state, finishes_cycle=finishes_cycle, valid_from=moment.at
    )
    _changed(unit_id, moment, person)
    return row


@transaction.atomic
def remove_state_word(*, state_word_id: int, person: Person, valid_from: datetime | None = None) -> None:
    """Let a word mean, from now on or an earlier moment, what it means without the plant's explanation."""
    row = StateWord.objects.get(pk=state_word_id)
    moment = moment_for(row.work_unit_id, valid_from)
    close(StateWord.objects.filter(work_unit=row.work_unit_id, word=row.word), moment.at)
    _changed(row.work_unit_id, moment, person)


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
    valid_from: datetime | None = None,
) -> ProgramRule:
    """Say what a finished cycle of a program makes, from now on or an earlier moment.

    program_rule_id: the rule that ends where this one begins. Raises Conflict when the pattern has
    another rule already.
    """
    if not 1 <= operation <= operations:
        raise Invalid("The operation must be one of the operations.")
    if parts < 0 or (parts == 0 and not is_trial):
        raise Invalid("A program that makes no parts is a trial.")
    moment = moment_for(work_unit.pk, valid_from)
    if program_rule_id:
        old = ProgramRule.objects.get(pk=program_rule_id)
        close(ProgramRule.objects.filter(work_unit=work_unit, pattern=old.pattern), moment.at)
    rule = ProgramRule(
        work_unit=work_unit,
        pattern=pattern.strip(),
        item=item,
        operation=operation,
        operations=operations,
        parts=parts,
        is_trial=is_trial,
        valid_from=moment.at,
    )
    if ProgramRule.objects.filter(work_unit=work_unit, pattern=rule.pattern, valid_to=None).exists():
        raise Conflict("There is already a rule for program %(pattern)s.", pattern=rule.pattern)
    # What was said of this pattern before ends where the new rule begins.
    close(ProgramRule.objects.filter(work_unit=work_unit, pattern=rule.pattern), moment.at)
    rule.save()
    _changed(work_unit.pk, moment, person)
    return rule


@transaction.atomic
def remove_program_rule(*, program_rule_id: int, person: Person, valid_from: datetime | None = None) -> None:
    """Say nothing more of what a program makes, from now on or an earlier moment."""
    row = ProgramRule.objects.get(pk=program_rule_id)
    moment = moment_for(row.work_unit_id, valid_from)
    close(ProgramRule.objects.filter(work_unit=row.work_unit_id, pattern=row.pattern), moment.at)
    _changed(row.work_unit_id, moment, person)


def _changed(work_unit_id: int | None, moment: Moment, person: Person) -> None:
    append(WordsChanged(work_unit_id=work_unit_id, valid_from=moment.at, person_id=person.pk))
    count_again(work_unit_id, moment, person.pk)
    if work_unit_id is not None:
        announce(f"unit:{work_unit_id}")
