"""What the material planning says comes too late, where one click is enough. What merely could be tidied up, such as
orders that nothing needs any more, stands on the planner's own board: an inbox of hundreds is read by nobody."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext_noop as mark

from dure.decisions.deciding import WAITING
from dure.decisions.models import Recommendation
from dure.decisions.sources.registry import OWNER, Advised, Figure, Source, Step, in_languages, register
from dure.kernel import clock
from dure.kernel.errors import Conflict
from dure.planning.models import Advice, Dismissal, MrpRun
from dure.planning.selectors import PROPOSAL, REQUEST, WORK, exceptions, last_run, told
from dure.planning.selectors.advice import Told
from dure.planning.services import dismiss, follow_advice, show_again, undo_acceptance
from dure.plant.models import Person
from dure.plant.roles import Role

LATE, HURRY = "late", "hurry"
"""As `Advice.act`."""
MOST = 20
"""So many wait in the inbox at once, the most urgent ones; the rest stands on the board of the planning."""


class PlanningAdvice(Source):
    kind = "planning"
    name = gettext_lazy("Material planning")
    stale_after = timedelta(hours=36)
    deciders = OWNER | {Role.PLANNER, Role.OFFICE}

    def found(self, now: datetime) -> list[Advised]:
        run = last_run()
        return list(_advice(run)) if run is not None else []

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        return _now(row) is not None

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        found = _now(row)
        if found is None:
            raise Conflict("This was planned anew meanwhile. Look at the list again.")
        done = follow_advice(advice_id=found.pk, by=by)
        made = done.proposal
        if made is None:
            return {}
        return {"proposal": made.pk} | ({"order": made.work_order.number} if made.work_order else {})

    def decline(self, row: Recommendation, by: Person | None, reason: str) -> None:
        if _now(row) is not None:
            dismiss(item_id=row.facts["item"], key=row.facts["mark"], by=by)

    def reopen(self, row: Recommendation, by: Person | None) -> None:
        ignored = Dismissal.objects.filter(item=row.facts["item"], key=row.facts["mark"]).first()
        if ignored is not None:
            show_again(row_id=ignored.pk)

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        if "proposal" not in row.outcome:
            return super().take_back(row, by)
        undo_acceptance(ids=[row.outcome["proposal"]], by=by)
        return None

    def link(self, row: Recommendation) -> str:
        return reverse("planning:item", args=[row.facts["item"]])

    def next_step(self, row: Recommendation) -> Step | None:
        """Facts that an older version wrote tell no kind."""
        kind, is_bought = row.facts.get("about"), "proposal" in row.outcome
        number = row.outcome.get("order") or row.facts.get("order")
        if number:
            return Step(mark("Open the work order"), "production:order", reverse("production:order", args=[number]))
        if is_bought or kind == REQUEST:
            return Step(mark("Order it from the supplier"), "commerce:requests", reverse("commerce:requests"))
        if kind != PROPOSAL:
            return None
        query = urlencode({"q": row.facts["code"]})
        return Step(mark("Look at the proposal"), "planning:proposals", f"{reverse('planning:proposals')}?{query}")


def _now(row: Recommendation) -> Advice | None:
    return Advice.objects.filter(item=row.facts["item"], key=row.facts["mark"]).first()


def _advice(run: MrpRun) -> Iterator[Advised]:
    planned_at = run.started_at or run.asked_at
    rows = _chosen([one for one in told(exceptions().filter(act__in=(LATE, HURRY))) if one.can_follow])
    said = in_all_languages(rows)
    for one in rows:
        row = one.row
        yield Advised(
            PlanningAdvice.kind, _key(row), row.key, said[row.pk],
            [Figure(mark("Quantity concerned"), float(row.quantity), row.item.unit_id, planned_at)], planned_at,
            _facts(one), deadline=_deadline(row), effect=_effect(row),
            effect_unit=mark("days late if begun today") if row.act == LATE else mark("days"),
        )  # fmt: skip


def _facts(one: Told) -> dict[str, Any]:
    row = one.row
    order = {"order": one.about.text} if one.about and one.kind == WORK else {}
    return {
        "item": row.item_id, "code": row.item.code, "act": row.act, "source": row.source, "about": one.kind,
    } | order  # fmt: skip


def _key(row: Advice) -> str:
    return f"{row.item_id}:{row.act}:{row.source}"[:120]


def _chosen(rows: list[Told]) -> list[Told]:
    """Those that wait already stay, so that none comes and goes; what is free is filled up by urgency."""
    waiting = set(
        Recommendation.objects.filter(kind=PlanningAdvice.kind, status__in=WAITING).values_list("key", flat=True)
    )
    stay = [one for one in rows if _key(one.row) in waiting]
    new = [one for one in rows if _key(one.row) not in waiting]
    return [*stay, *new[: max(MOST - len(stay), 0)]]


def in_all_languages(rows: list[Told]) -> dict[int, dict[str, list[str]]]:
    """Advice → what it says, in each language; the names of orders are read once for each."""
    found: dict[int, dict[str, list[str]]] = {one.row.pk: {} for one in rows}

    def say() -> tuple[str, str]:
        for one in told([each.row for each in rows]):
            found[one.row.pk][get_language() or ""] = [f"{one.row.item.name}: {one.name}", one.sentence]
        return "", ""

    in_languages(say)
    return found


def _deadline(row: Advice) -> datetime | None:
    """The end of the day on which it is needed, where that lies ahead."""
    day = row.to_day if row.act == HURRY else row.day
    if day is None or day < timezone.localdate(clock.now()):
        return None
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def _effect(row: Advice) -> float | None:
    """Days: of a proposal that is late how late it will be if it is begun today, of an order by how much it moves."""
    if row.day is None or row.to_day is None:
        return None
    return float((row.to_day - row.day).days)


register(PlanningAdvice())
