"""What is known of each work unit at each moment, read from the tables for the counting machine. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection as database
from django.db.models import Q

from dure.kernel import clock
from dure.production.models import OperationRun, ProgramRule, StateWord, UnitRule
from dure.production.models.rules import HELD
from dure.production.roles import Role
from dure.production.timeline import ALWAYS_US, Span, Timeline, beginnings, holding
from dure.production.unit import CountedFrom, UnitState
from dure.production.unit_rules import ProgramMakes, SignalRule, UnitRules
from dure.production.words import WordMeaning, normalised
from dure.telemetry.models import BEGINNING, Signal, SignalMeaning

DEFAULT_MICRO_STOP_S = 300


@dataclass(frozen=True, slots=True)
class DatedRules:
    """The rules of a unit, and how long a micro-stop may be."""

    rules: UnitRules
    micro_stop_s: int = DEFAULT_MICRO_STOP_S


@dataclass(frozen=True, slots=True)
class Run:
    """One work order on the unit: microseconds from and to (None: still running)."""

    id: int
    item: int
    start_us: int
    end_us: int | None

    def covers(self, time_us: int) -> bool:
        return self.start_us <= time_us and (self.end_us is None or time_us < self.end_us)


class SignalOf(NamedTuple):
    """To which unit a signal belongs, and as what."""

    unit: int
    rule: SignalRule


Word = tuple[str, WordMeaning]

_TABLES = (
    "telemetry_signal",
    "telemetry_signalmeaning",
    "production_unitrule",
    "production_stateword",
    "production_programrule",
)
# What changed since: each table's number of rows, and the sum of their versions. Not the newest version alone:
# who began earlier may commit later.
_MARK = " UNION ALL ".join(f"SELECT count(*), coalesce(sum(xmin::text::bigint), 0) FROM {t}" for t in _TABLES)  # noqa: S608


class Rulebook:
    """All units' rules in memory, as they stand in the tables, asked by the time of an observation."""

    def __init__(self) -> None:
        self._mark: list[tuple[int, ...]] | None = None
        self._signals: dict[int, Timeline[SignalOf | None]] = {}
        self._units: dict[int, Timeline[DatedRules]] = {}

    def refresh(self) -> None:
        """Read the rules again when they changed. One small query when they did not.

        Asked in the transaction of every batch, after the reader's position is held: a count that
        comes right after its signal was set up must find the signal's meaning, for it comes only once.
        """
        with database.cursor() as cursor:
            cursor.execute(_MARK)
            mark = cursor.fetchall()
        if mark != self._mark:
            self._load()
            self._mark = mark

    def forget(self) -> None:
        self._mark = None

    def _load(self) -> None:
        by_unit: dict[int, list[Span[SignalRule]]] = defaultdict(list)
        by_signal: dict[int, list[Span[SignalOf]]] = defaultdict(list)
        for span in _meanings():
            by_signal[span.what.rule.id].append(span)
            by_unit[span.what.unit].append(Span(span.start_us, span.end_us, span.what.rule))
        self._signals = {number: _of_signal(spans) for number, spans in by_signal.items()}
        words, programs, own = _words(), _programs(), _unit_rules()
        self._units = {
            unit: _of_unit(signals, [*words[None], *words[unit]], programs[unit], own[unit])
            for unit, signals in by_unit.items()
        }

    def units(self) -> Iterable[int]:
        """Units that have, or had, a signal that counts for something."""
        return self._units.keys()

    def of_signal(self, signal: int, time_us: int) -> SignalOf | None:
        """What a signal means at a moment; None when it counts for nothing."""
        found = self._signals.get(signal)
        return None if found is None else found.at(time_us)

    def at(self, unit: int, time_us: int) -> DatedRules:
        """The rules that hold for `unit` at a moment."""
        return self._units[unit].at(time_us)


def runs_of(units: Iterable[int], since: datetime) -> dict[int, list[Run]]:
    """Runs of these units that may cover a moment at or after `since`, latest first."""
    runs: dict[int, list[Run]] = defaultdict(list)
    rows = (
        OperationRun.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since), work_unit__in=units)
        .order_by("-started_at")
        .values_list("id", "work_unit_id", "work_order__item_id", "started_at", "ended_at")
    )
    for run, unit, item, start, end in rows:
        runs[unit].append(Run(run, item, clock.to_us(start), clock.to_us(end) if end else None))
    return runs


