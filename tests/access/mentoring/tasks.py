"""Pages of improvement tasks."""

from typing import Any

from dure.mentoring.services import task_rows
from dure.mentoring.services import tasks as tasks_of
from dure.plant.models import ChangeRecord, Person, WorkUnit
from dure.plant.roles import Role
from tests.access.table import BAD, BUT_OPERATORS, EVERYONE, LEADERS, Row, deed, form, page
from tests.access.things import PIXEL

CHIEFS = LEADERS | {Role.OWNER}
WORKERS = CHIEFS | {Role.MENTOR, Role.QUALITY, Role.MAINTENANCE, Role.PLANNER}
TOLD = {"place": "=place", "problem": "봉합이 터진다", "loss": "defect"}

ROWS: dict[str, Row] = {
    "tasks": page(EVERYONE),
    "task": page(EVERYONE, "task"),
    "task-file": page(EVERYONE, "task_file"),
    "task-a3": page(EVERYONE, "task"),
    "task-tell": form(EVERYONE, data=TOLD),
    "task-remark": deed(EVERYONE, "task", data={"text": "좋다"}),
    "task-remark-remove": deed(EVERYONE, "task_comment", status_post=403),
    "task-board": page(BUT_OPERATORS),
    "task-funnel": page(BUT_OPERATORS),
    "task-add": form(WORKERS, data=TOLD | {"title": "봉합"}),
    "task-change": form(WORKERS, "task", data=TOLD | {"title": "봉합"}),
    "task-plan": form(WORKERS, "task", data={"measure": "고정"}),
    "task-cause-add": deed(WORKERS, "task", data={"bone": "why", "text": "온도"}),
    "task-cause-remove": deed(WORKERS, "task_cause"),
    "task-root": deed(WORKERS, "task", data={"root_cause": "센서"}),
    "task-file-add": deed(WORKERS, "task", data={}, status_post=BAD),
    "task-file-remove": deed(WORKERS, "task_file"),
    "task-step": deed(WORKERS, "task", "analysed"),
    "task-verify": deed(CHIEFS, "task", status_post=409),
    "task-undo": deed(EVERYONE, "task_change", status_post=302),
}


def make(by: Person, unit: WorkUnit) -> dict[str, Any]:
    area = unit.work_center.area
    told = {"problem": "봉합이 터진다", "loss": "defect", "area": area, "by": by}
    task, other = tasks_of.find_task(**told), tasks_of.find_task(**told)
    cause = task_rows.add_cause(task=task, text="온도", by=by)
    tasks_of.name_cause(task=task, root_cause="센서", by=by)
    file = task_rows.add_file(task=task, side="before", data=PIXEL, by=by)
    said = task_rows.comment(task=task, text="내일 본다", by=by)
    change = ChangeRecord.objects.get(table="ImprovementTask", row_id=other.pk)
    return {
        "task": task.pk, "task_cause": cause.pk, "task_file": file.pk, "task_comment": said.pk,
        "task_change": change.pk, "place": f"a{area.pk}",
    }  # fmt: skip
