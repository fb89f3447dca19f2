"""A work unit's memory as JSON and back, so that it is kept in the transaction of its results. Pure."""

from copy import copy
from dataclasses import fields as fields_of
from decimal import Decimal
from typing import Any

from dure.production.counting import CounterMemory, Reading
from dure.production.unit import UnitState
from dure.production.unit_rules import UnitMemory

_FIELDS = tuple(one.name for one in fields_of(UnitMemory) if one.name not in ("counters", "faults"))


def to_json(memory: UnitMemory) -> dict[str, Any]:
    # Not asdict: it copies every reading of every counter first, a millisecond for each unit and batch.
    document = {name: copy(getattr(memory, name)) for name in _FIELDS}
    document["faults"] = sorted(memory.faults)
    document["counters"] = {str(key): _counter(counter) for key, counter in memory.counters.items()}
    return document


def from_json(document: dict[str, Any]) -> UnitMemory:
    """The memory in `document`; an empty document is a unit that has seen nothing."""
    if not document:
        return UnitMemory()
    fields = dict(document)
    fields["faults"] = set(fields["faults"])
    fields["words"] = [(time, word) for time, word in fields["words"]]
    fields["fault_us"] = {int(key): time for key, time in fields["fault_us"].items()}
    fields["unseen_at"] = {int(key): time for key, time in fields.get("unseen_at", {}).items()}
    fields["counters"] = {int(key): _read_counter(counter) for key, counter in fields["counters"].items()}
    fields["state"] = UnitState(fields["state"]) if fields["state"] else None
    return UnitMemory(**fields)


def _counter(memory: CounterMemory) -> dict[str, Any]:
    return {
        "readings": [[r.since_us, r.time_us, str(r.value), str(r.counted), str(r.held)] for r in memory.readings],
        "before_zero": None if memory.before_zero is None else str(memory.before_zero),
        "is_trimmed": memory.is_trimmed,
    }


def _read_counter(document: dict[str, Any]) -> CounterMemory:
    before_zero = document["before_zero"]
    return CounterMemory(
        [Reading(since, time, Decimal(v), Decimal(c), Decimal(h)) for since, time, v, c, h in document["readings"]],
        None if before_zero is None else Decimal(before_zero),
        document["is_trimmed"],
    )
