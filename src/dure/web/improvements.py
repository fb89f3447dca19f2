"""What upper contexts make of something that is wrong on a page below: improvement tasks.

A context offers `improvements.find(origin, roles) -> Made | None`. An alarm's page shows what was made of it, though
the context of alarms knows no tasks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dure.web.contexts import offered
from dure.web.search import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a task is made of. page, key: name and argument of its address; text: how it is called there.

    The rest is proposed: title, problem, loss (its kind), work_unit and area (keys), kpi and scope by which it is
    measured. is_part: one of many on its page, whose tasks are told elsewhere on it.
    """

    page: str
    key: str
    text: str
    title: str = ""
    problem: str = ""
    loss: str = ""
    work_unit: int | None = None
    area: int | None = None
    kpi: str = ""
    scope: str = ""
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """tasks: those that were made of it. add: the address of the form for another, "" for who may not."""

    tasks: list[Hit]
    add: str = ""


Finder = Callable[[Origin, frozenset[str]], Made | None]


@cache
def finders() -> tuple[Finder, ...]:
    return tuple(module.find for module in offered("improvements", but="dure.web"))


def find(origin: Origin, roles: frozenset[str]) -> Made | None:
    """What the first context that knows improvements tells; None where none does, or none may be seen."""
    return next((made for finder in finders() if (made := finder(origin, roles)) is not None), None)
