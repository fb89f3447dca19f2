"""The rules of a work unit, and which of its words nobody has explained yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from dure.kernel import clock
from dure.production.models import ProgramRule, Recount, StateInterval, StateWord, UnitRule
from dure.production.models.rules import HELD
from dure.production.unit import UnitState
from dure.production.words import UNRECOGNISED, WordMeaning, meaning_of, normalised
from dure.telemetry.models import CurrentValue, Meaning

MOST_WORDS = 60
OUTCOME_SHOWN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word that a machine says. own: the plant's row for it; is_known: somebody or Dure knows what it means."""

    word: str
    means: WordMeaning
    own: StateWord | None
    is_known: bool


def latest_recount(work_unit_id: int) -> Recount | None:
    """The newest request to count a work unit again; none once its outcome is a week old."""
    recent = Q(ended_at=None) | Q(ended_at__gt=clock.now() - OUTCOME_SHOWN)
    return Recount.objects.filter(recent, work_unit_id=work_unit_id).first()


def is_being_recounted(unit_ids: Collection[int]) -> bool:
    """Whether any of these work units waits for being counted again, or is."""
    open_ones = (Recount.Status.WAITING, Recount.Status.RUNNING)
    return Recount.objects.filter(work_unit__in=unit_ids, status__in=open_ones).exists()


def rule_history(work_unit_id: int) -> QuerySet[UnitRule]:
    """Rules of a work unit, the newest first."""
    return UnitRule.objects.filter(HELD, work_unit_id=work_unit_id).order_by("-valid_from")


def programs(work_unit_id: int) -> QuerySet[ProgramRule]:
    """What programs of a work unit make."""
    return ProgramRule.objects.filter(work_unit_id=work_unit_id, valid_to=None).select_related("item")


def words(work_unit_id: int) -> list[WordRow]:
    """Words that the machine said or that the plant explained: unexplained ones first."""
    rows = StateWord.objects.filter(Q(work_unit_id=work_unit_id) | Q(work_unit=None), valid_to=None)
    own: dict[str, StateWord] = {}
    for row in sorted(rows, key=lambda row: row.work_unit_id is None):
        own.setdefault(normalised(row.word), row)
    means = {word: WordMeaning(UnitState(row.state), row.finishes_cycle) for word, row in own.items()}
    found = [_row(word, own, means) for word in sorted(own.keys() | _said(work_unit_id))]
    return sorted(found, key=lambda row: row.is_known)


def unexplained(work_unit_id: int) -> list[str]:
    """Words of the machine that nobody has explained."""
    return [row.word for row in words(work_unit_id) if not row.is_known]


def _row(word: str, own: dict[str, StateWord], means: dict[str, WordMeaning]) -> WordRow:
    meaning = meaning_of(word, means)
    return WordRow(word, meaning, own.get(word), word in own or meaning is not UNRECOGNISED)


def _said(work_unit_id: int) -> set[str]:
    said = StateInterval.objects.filter(work_unit_id=work_unit_id).exclude(word="").order_by()
    found = {normalised(word) for word in said.values_list("word", flat=True).distinct()[:MOST_WORDS]}
    now = CurrentValue.objects.filter(signal__work_unit_id=work_unit_id, signal__meaning=Meaning.STATE)
    for text, number in now.values_list("text", "number"):
        if text is not None or number is not None:
            found.add(normalised(text if text is not None else number))
    return found
