"""Observations in, results out: one batch of the event log in one transaction.

Called by the recorder only. Locks the records of the units it touches, so that a person's
verb (start a run, correct) sees either all of a batch or nothing of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection as database

from dure.events import append
from dure.kernel import clock
from dure.kernel.observation import Observation
from dure.production import machine, memory
from dure.production.effects import Counted, Effect, HeldBack, Noted, StateAt, Stopped, StopWithdrawn
from dure.production.events import StatesRevised
from dure.production.models import HeldCount, UnitRecord
from dure.production.roles import Role
from dure.production.rulebook import Rulebook, Run, runs_of
from dure.production.states import StateChain
from dure.production.stops import close_stop, has_open_stop, open_stop, withdraw_stop
from dure.production.tallying import Buckets
from dure.production.unit import UnitState
from dure.production.unit_rules import UnitMemory
from dure.telemetry.services import Accepted, store_current_values

LONG_PAST_US = 3_600_000_000
"""Younger changes are found in time by the job that sums up every few minutes."""

RECORD_FIELDS = [
    "memory", "state", "word", "state_since", "program", "part_id", "alarm", "last_time", "last_count_at", "updated_at"
]  # fmt: skip
"""All of a record but `recounts`, which belongs to whoever counts again."""
NOTED_FIELD = {Role.PROGRAM: "program", Role.PART_ID: "part_id", Role.ALARM: "alarm"}


@dataclass(slots=True)
class Unit:
    """One work unit in the recorder's memory."""

    record: UnitRecord
    memory: UnitMemory
    chain: StateChain
    has_open_stop: bool
    """Whether a downtime of this unit is open in the tables."""
    runs: list[Run] = field(default_factory=list)


class Recording:
    """The recorder's memory of all units, and the verbs that change it together with the tables."""

    def __init__(self, shift_at: Callable[[int, int], tuple[object, str]]) -> None:
        self.rulebook = Rulebook()
        self._shift_at = shift_at
        self._units: dict[int, Unit] = {}
        self.revised: dict[int, int] = {}
        """Work units whose states of more than an hour before were changed in this transaction, since when (µs)."""

    def forget(self) -> None:
        """Drop what is held in memory, after a transaction that did not commit."""
        self._units.clear()
        self.revised.clear()
        self.rulebook.forget()

    def record(self, accepted: Iterable[Accepted]) -> set[int]:
        """Write what these observations mean; returns the work units that changed."""
        latest: dict[int, Observation] = {}
        by_unit: dict[int, list[tuple[machine.SignalRule, Observation]]] = defaultdict(list)
        of_signal = self.rulebook.of_signal
        for signal, observation, _ in accepted:
            known = latest.get(signal)
            if known is None or observation.time_us >= known.time_us:
                latest[signal] = observation
            found = of_signal(signal, observation.time_us)
            if found is not None:
                by_unit[found.unit].append((found.rule, observation))
        store_current_values(latest)
        if by_unit:
            self._record_units(by_unit)
        return set(by_unit)

    def pass_time(self, now_us: int) -> set[int]:
        """Notice what the passing of time means: no counts for too long, a stop that asks for its reason."""
        changed = []
        for unit in self._lock(self.rulebook.units()):
            dated = self.rulebook.at(unit.record.work_unit_id, now_us)
            buckets = Buckets(self._shift_at)
            effects = list(machine.pass_time(dated.rules, unit.memory, now_us))
            self._apply(unit, effects, buckets, dated.micro_stop_s)
            is_opened = _open(unit, now_us, dated.micro_stop_s)
            if effects or is_opened:
                changed.append(unit)
        self._save(changed)
        return {unit.record.work_unit_id for unit in changed}

    def _record_units(self, by_unit: dict[int, list[tuple[machine.SignalRule, Observation]]]) -> None:
        earliest = min(observation.time_us for rows in by_unit.values() for _, observation in rows)
        units = self._lock(by_unit.keys())
        # Read once the records are held: somebody who begins or ends a run just now holds them until it is committed.
        runs = runs_of(by_unit.keys(), clock.from_us(earliest))
        buckets = Buckets(self._shift_at)
        for unit in units:
            number = unit.record.work_unit_id
            unit.runs = runs.get(number, [])
            for signal, observation in by_unit[number]:
                dated = self.rulebook.at(number, observation.time_us)
                effects = machine.take(dated.rules, unit.memory, signal, observation)
                self._apply(unit, effects, buckets, dated.micro_stop_s)
        self._save(units)
        buckets.save()

    def _apply(self, unit: Unit, effects: Iterable[Effect], buckets: Buckets, micro_stop_s: int) -> None:
        number = unit.record.work_unit_id
        for effect in effects:
            match effect:
                case Counted():
                    buckets.add(number, unit.runs, effect)
                case StateAt():
                    unit.chain.set(effect.time_us, effect.state, effect.word)
                case HeldBack():
                    _hold(number, effect)
                case Stopped():
                    _close(unit, effect, micro_stop_s)
                case StopWithdrawn():
                    withdraw_stop(number)
                    unit.has_open_stop = False
                case Noted():
                    setattr(unit.record, NOTED_FIELD[effect.role], effect.text)

    def _save(self, units: Sequence[Unit]) -> None:
        """Write the chains and, in one statement, the records of units; their rows are locked already."""
        records = [self._record_of(unit) for unit in units]
        UnitRecord.objects.bulk_create(
            records, update_conflicts=True, unique_fields=["work_unit"], update_fields=RECORD_FIELDS
        )

    def _record_of(self, unit: Unit) -> UnitRecord:
        unit.chain.save()
        revised_us, unit.chain.revised_us = unit.chain.revised_us, None
        if revised_us is not None and unit.memory.last_us - revised_us > LONG_PAST_US:
            self.revised[unit.record.work_unit_id] = revised_us
        record, held = unit.record, unit.memory
        record.memory = memory.to_json(held)
        record.state = held.state or UnitState.UNKNOWN
        record.word = held.state_word
        record.state_since = clock.from_us(held.state_us) if held.state_us else None
        record.last_time = clock.from_us(held.last_us) if held.last_us else None
        counts = [c.readings[-1].since_us for c in held.counters.values() if len(c.readings) > 1]
        last_count_us = max([held.last_count_us, *counts])
        record.last_count_at = clock.from_us(last_count_us) if last_count_us else None
        return record

    def _lock(self, numbers: Iterable[int]) -> list[Unit]:
        """The units, each record locked for this transaction, in the order of their ids."""
        wanted = sorted(numbers)
        missing = [n for n in wanted if n not in self._units]
        if missing:
            UnitRecord.objects.bulk_create(
                [UnitRecord(work_unit_id=n, state=UnitState.UNKNOWN) for n in missing], ignore_conflicts=True
            )
        locked = UnitRecord.objects.select_for_update().filter(work_unit__in=wanted).order_by("work_unit_id")
        for record in locked:
            number = record.work_unit_id
            known = self._units.get(number)
            if known is None or known.record.recounts != record.recounts:
                held = memory.from_json(record.memory)
                self._units[number] = Unit(record, held, StateChain.load(number), has_open_stop(number))
        return [self._units[n] for n in wanted if n in self._units]


