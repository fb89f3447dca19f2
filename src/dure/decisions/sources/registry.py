"""What a source of recommendations tells, and the list of them.

A source either is asked every few minutes what it advises (`found`), or hands its advice in when something happens
(`services.propose`, from a reaction). What a person decides is handed back to it in the transaction of the decision.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise

from dure.decisions.models import Recommendation
from dure.kernel.errors import Invalid, NotFound
from dure.plant.models import Person
from dure.plant.roles import Role

OWNER = frozenset({Role.OWNER, Role.ADMINISTRATOR})
Said = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure behind a recommendation: a message id, its value, its unit, the moment it is of, and with how many
    decimals it is told."""

    label: str
    value: float
    unit: str
    at: datetime
    decimals: int = 0

    def kept(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Advised:
    """What a source advises. key: what it is about; mark: what it says, so that the same isn't said again after it was
    declined, and another takes the place of what waits. said: title and reason in each language (`in_languages`).

    effect with low and high: expected change in effect_unit. kpi and scope: by which it is measured afterwards;
    control: a scope in which nothing is changed.
    """

    kind: str
    key: str
    mark: str
    said: Said
    evidence: Sequence[Figure]
    happened_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    deadline: datetime | None = None
    effect: float | None = None
    effect_low: float | None = None
    effect_high: float | None = None
    effect_unit: str = ""
    kpi: str = ""
    scope: str = ""
    control: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a person goes on by hand. text: a message id for the button; page: name of the address, by which is told
    who may open it."""

    text: str
    page: str
    href: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody decided about it on another page. outcome: what `take_back` needs, None where it was declined."""

    at: datetime
    by: Person | None
    outcome: Mapping[str, Any] | None
    reason: str = ""


class Source(ABC):
    """A source of recommendations. name: lazy text. stale_after: older evidence isn't acted on. deciders: who may."""

    kind: str
    name: str | Promise
    stale_after = timedelta(hours=24)
    deciders: frozenset[Role] = OWNER

    def found(self, now: datetime) -> Sequence[Advised] | None:
        """All that it advises now; what waits and isn't among it is withdrawn. None: it hands its advice in itself."""
        return None

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        """Whether it would advise the same now."""
        return True

    @abstractmethod
    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        """Do it; what `take_back` needs. Raises what the services of its context raise."""

    def decline(self, row: Recommendation, by: Person | None, reason: str) -> None:  # noqa: B027 - many needn't know
        """Hear that it isn't wanted."""

    def reopen(self, row: Recommendation, by: Person | None) -> None:  # noqa: B027 - the same
        """Forget what `decline` told."""

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        """Undo what `accept` did. Raises Conflict, Invalid."""
        raise Invalid("What was done can't be taken back here. Change it where it was done.")

    def answered(self, row: Recommendation) -> Answer | None:
        """What was decided on another page about one that is no longer advised, None for nothing."""
        return None

    def was_taken_back(self, row: Recommendation) -> bool:
        """Whether what was decided about it lately was taken back on another page."""
        return False

    def link(self, row: Recommendation) -> str:
        """The page on which one sees more, "" for none."""
        return ""

    def next_step(self, row: Recommendation) -> Step | None:
        """What a person would look at or do on another page, before or after the decision. No query."""
        return None

    def series(self, row: Recommendation, first: date, last: date) -> dict[date, float] | None:
        """The figure of each day by which the effect is measured, where it is none of the KPIs."""
        return None

    def reading(self) -> str:
        """How to read what came of it, "" where it speaks for itself."""
        return ""


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Offer a source; its kind is its name in the tables."""
    _SOURCES[source.kind] = source
    return source


def sources() -> list[Source]:
    return list(_SOURCES.values())


def source_of(kind: str) -> Source:
    """Raises NotFound for one that is gone."""
    found = _SOURCES.get(kind)
    if found is None:
        raise NotFound("The source of this recommendation is gone.")
    return found


def in_languages(say: Callable[[], tuple[str, str]]) -> dict[str, list[str]]:
    """Title and reason in each language of the pages."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = [str(text) for text in say()]
    return found
