"""The inbox, as a page shows it, and how fast people decide."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dure.decisions.deciding import WAITING, Decided, Pace, Status, is_stale, pace
from dure.decisions.models import Recommendation
from dure.decisions.sources.registry import Step, source_of, sources
from dure.plant.models import ROLE_NAMES, Person

_SOON = F("deadline").asc(nulls_last=True)
PACE_DAYS = 90
SMALL = 10
SHORTEST = timedelta(hours=1)
"""The least for which a decision can be put off (`forms.DELAYS`)."""


def recommendations(*, state: str = "open", kind: str = "", words: str = "") -> QuerySet[Recommendation]:
    """Those that wait by deadline, others the newest first. state: a status, "open" with what was put off left out,
    or "all"."""
    rows = Recommendation.objects.select_related("decided_by").filter(kind__in=[one.kind for one in sources()])
    if state != "all":
        rows = rows.filter(status=state)
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split():
        rows = rows.filter(Q(facts__said__ko__icontains=word) | Q(facts__said__en__icontains=word))
    return rows.order_by(_SOON, "-made_at", "-pk") if state in WAITING else rows.order_by("-made_at", "-pk")


def counts() -> dict[str, int]:
    """Status → how many."""
    found = dict(Recommendation.objects.order_by().values_list("status").annotate(n=Count("pk")))
    return {status.value: found.get(status.value, 0) for status in Status}


def kinds() -> list[tuple[str, str | Promise]]:
    return [(one.kind, one.name) for one in sources()]


@dataclass(frozen=True, slots=True)
class Evidence:
    label: str
    value: float
    unit: str
    at: datetime | None
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A recommendation in the reader's language. age: of the oldest figure behind it. is_old: too old to act on.
    deciders: names of the roles that may decide. can_wait: whether it can be put off before its deadline."""

    row: Recommendation
    title: str
    why: str
    source: str | Promise
    link: str
    step: Step | None
    evidence: list[Evidence]
    effect_unit: str
    age: timedelta
    is_old: bool
    may_decide: bool
    waits: bool
    deciders: str
    can_wait: bool

    @property
    def effect_decimals(self) -> int:
        """A small effect is told with one."""
        effect = self.row.effect
        return 0 if effect is None or abs(effect) >= SMALL or float(effect).is_integer() else 1


def shown(row: Recommendation, *, now: datetime, person: Person | None = None) -> Shown:
    """No query."""
    source = source_of(row.kind)
    title, why = _said(row)
    waits = Status(row.status) in WAITING
    step = source.next_step(row)
    return Shown(
        row, title, why, source.name, source.link(row),
        replace(step, text=_(step.text)) if step else None,
        [_evidence(one) for one in row.evidence],
        _(row.effect_unit) if row.effect_unit else "", now - row.evidence_at,
        waits and is_stale(row.evidence_at, source.stale_after, now),
        person is not None and not source.deciders.isdisjoint(person.roles), waits,
        ", ".join(str(name) for role, name in ROLE_NAMES.items() if role in source.deciders),
        row.deadline is None or row.deadline - now >= SHORTEST,
    )  # fmt: skip


def _evidence(one: dict[str, Any]) -> Evidence:
    return Evidence(_(one["label"]), one["value"], one["unit"], parse_datetime(one["at"]), one.get("decimals", 0))


def _said(row: Recommendation) -> tuple[str, str]:
    said: dict[str, Any] = row.facts.get("said", {})
    language = (get_language() or "ko").split("-")[0]
    found = said.get(language) or next(iter(said.values()), ["", ""])
    return str(found[0]), str(found[1])


def title_of(row: Recommendation) -> str:
    """What it proposes, in the reader's language. No query."""
    return _said(row)[0]


def shown_all(rows: Iterable[Recommendation], *, now: datetime, person: Person | None = None) -> list[Shown]:
    return [shown(row, now=now, person=person) for row in rows]


def pace_of(*, now: datetime, days: int = PACE_DAYS) -> Pace:
    """How people decided about what was proposed in the last days. One query."""
    rows = Recommendation.objects.filter(made_at__gte=now - timedelta(days=days)).order_by()
    found = rows.values_list("happened_at", "decided_at", "status")
    return pace([Decided(happened, decided, Status(status)) for happened, decided, status in found])


def pace_between(start: datetime, end: datetime, *, only: str = "", but: str = "") -> Pace:
    """The same of what was proposed in [start, end), of one kind or of all but one. One query."""
    rows = Recommendation.objects.filter(made_at__gte=start, made_at__lt=end).order_by()
    rows = rows.filter(kind=only) if only else rows.exclude(kind=but)
    found = rows.values_list("happened_at", "decided_at", "status")
    return pace([Decided(happened, decided, Status(status)) for happened, decided, status in found])
