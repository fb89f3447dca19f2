"""What contexts above have against a start. A context offers `start_checks.ask(operation, work_unit, at)`.

Production knows no cleaning and no inspection; it asks, and says what it hears (decision 0090).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext

from dure.web.contexts import offered


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that speaks against it. check: a value of StartRule.Check, or another word that always blocks."""

    check: str
    message: str
    params: dict[str, object] = field(default_factory=dict)
    blocks: bool = False

    @property
    def sentence(self) -> str:
        return gettext(self.message) % self.params


Asker = Callable[[Any, Any, datetime], Iterable[Finding]]
"""Order operation, work unit and moment → findings. Any: the tables of production are its own to import."""


@cache
def askers() -> tuple[Asker, ...]:
    return tuple(module.ask for module in offered("start_checks", but="dure.production"))
