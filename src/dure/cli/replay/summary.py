"""What a replay prints: what was read, stored and counted by it, in this plant."""

from decimal import Decimal
from typing import Any

from dure.cli.replay.place import meanings_of
from dure.cli.replay.plan import Plan, Recording
from dure.kernel import clock
from dure.production import recordings
from dure.production.recordings import Place


def compare(plan: Plan, recording: Recording, place: Place, before: dict[str, Any]) -> dict[str, Any]:
    """The JSON object of the replay: quantities as numbers, times in ISO 8601 UTC, seconds per state."""
    after = recordings.totals(place)
    new = {name: _plain(after[name] - before[name]) for name in after}
    first_us, last_us = recording.observations[0].time_us, recording.observations[-1].time_us
    by_word, by_state = recordings.seconds(place, first_us, last_us)
    rejected = dict(recording.rejected)
    if new["duplicates"]:
        rejected["seen before"] = int(new["duplicates"])
    return {
        "observations": recording.read,
        "stored": len(recording.observations) - int(new["duplicates"]),
        "rejected": rejected,
        "parts": new["parts"],
        "good": new["good"],
        "reject": new["reject"],
        "cycles": new["finished_cycles"],
        "held": new["held"],
        "resets": new["resets"],
        "rollovers": new["rollovers"],
        "late": new["late"],
        "seconds": {word: round(spent, 3) for word, spent in by_word.items()},
        "seconds_by_state": {state: round(spent, 3) for state, spent in by_state.items()},
        "first": clock.from_us(first_us).isoformat(),
        "last": clock.from_us(last_us).isoformat(),
        "counted_from": plan.count_from,
        "signals": meanings_of(plan, recording),
        "work_unit": plan.work_unit,
    }


def _plain(number: Any) -> Any:
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else float(number)
    return number
