"""What is known of each work unit, read from the tables for the counting machine. Reads only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection as database
from django.db.models import Q

from dure.kernel import clock
from dure.production.machine import ProgramMakes, SignalRule, UnitRules
from dure.production.models import OperationRun, ProgramRule, StateWord, UnitRule
from dure.production.roles import Role
from dure.production.unit import CountedFrom, UnitState
from dure.production.words import WordMeaning, normalised
from dure.telemetry.models import Signal

DEFAULT_MICRO_STOP_S = 300


@dataclass(frozen=True, slots=True)
class DatedRules:
    """The rules of a unit from `valid_us` on, and how long a micro-stop may be."""

    valid_us: int
    rules: UnitRules
    micro_stop_s: int


@dataclass(frozen=True, slots=True)
class Run:
    """One work order on the unit: microseconds from and to (None: still running)."""

    id: int
    item: int
    start_us: int
    end_us: int | None

    def covers(self, time_us: int) -> bool:
        return self.start_us <= time_us and (self.end_us is None or time_us < self.end_us)


_TABLES = ("telemetry_signal", "production_unitrule", "production_stateword", "production_programrule")
# What changed since: the newest transaction that wrote each table, and its number of rows.
_MARK = " UNION ALL ".join(f"SELECT count(*), coalesce(max(xmin::text::bigint), 0) FROM {t}" for t in _TABLES)  # noqa: S608


class Rulebook:
    """All units' rules in memory, as they stand in the tables."""

    def __init__(self) -> None:
        self._mark: list[tuple[int, ...]] | None = None
        self.signals: dict[int, tuple[int, SignalRule]] = {}
        self._rules: dict[int, list[DatedRules]] = {}

    def refresh(self) -> None:
        """Read the rules again when they changed. One small query when they did not.

        Asked in the transaction of every batch: a count that comes right after its signal was set
        up must find the signal's meaning, for it comes only once.
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
        by_unit: dict[int, list[SignalRule]] = defaultdict(list)
        self.signals = {}
        roles = [role.value for role in Role]
        for row in Signal.objects.filter(meaning__in=roles, work_unit__isnull=False).order_by("id"):
            rule = SignalRule(
                row.id, Role(row.meaning), row.counter_modulus, row.pieces_per_count, row.counts_each_message
            )
            unit = row.work_unit_id
            assert unit is not None
            self.signals[row.id] = (unit, rule)
            by_unit[unit].append(rule)
        words, programs, dated = _words(), _programs(), _unit_rules()
        self._rules = {
            unit: _dated(tuple(signals), dated.get(unit, []), words, programs.get(unit, ()), unit)
            for unit, signals in by_unit.items()
        }

    def units(self) -> Iterable[int]:
        return self._rules.keys()

    def at(self, unit: int, time_us: int) -> DatedRules:
        """The rules that hold for `unit` at a moment: the last whose validity has begun, else the first."""
        rows = self._rules[unit]
        for row in reversed(rows):
            if row.valid_us <= time_us:
                return row
        return rows[0]


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


def _words() -> dict[int | None, dict[str, WordMeaning]]:
    words: dict[int | None, dict[str, WordMeaning]] = defaultdict(dict)
    for row in StateWord.objects.all():
        words[row.work_unit_id][normalised(row.word)] = WordMeaning(UnitState(row.state), row.finishes_cycle)
    return words


def _programs() -> dict[int, tuple[ProgramMakes, ...]]:
    programs: dict[int, list[ProgramMakes]] = defaultdict(list)
    # A pattern without wildcards is the more exact one and must be tried first.
    for row in sorted(ProgramRule.objects.all(), key=lambda r: ("*" in r.pattern or "?" in r.pattern, r.pattern)):
        programs[row.work_unit_id].append(
            ProgramMakes(row.pattern, row.item_id, row.operation, row.operations, row.parts, row.is_trial)
        )
    return {unit: tuple(rows) for unit, rows in programs.items()}


def _unit_rules() -> dict[int, list[UnitRule]]:
    rows: dict[int, list[UnitRule]] = defaultdict(list)
    for row in UnitRule.objects.order_by("work_unit", "valid_from"):
        rows[row.work_unit_id].append(row)
    return rows


def _dated(
    signals: tuple[SignalRule, ...],
    rows: list[UnitRule],
    words: dict[int | None, dict[str, WordMeaning]],
    programs: tuple[ProgramMakes, ...],
    unit: int,
) -> list[DatedRules]:
    common: dict[str, Any] = {
        "signals": signals,
        "words": {**words.get(None, {}), **words.get(unit, {})},
        "programs": programs,
    }
    if not rows:
        return [DatedRules(0, UnitRules(**common), DEFAULT_MICRO_STOP_S)]
    return [
        DatedRules(
            clock.to_us(row.valid_from),
            UnitRules(
                counted_from=CountedFrom(row.counted_from),
                fastest_cycle_s=row.fastest_cycle_s,
                idle_after_s=row.idle_after_s,
                **common,
            ),
            row.micro_stop_s,
        )
        for row in rows
    ]