def _open(unit: Unit, now_us: int, micro_stop_s: int) -> bool:
    """Open a downtime for a stop that goes on, once it is longer than a micro-stop. True when one was opened."""
    start_us = unit.memory.stop_us
    if start_us is None or unit.has_open_stop or now_us - start_us <= micro_stop_s * 1_000_000:
        return False
    unit.has_open_stop = open_stop(unit.record.work_unit_id, start_us, now_us, micro_stop_s)
    return unit.has_open_stop


def _close(unit: Unit, stopped: Stopped, micro_stop_s: int) -> None:
    """End the downtime of a stop that is over; one that was never open is noted if it was no micro-stop."""
    if stopped.end_us - stopped.start_us <= micro_stop_s * 1_000_000:
        if unit.has_open_stop:
            # It only seemed long while the news of its end was on the way.
            withdraw_stop(unit.record.work_unit_id)
            unit.has_open_stop = False
    else:
        close_stop(unit.record.work_unit_id, stopped.start_us, stopped.end_us, micro_stop_s)
        unit.has_open_stop = False


def _hold(unit: int, effect: HeldBack) -> None:
    HeldCount.objects.get_or_create(
        signal_id=effect.signal,
        time=clock.from_us(effect.time_us),
        before=effect.before,
        after=effect.after,
        defaults={
            "work_unit_id": unit,
            "quantity": effect.quantity,
            "proposal": effect.proposal,
            "reason": effect.reason,
        },
    )


def tell_revised(revised: dict[int, int]) -> None:
    """Tell the contexts above that states of long ago have changed."""
    for number, since_us in sorted(revised.items()):
        append(StatesRevised(work_unit_id=number, since=clock.from_us(since_us)))
    revised.clear()


def announce(units: Iterable[int]) -> None:
    """Tell the pages, when this transaction commits, that these units have changed."""
    topics = [f"unit:{number}" for number in sorted(units)]
    if topics:
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_notify('dure_live', topic) FROM unnest(%s::text[]) AS t (topic)", [topics])
