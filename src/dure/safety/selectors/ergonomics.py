"""Questions about the load of work on the body."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, QuerySet

from dure.safety import niosh, reba
from dure.safety.models import ErgonomicTask, Lifting, Posture, Stage


@dataclass(frozen=True, slots=True)
class Lifted:
    """A lift with the end that limits it. at_end: whether that is the destination."""

    row: Lifting
    limit: niosh.Limit
    at_end: bool


@dataclass(frozen=True, slots=True)
class Held:
    row: Posture
    result: reba.Result


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after; either may be missing. reduction: percent of the effort that is gone, one decimal."""

    task: ErgonomicTask
    lifted: dict[str, Lifted]
    held: dict[str, Held]
    reduction: Decimal | None


def tasks(*, area: int | None = None, words: str = "") -> QuerySet[ErgonomicTask]:
    """Records, the newest first."""
    rows = ErgonomicTask.objects.select_related("area", "work_unit").prefetch_related("liftings", "postures")
    rows = rows.filter(Q(task__icontains=words) | Q(number__icontains=words)) if words else rows
    return rows.filter(area=area) if area is not None else rows


def change_of(task: ErgonomicTask) -> Change:
    """What the two methods say of a task before and after its measure."""
    lifted = {row.stage: limited(row) for row in task.liftings.all()}
    held = {row.stage: Held(row, reba.result(scores_of(row))) for row in task.postures.all()}
    return Change(task, lifted, held, reduction(task.effort_before, task.effort_after))


def reduction(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    if before is None or after is None or not before:
        return None
    return ((before - after) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)


def limited(row: Lifting) -> Lifted:
    """By the revised NIOSH equation; with a destination the end with the lower limit counts."""
    start = niosh.limit(_end(row, row.horizontal_cm, row.vertical_cm, row.asymmetry_deg))
    if row.horizontal_end_cm is None or row.vertical_end_cm is None:
        return Lifted(row, start, at_end=False)
    end = niosh.limit(_end(row, row.horizontal_end_cm, row.vertical_end_cm, row.asymmetry_end_deg or 0))
    worst = niosh.worse(start, end)
    return Lifted(row, worst, at_end=worst is end)


def _end(row: Lifting, horizontal: Decimal, vertical: Decimal, degrees: int) -> niosh.Lift:
    return niosh.Lift(
        load_kg=float(row.load_kg), horizontal_cm=float(horizontal), vertical_cm=float(vertical),
        distance_cm=float(row.distance_cm), asymmetry_deg=degrees, lifts_per_min=float(row.lifts_per_min),
        duration=niosh.Duration(row.duration), coupling=niosh.Coupling(row.coupling),
    )  # fmt: skip


def scores_of(row: Posture) -> reba.Scores:
    """Scores of the parts with what is added and taken away (a supported arm: one less, never under one)."""
    upper_arm = row.upper_arm + row.arm_abducted + row.shoulder_raised - row.arm_supported
    return reba.Scores(
        neck=row.neck + row.neck_twisted, trunk=row.trunk + row.trunk_twisted, legs=row.legs + row.knees,
        load=row.load + row.shock, upper_arm=max(upper_arm, 1), lower_arm=row.lower_arm,
        wrist=row.wrist + row.wrist_twisted, coupling=row.coupling,
        activity=row.static + row.repeated + row.unsteady,
    )  # fmt: skip


STAGES = (Stage.BEFORE, Stage.AFTER)


def measured(table: type[Lifting] | type[Posture], task: ErgonomicTask, stage: str) -> Lifting | Posture | None:
    """What was measured at a stage, else at the other one, to begin with."""
    rows = table.objects.filter(task=task)
    return rows.filter(stage=stage).first() or rows.first()
