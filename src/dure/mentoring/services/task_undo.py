"""Taking back a change of an improvement task, in the message after it."""

from django.db.models import Model

from dure.kernel.errors import Conflict
from dure.mentoring.loss import TaskState
from dure.mentoring.models import ImprovementTask, TaskCause, TaskComment, TaskFile
from dure.mentoring.progress import MEASURED
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.taking_back import Act, take_back

ACTS: dict[type[Model], Act] = {
    ImprovementTask: Act("task-change", added="task-tell", fields={"result": "task-verify"}),
    TaskCause: Act("task-cause-add"),
    TaskComment: Act("task-remark"),
    TaskFile: Act("task-file-add"),
}


def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Put a row back as it was. Raises as `take_back`, and Conflict for causes that were judged already."""
    return take_back("mentoring", record_id=record_id, by=by, acts=ACTS, rule=_rule)


def _rule(record: ChangeRecord) -> None:
    if record.table != TaskCause.__name__:
        return
    key = (record.before or record.after).get("task")
    task = (
        ImprovementTask.objects.filter(pk=key).first() or ImprovementTask.objects.filter(causes=record.row_id).first()
    )
    if task is not None and (task.state in MEASURED or task.state == TaskState.DECLINED):
        raise Conflict("Its causes stand as they were judged. Send it back first to look for others.")
