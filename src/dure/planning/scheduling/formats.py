"""Problems from the files of public benchmark sets, and from Dure's own. Pure: text in, a problem out.

jsp: "n m", then a line of (machine, time) pairs for each job, machines from 0; rows may differ in length.
fjsp: "n m [x]", then for each job: number of operations, and for each of them the number of its machines and as many
(machine, time) pairs, machines from 0. fjsp-sdst: the same with machines from 1, then for each machine a square of
set-up times between all operations. jsp-sdst: JSON with `jobs` as in jsp and `setup[machine][job before][job]`.
sme: JSON with families, releases, due times and weights. dure: JSON, a problem as `as_json` writes it; what has a
usual value may be left out.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from dure.kernel.errors import Invalid
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import (
    MAKESPAN,
    MOST_MINUTES,
    TARDINESS,
    After,
    Helper,
    Job,
    Material,
    Mode,
    Objective,
    Operation,
    Pin,
    Problem,
    Table,
    Unit,
)

Pairs = Sequence[Sequence[tuple[int, int]]]
"""Of a job: of each operation its modes, (unit, minutes)."""


_UNREADABLE = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, StopIteration, OverflowError, RecursionError
)  # fmt: skip


def read(text: str, kind: str) -> Problem:
    """The problem of a file's text. Raises Invalid with the line or the name that can't be read."""
    try:
        reader = READERS[kind]
    except KeyError:
        raise Invalid("The format is one of %(known)s.", known=", ".join(READERS)) from None
    try:
        return reader(text)
    except _UNREADABLE as error:
        raise Invalid("The file is not of the format %(kind)s: %(why)s", kind=kind, why=_why(error)) from error


def _why(error: Exception) -> str:
    if isinstance(error, StopIteration):
        return "it ends too early"
    return f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)


def _jsp(text: str) -> Problem:
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    jobs, machines = int(lines[0][0]), int(lines[0][1])
    rows = [[int(word) for word in line] for line in lines[1 : jobs + 1]]
    if len(rows) != jobs or any(len(row) % 2 for row in rows):
        raise ValueError(f"{jobs} rows of pairs were announced")
    return _problem(machines, [[[pair] for pair in zip(row[::2], row[1::2], strict=True)] for row in rows])


def _fjsp(text: str) -> Problem:
    words, machines, jobs = _flexible(text, first=0)
    if next(words, None) is not None:
        raise ValueError("there is more after the last job")
    return _problem(machines, jobs)


def _fjsp_sdst(text: str) -> Problem:
    words, machines, jobs = _flexible(text, first=1)
    size = sum(map(len, jobs))
    tables = tuple(tuple(tuple(_whole(next(words)) for _ in range(size)) for _ in range(size)) for _ in range(machines))
    numbers = iter(range(size))
    return _problem(machines, jobs, tables, [[next(numbers) for _ in job] for job in jobs])


def _flexible(text: str, first: int) -> tuple[Iterator[str], int, list[list[list[tuple[int, int]]]]]:
    head, _, rest = text.lstrip().partition("\n")
    count, machines = (int(word) for word in head.split()[:2])
    words = iter(rest.split())
    jobs = [
        [
            [(int(next(words)) - first, _whole(next(words))) for _ in range(int(next(words)))]
            for _ in range(int(next(words)))
        ]
        for _ in range(count)
    ]
    return words, machines, jobs


def _whole(word: str) -> int:
    """Some files write whole numbers with a decimal point."""
    number = float(word)
    if number != int(number):
        raise ValueError(f"{word} is no whole number")
    return int(number)


def _jsp_sdst(text: str) -> Problem:
    data = json.loads(text)
    tables = tuple(_table(rows) for rows in data["setup"])
    jobs = [[[(int(machine), int(time))] for machine, time in row] for row in data["jobs"]]
    return _problem(len(tables), jobs, tables, [[at] * len(job) for at, job in enumerate(jobs)])


def _sme(text: str) -> Problem:
    data = json.loads(text)
    tables = tuple(_table(rows) for rows in data["setup_minutes"])
    jobs = tuple(
        Job(
            _chain([[(int(unit), int(minutes)) for unit, minutes in modes] for modes in job["ops"]],
                   [int(job["family"])] * len(job["ops"])),
            int(job["release"]), int(job["due"]), int(job["weight"]),
        )
        for job in data["jobs"]
    )  # fmt: skip
    return Problem(tuple(Unit(at) for at in range(int(data["machines"]))), jobs, tables, TARDINESS)


def _problem(
    machines: int, jobs: Sequence[Pairs], tables: tuple[Table, ...] = (), states: Sequence[Sequence[int]] | None = None
) -> Problem:
    """One whose last end is to be early. states: of each operation, where there are set-ups."""
    units = tuple(Unit(at if tables else None) for at in range(machines))
    made = [Job(_chain(job, states[at] if states else [0] * len(job))) for at, job in enumerate(jobs)]
    return Problem(units, tuple(made), tables, MAKESPAN)


def _chain(job: Pairs, states: Sequence[int]) -> tuple[Operation, ...]:
    return tuple(
        Operation(tuple(Mode(*pair) for pair in modes), states[at], (After(at - 1),) if at else ())
        for at, modes in enumerate(job)
    )


def _table(rows: Any) -> Table:
    return tuple(tuple(int(minutes) for minutes in row) for row in rows)


def _pairs(rows: Any) -> tuple[tuple[int, int], ...]:
    return tuple((int(one), int(other)) for one, other in rows)


def _dure(text: str) -> Problem:
    data = json.loads(text, parse_float=_no_part, parse_constant=_no_part)
    _whole_numbers(data)
    return Problem(
        tuple(Unit(**one) for one in data["units"]),
        tuple(Job(**one | {"operations": tuple(map(_operation, one["operations"]))}) for one in data["jobs"]),
        tuple(_table(rows) for rows in data.get("setups", ())),
        Objective(**data.get("objective", {"tardiness": 1})),
        tuple(_pairs(rows) for rows in data.get("calendars", ())),
        tuple(Helper(**one | {"kinds": tuple(one["kinds"])}) for one in data.get("helpers", ())),
        tuple(Material(**one | {"arrivals": _pairs(one["arrivals"])}) for one in data.get("materials", ())),
        _table(data.get("ways", ())),
    )


def _no_part(word: str) -> int:
    raise ValueError(f"{word} is no whole number")


def _whole_numbers(data: Any, name: str = "") -> None:
    """Raises ValueError for a word or a number that is too large where a whole number of minutes or the like is due."""
    if isinstance(data, dict):
        for key, value in data.items():
            _whole_numbers(value, key)
    elif isinstance(data, list):
        for value in data:
            _whole_numbers(value, name)
    elif name == "may_pause" or isinstance(data, bool):
        if name != "may_pause" or not isinstance(data, bool):
            raise ValueError(f"{name}: {data!r} is not what is asked for")
    elif not (name == "name" and isinstance(data, str)) and data is not None:
        if not isinstance(data, int):
            raise ValueError(f"{name}: {data!r} is no whole number")
        if abs(data) >= MOST_MINUTES:
            raise ValueError(f"{name}: {data} is too large")


def _operation(data: dict[str, Any]) -> Operation:
    made: dict[str, Any] = {
        "modes": tuple(Mode(**one | {"needs": tuple(one.get("needs", ()))}) for one in data["modes"]),
        "after": tuple(After(**one) for one in data.get("after", ())),
        "uses": _pairs(data.get("uses", ())),
    }
    made |= {name: Pin(**data[name]) for name in ("pin", "was") if data.get(name)}
    return Operation(**data | made)


def as_json(problem: Problem) -> str:
    """The problem in Dure's own format."""
    return json.dumps(asdict(problem))


def task_rows(tasks: Iterable[Task]) -> list[list[Any]]:
    """Tasks as JSON has them: job, operation, unit, start, end, helpers."""
    return [[one.job, one.operation, one.unit, one.start_min, one.end_min, list(one.helpers)] for one in tasks]


def tasks_from(rows: Iterable[Any]) -> tuple[Task, ...]:
    """The tasks that `task_rows` told."""
    return tuple(
        Task(job, operation, unit, start, end, tuple(helpers)) for job, operation, unit, start, end, helpers in rows
    )


READERS: dict[str, Callable[[str], Problem]] = {
    "jsp": _jsp, "fjsp": _fjsp, "fjsp-sdst": _fjsp_sdst, "jsp-sdst": _jsp_sdst, "sme": _sme, "dure": _dure,
}  # fmt: skip
