"""Open calls with who is called, and how fast calls were answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from dure.plant.models import ROLE_NAMES
from dure.plant.roles import Role
from dure.production import andon
from dure.production.models import Call, CallKind, CallRule


@dataclass(frozen=True, slots=True)
class OpenCall:
    call: Call
    waited_s: float
    """from the call to the answer, or until now"""
    step: int
    roles: frozenset[str]

    @property
    def role_names(self) -> str:
        return ", ".join(str(ROLE_NAMES[role]) for role in Role if role in self.roles)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds to answer and to end the calls of a kind; None without any. late: answered after the first raise."""

    kind: str
    name: str
    count: int
    open: int
    answer_median_s: float | None
    answer_p90_s: float | None
    end_median_s: float | None
    late: int


def levels() -> dict[str, list[andon.Level]]:
    found: dict[str, list[andon.Level]] = {kind: [] for kind in CallKind.values}
    for rule in CallRule.objects.all():
        found[rule.kind].append(andon.Level(rule.after_s, frozenset(rule.roles)))
    return found


def open_calls(now: datetime, *, roles: Collection[str] | None = None) -> list[OpenCall]:
    """The longest first; roles: only those for which one of them is called now."""
    rules = levels()
    rows = Call.objects.filter(ended_at=None, undone_at=None).order_by("called_at", "pk")
    found = []
    for row in rows.select_related("work_unit__work_center", "called_by", "answered_by", "run__work_order"):
        waited = ((row.answered_at or now) - row.called_at).total_seconds()
        found.append(OpenCall(row, waited, andon.step(rules[row.kind], waited), andon.called(rules[row.kind], waited)))
    if roles is None:
        return found
    return [one for one in found if one.call.answered_at is None and not one.roles.isdisjoint(roles)]


def past_calls() -> QuerySet[Call]:
    rows = Call.objects.exclude(ended_at=None).filter(undone_at=None)
    return rows.select_related("work_unit", "called_by", "answered_by", "ended_by")


def response_times(since: datetime, until: datetime) -> list[Times]:
    """Of the calls made from `since` to before `until`, by kind."""
    rules = levels()
    rows = list(Call.objects.filter(called_at__gte=since, called_at__lt=until, undone_at=None))
    return [_times(kind, [row for row in rows if row.kind == kind], rules[kind]) for kind in CallKind]


def _times(kind: CallKind, rows: list[Call], rules: list[andon.Level]) -> Times:
    answers = [(row.answered_at - row.called_at).total_seconds() for row in rows if row.answered_at]
    ends = [(row.ended_at - row.called_at).total_seconds() for row in rows if row.ended_at]
    raised = sorted(one.after_s for one in rules)[1:2]
    return Times(
        kind=kind.value,
        name=str(kind.label),
        count=len(rows),
        open=sum(row.ended_at is None for row in rows),
        answer_median_s=andon.percentile(answers, 0.5),
        answer_p90_s=andon.percentile(answers, 0.9),
        end_median_s=andon.percentile(ends, 0.5),
        late=sum(answer >= raised[0] for answer in answers) if raised else 0,
    )
