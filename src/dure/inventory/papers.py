"""What a document is: of whom, for whom, where it can be read.

Stock knows documents by their numbers. The contexts above know whose they are: each may offer
`papers.told(numbers) -> Mapping[number, Paper]` in its own `papers.py`, asked for all numbers of a page at once.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise


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
    return tuple(_tellers())


def _tellers() -> Iterator[Teller]:
    for config in apps.get_app_configs():
        name = f"{config.name}.papers"
        if config.name.startswith("dure.") and config.name != "dure.inventory" and find_spec(name):
            yield import_module(name).told


def told(numbers: Collection[str]) -> dict[str, Paper]:
    """What is known of the documents; those that nobody knows are left out."""
    wanted = {number for number in numbers if number}
    found: dict[str, Paper] = {}
    for teller in tellers() if wanted else ():
        found |= teller(wanted)
    return found
