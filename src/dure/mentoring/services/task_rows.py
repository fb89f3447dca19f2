"""Causes, files and comments of improvement tasks. Keyword-only; each verb is one transaction."""

from django.db import transaction
from django.db.models import Max

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied
from dure.mentoring.loss import TaskState
from dure.mentoring.models import ImprovementTask, TaskCause, TaskComment, TaskFile
from dure.mentoring.progress import MEASURED
from dure.plant.models import Person
from dure.plant.services.records import add_row, remove_row
from dure.safety.services.files import DOCUMENTS, attach


@transaction.atomic
def add_cause(*, task: ImprovementTask, text: str, by: Person, bone: str = TaskCause.Bone.WHY) -> TaskCause:
    """The next why, or a cause on a bone of the fishbone. Raises Invalid, Conflict once the figures were looked at."""
    row = _open(task)
    last = row.causes.filter(bone=bone).aggregate(last=Max("position"))["last"] or 0
    made = TaskCause(task=row, bone=bone, position=last + 1, text=text.strip())
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_cause(*, cause: TaskCause, by: Person) -> TaskCause:
    """Raises Conflict once the figures were looked at."""
    _open(cause.task)
    remove_row(cause, by=by)
    return cause


@transaction.atomic
def add_file(*, task: ImprovementTask, side: str, data: bytes, by: Person, note: str = "") -> TaskFile:
    """A picture before or after, a drawing, a document. Raises WrongFile, Conflict for a declined one."""
    row = ImprovementTask.objects.select_for_update().get(pk=task.pk)
    if row.state == TaskState.DECLINED:
        raise Conflict("It was declined. Open it again first.")
    made = TaskFile(task=row, side=side, note=note.strip(), added_by=by, added_at=clock.now())
    attach(made, "file", data, allowed=DOCUMENTS)
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_file(*, file: TaskFile, by: Person) -> TaskFile:
    """Take a wrong one away; the file itself stays where it was put, so that it can come back."""
    remove_row(file, by=by)
    return file


@transaction.atomic
def comment(*, task: ImprovementTask, text: str, by: Person) -> TaskComment:
    """Something that is said about it, at any time."""
    made = TaskComment(task=task, text=text.strip(), by=by, at=clock.now())
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_comment(*, comment: TaskComment, by: Person) -> TaskComment:
    """One's own words. Raises Denied for those of others."""
    if comment.by_id != by.pk:
        raise Denied("These are somebody else's words.")
    remove_row(comment, by=by)
    return comment


def _open(task: ImprovementTask) -> ImprovementTask:
    row = ImprovementTask.objects.select_for_update().get(pk=task.pk)
    if row.state in MEASURED or row.state == TaskState.DECLINED:
        raise Conflict("Its causes stand as they were judged. Send it back first to look for others.")
    return row
