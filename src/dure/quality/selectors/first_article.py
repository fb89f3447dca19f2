"""The first piece after a set-up: whether it was accepted, so that the run may go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet

from dure.events.statements import Slot, fixed
from dure.plant.models import WorkUnit
from dure.production.models import OperationRun, OperationStep, OrderOperation
from dure.quality.models import Inspection, InspectionPlan


@dataclass(frozen=True, slots=True)
class FirstArticle:
    """What a plan asks for of the set-up that stands. inspection: its newest of this set-up, None: nobody has begun."""

    plan: InspectionPlan
    inspection: Inspection | None

    @property
    def is_accepted(self) -> bool:
        return self._verdict in {Inspection.Verdict.ACCEPTED, Inspection.Verdict.CONDITIONAL}

    @property
    def is_refused(self) -> bool:
        return self._verdict == Inspection.Verdict.REJECTED

    @property
    def is_open(self) -> bool:
        """Somebody is measuring it."""
        return self._verdict == Inspection.Verdict.OPEN

    @property
    def _verdict(self) -> str:
        return self.inspection.verdict if self.inspection is not None else ""


def first_articles(operation: OrderOperation, work_unit: WorkUnit, at: datetime) -> list[FirstArticle]:
    """Each plan of a first article that holds for an operation on a work unit, with how it stands at a moment."""
    found = _plans(operation.order.item_id, operation.number, work_unit.pk)
    if not found:
        return []
    rows = _of_this_set_up(operation, work_unit, at)
    return [FirstArticle(plan, rows.filter(plan=plan).first()) for plan in found]


@fixed
def _plans(item: Slot, operation_number: Slot, work_unit: Slot) -> QuerySet[InspectionPlan]:
    rows = InspectionPlan.objects.filter(
        Q(operation_number=None) | Q(operation_number=operation_number),
        Q(work_unit=None) | Q(work_unit=work_unit),
        kind=InspectionPlan.Kind.FIRST, item=item, is_active=True,
    )  # fmt: skip
    return rows.select_related("item").order_by("pk")


def newest_of(plan: InspectionPlan, operation: OrderOperation, work_unit: WorkUnit, at: datetime) -> Inspection | None:
    """The newest inspection by a plan of the set-up that stands, of a plan that holds for the operation."""
    return _of_this_set_up(operation, work_unit, at).filter(plan=plan).first()


def _of_this_set_up(operation: OrderOperation, work_unit: WorkUnit, at: datetime) -> QuerySet[Inspection]:
    """The newest first."""
    rows = Inspection.objects.filter(Q(work_unit=None) | Q(work_unit=work_unit), order=operation.order_id)
    rows = rows.order_by("-begun_at", "-pk")
    since = set_up_at(operation, work_unit, at)
    return rows if since is None else rows.filter(begun_at__gte=since)


def set_up_at(operation: OrderOperation, work_unit: WorkUnit, at: datetime) -> datetime | None:
    """Since when the work unit is set up for an operation: its last change over, or the end of what ran there before.

    A pause changes nothing of it. None: nothing else has ever run there.
    """
    changed = OperationStep.objects.filter(
        operation=operation, work_unit=work_unit, act=OperationStep.Act.CHANGE_OVER, undone_at=None
    )
    others = OperationRun.objects.filter(work_unit=work_unit, started_at__lte=at)
    # A run that was taken back ended where it began.
    others = others.filter(Q(ended_at=None) | Q(ended_at__gt=F("started_at")))
    others = others.exclude(operation=operation).exclude(members__operation=operation)
    if others.filter(ended_at=None).exists():
        return at
    return _latest([changed.aggregate(at=Max("run__started_at"))["at"], others.aggregate(at=Max("ended_at"))["at"]])


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((one for one in moments if one is not None), default=None)
