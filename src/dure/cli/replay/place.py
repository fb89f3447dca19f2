"""From a plan and what the recording knows of itself to a place in the plant."""

from dure.cli.replay.plan import Plan, Recording
from dure.kernel.errors import Invalid
from dure.production.recordings import Place, prepare_place

KNOWN = frozenset(
    ("total", "good", "reject", "rework", "state", "fault", "program", "part_id", "alarm", "measurement", "other")
)
USUAL = {
    "part_count": "total", "partcount": "total", "ppartcount": "total", "partcountact": "total",
    "execution": "state", "pexecution": "state", "program_status": "state",
    "program": "program", "pprogram": "program", "program_name_running": "program",
    "part_id": "part_id", "good": "good", "reject": "reject", "state": "state", "count": "total",
}  # fmt: skip
"""Names under which these signals usually come where no device model says what they are."""


def prepare(plan: Plan, recording: Recording) -> Place:
    """Make the place. Raises Invalid for a meaning, a signal or an operation that does not exist."""
    addresses = {one.address for one in recording.observations}
    return prepare_place(
        code=plan.work_unit,
        units={address: recording.units.get(address, "") for address in sorted(addresses)},
        meanings=meanings_of(plan, recording),
        programs={pattern: _operation(text) for pattern, text in plan.programs.items()},
        counted_from=plan.count_from,
        fastest_cycle_s=plan.fastest_cycle,
        modulus=plan.modulus,
        idle_after_s=plan.idle_after,
    )


def meanings_of(plan: Plan, recording: Recording) -> dict[str, str]:
    """What each signal means: as the caller says, else as the device model says, else by its usual name."""
    addresses = {one.address for one in recording.observations}
    for address, meaning in plan.meanings.items():
        if meaning not in KNOWN:
            raise Invalid("%(meaning)s is no meaning; choose one of %(known)s", meaning=meaning, known=sorted(KNOWN))
        if address not in addresses:
            raise Invalid("The recording has no signal %(name)s", name=address)
    usual = {a: USUAL[a.rpartition(":")[2].lower()] for a in addresses if a.rpartition(":")[2].lower() in USUAL}
    told = recording.meanings or usual
    if plan.count_from == "cycles":
        told = {address: meaning for address, meaning in told.items() if meaning != "total"}
    return {**told, **plan.meanings}


def _operation(text: str) -> tuple[int, int] | None:
    if text == "trial":
        return None
    operation, slash, operations = text.partition("/")
    are_numbers = slash and operation.isdecimal() and operations.isdecimal()
    if not are_numbers or not 1 <= int(operation) <= int(operations):
        raise Invalid("An operation is written 1/2 (first of two) or trial, not %(text)s", text=text)
    return int(operation), int(operations)
