"""Writing a HACCP plan and bringing it into force with four eyes, as a work standard."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number, remove_row
from dure.product.approval import State, Step, judge, refusal, signature
from dure.quality.haccp.tree import Decision
from dure.quality.models import ControlPoint, HaccpPlan, HaccpVersion, Hazard

Part = TypeVar("Part", Hazard, ControlPoint)


@transaction.atomic
def add_haccp_plan(
    *, name: str, by: Person | None, items: Collection[Item] = (), scope: str = "", number: str = ""
) -> HaccpVersion:
    """A plan with its first draft. Raises Invalid."""
    day = timezone.localdate(clock.now())
    number = number or next_number("haccp", day, pattern="HACCP-{n:02}")
    plan = HaccpPlan(number=number, name=name.strip(), scope=scope.strip())
    add_row(plan, by=by)
    plan.items.set(items)
    version = HaccpVersion(plan=plan, number=1, written_by=by)
    add_row(version, by=by)
    return version


def _draft(version: HaccpVersion, by: Person | None) -> HaccpVersion:
    row = HaccpVersion.objects.select_for_update().get(pk=version.pk)
    if row.status != State.DRAFT:
        raise Conflict("Only a draft can be changed. Write a new version.")
    if by is not None:
        row.editors.add(by)
    return row


@transaction.atomic
def change_haccp_plan(
    *, version: HaccpVersion, by: Person | None, items: Collection[Item] | None = None, **values: Any
) -> HaccpVersion:  # fmt: skip
    """Name, scope and items, while its newest version is a draft. Raises Conflict, Invalid."""
    row = _draft(version, by)
    change_row(row.plan, values, by=by)
    if items is not None:
        row.plan.items.set(items)
    return row


@transaction.atomic
def add_haccp_part(*, version: HaccpVersion, part: type[Part], by: Person | None, **values: Any) -> Part:
    """A hazard or a critical control point of a draft. Raises Conflict, Invalid."""
    row = part(version=_draft(version, by), **values)
    _check(row)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_haccp_part(*, row: Part, by: Person | None, **values: Any) -> Part:
    _draft(row.version, by)
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    fresh = type(row).objects.get(pk=row.pk)
    change_row(fresh, values, by=by)
    return fresh


def _check(row: Hazard | ControlPoint) -> None:
    if isinstance(row, ControlPoint) and row.hazard.version_id != row.version_id:
        raise Invalid("The hazard belongs to another version.")


@transaction.atomic
def remove_haccp_part(*, row: Part, by: Person | None) -> None:
    """Raises Conflict for a hazard that a CCP stands on, or out of a draft."""
    _draft(row.version, by)
    if isinstance(row, Hazard) and row.points.exists():  # type: ignore[attr-defined]
        raise Conflict("Remove its critical control point first.")
    remove_row(row, by=by)


@transaction.atomic
def new_haccp_version(*, plan: HaccpPlan, change_note: str, by: Person | None) -> HaccpVersion:
    """A draft that begins as a copy of the newest version. Raises Invalid when one is being worked on."""
    old = plan.versions.order_by("-number").first()  # type: ignore[attr-defined]
    version = HaccpVersion(plan=plan, number=old.number + 1, change_note=change_note.strip(), written_by=by)
    add_row(version, by=by)
    hazards = {}
    for row in old.hazards.all():
        before = row.pk
        row.pk, row.version, row._state.adding = None, version, True  # noqa: SLF001 - Django's way to copy
        row.save()
        hazards[before] = row
    for row in old.points.all():
        row.pk, row.version, row.hazard = None, version, hazards[row.hazard_id]
        row._state.adding = True  # noqa: SLF001 - Django's way to copy
        row.save()
    return version


@transaction.atomic
def move_haccp(*, version: HaccpVersion, step: Step, by: Person | None, text: str = "") -> HaccpVersion:
    """Take a step of the workflow; putting one in force retires the one before.

    Raises Conflict when the step doesn't lead from here, OwnWork for a writer, Invalid when something is open.
    """
    row = HaccpVersion.objects.select_for_update().get(pk=version.pk)
    writers = frozenset(
        [*row.editors.values_list("pk", flat=True), *([row.written_by_id] if row.written_by_id else [])]
    )
    verdict = judge(State(row.status), step, by=by.pk if by else None, writers=writers, comment=text)
    if verdict.to is None:
        raise refusal(verdict.refused)
    if step is Step.SUBMIT:
        _check_whole(row)
    if step is Step.PUT_IN_FORCE:
        for old in HaccpVersion.objects.select_for_update().filter(plan=row.plan_id, status=State.IN_FORCE):
            change_row(old, {"status": State.RETIRED.value, "retired_at": clock.now()}, by=by)
    note = {"change_note": f"{row.change_note} ↺ {text.strip()}"[:200]} if step is Step.SEND_BACK else {}
    change_row(row, {"status": verdict.to.value} | note | signature(step, by=by, at=clock.now()), by=by)
    return row


def _check_whole(row: HaccpVersion) -> None:
    """Each hazard is decided, and each CCP among them has its limits."""
    hazards = list(row.hazards.all())  # type: ignore[attr-defined]
    watched = set(row.points.values_list("hazard", flat=True))  # type: ignore[attr-defined]
    if not hazards:
        raise Invalid("Describe at least one hazard first.")
    marks = row.points.values("mark")  # type: ignore[attr-defined]
    taken = ControlPoint.objects.filter(mark__in=marks).exclude(version__plan=row.plan_id).first()
    if taken is not None:
        raise Invalid("%(mark)s is a CCP of %(plan)s already.", mark=taken.mark, plan=taken.version.plan.number)
    for one in hazards:
        if one.decision is Decision.OPEN:
            raise Invalid("%(hazard)s: answer the questions of the decision tree.", hazard=str(one))
        if one.decision is Decision.CHANGE:
            raise Invalid("%(hazard)s: nothing controls it. Change the process first.", hazard=str(one))
        if one.decision is Decision.CCP and one.pk not in watched:
            raise Invalid("%(hazard)s: add its critical control point.", hazard=str(one))
