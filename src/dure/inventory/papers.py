"""What a document is: of whom, for whom, where it can be read.

Stock knows documents by their numbers. The contexts above know whose they are: each may offer
`papers.told(numbers) -> Mapping[number, Paper]` in its own `papers.py`, asked for all numbers of a page at once.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.utils.functional import Promise

from dure.web.contexts import offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document. kind: its name, such as delivery; party: the customer or supplier; contact: how to reach them.

    page, args: name and arguments of the address where it can be read. facts: what is known of the making of
    what it notes, such as people, checks and results, as (what, value). values: name of the address, with the same
    arguments, of a part for a page that tells the process values.
    """

    number: str
    kind: str | Promise
    party: str = ""
    contact: str = ""
    page: str = ""
    args: tuple[object, ...] = ()
    facts: tuple[tuple[str | Promise, str], ...] = field(default=())
    values: str = ""


Teller = Callable[[Collection[str]], Mapping[str, Paper]]


@cache
def tellers() -> tuple[Teller, ...]:
    return tuple(module.told for module in offered("papers", but="dure.inventory"))


def told(numbers: Collection[str]) -> dict[str, Paper]:
    """What is known of the documents; those that nobody knows are left out."""
    wanted = {number for number in numbers if number}
    found: dict[str, Paper] = {}
    for teller in tellers() if wanted else ():
        found |= teller(wanted)
    return found