def _of_signal(spans: list[Span[SignalOf]]) -> Timeline[SignalOf | None]:
    return Timeline(beginnings(spans), lambda time_us: next(iter(holding(spans, time_us)), None))


def _of_unit(
    signals: list[Span[SignalRule]],
    words: list[Span[Word]],
    programs: list[Span[ProgramMakes]],
    own: list[Span[UnitRule]],
) -> Timeline[DatedRules]:
    def make(time_us: int) -> DatedRules:
        known = {
            "signals": tuple(holding(signals, time_us)),
            "words": dict(holding(words, time_us)),
            "programs": tuple(holding(programs, time_us)),
        }
        rules = holding(own, time_us)
        if not rules:
            return DatedRules(UnitRules(**known))  # type: ignore[arg-type]
        rule = rules[-1]
        return DatedRules(
            UnitRules(
                counted_from=CountedFrom(rule.counted_from),
                fastest_cycle_s=rule.fastest_cycle_s,
                idle_after_s=rule.idle_after_s,
                **known,  # type: ignore[arg-type]
            ),
            rule.micro_stop_s,
        )

    moments = [*beginnings(signals), *beginnings(words), *beginnings(programs), *beginnings(own)]
    return Timeline(moments, make)


def _from_us(moment: datetime) -> int:
    return ALWAYS_US if moment <= BEGINNING else clock.to_us(moment)


def _to_us(moment: datetime | None) -> int | None:
    return None if moment is None else clock.to_us(moment)


def _meanings() -> Iterator[Span[SignalOf]]:
    """What signals mean and meant, by signal."""
    wanted = Q(meaning__in=[role.value for role in Role], work_unit__isnull=False)
    for row in Signal.objects.filter(wanted).order_by("id"):
        yield Span(_from_us(row.meaning_from), None, _signal_of(row.id, row))
    for before in SignalMeaning.objects.filter(wanted & HELD).order_by("signal_id", "valid_from"):
        yield Span(_from_us(before.valid_from), _to_us(before.valid_to), _signal_of(before.signal_id, before))


def _signal_of(signal: int, row: Signal | SignalMeaning) -> SignalOf:
    assert row.work_unit_id is not None
    rule = SignalRule(signal, Role(row.meaning), row.counter_modulus, row.pieces_per_count, row.counts_each_message)
    return SignalOf(row.work_unit_id, rule)


def _words() -> dict[int | None, list[Span[Word]]]:
    words: dict[int | None, list[Span[Word]]] = defaultdict(list)
    for row in StateWord.objects.filter(HELD).order_by("valid_from", "pk"):
        meaning = WordMeaning(UnitState(row.state), row.finishes_cycle)
        words[row.work_unit_id].append(
            Span(_from_us(row.valid_from), _to_us(row.valid_to), (normalised(row.word), meaning))
        )
    return words


def _programs() -> dict[int, list[Span[ProgramMakes]]]:
    programs: dict[int, list[Span[ProgramMakes]]] = defaultdict(list)
    rows = ProgramRule.objects.filter(HELD).order_by("valid_from", "pk")
    # A pattern without wildcards is the more exact one and must be tried first.
    for row in sorted(rows, key=lambda r: ("*" in r.pattern or "?" in r.pattern, r.pattern)):
        makes = ProgramMakes(row.pattern, row.item_id, row.operation, row.operations, row.parts, row.is_trial)
        programs[row.work_unit_id].append(Span(_from_us(row.valid_from), _to_us(row.valid_to), makes))
    return programs


def _unit_rules() -> dict[int, list[Span[UnitRule]]]:
    rules: dict[int, list[Span[UnitRule]]] = defaultdict(list)
    for row in UnitRule.objects.filter(HELD).order_by("work_unit", "valid_from", "pk"):
        rules[row.work_unit_id].append(Span(_from_us(row.valid_from), _to_us(row.valid_to), row))
    return rules
