"""The page of one improvement task, and what is done on it."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid
from dure.mentoring.forms import tasks as forms
from dure.mentoring.loss import TaskState
from dure.mentoring.models import ImprovementTask, TaskCause, TaskComment, TaskFile
from dure.mentoring.selectors.task_foresight import foresight_of
from dure.mentoring.selectors.task_page import page_of, paper_of
from dure.mentoring.services import task_checks, task_rows, task_undo
from dure.mentoring.services import tasks as services
from dure.mentoring.views.tasks import UNDO, origin_address
from dure.plant.acting import watch_changes, who
from dure.plant.placing import place_key
from dure.plant.taking_back import Undo
from dure.product.media import MOST_FILE_MB
from dure.product.serving import file_answer
from dure.web.access import allows, pass_of
from dure.web.forms import take
from dure.web.paper import in_asked_language, paper
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

_WITH = ("area", "work_unit", "owner", "found_by", "unit_value_by", "layout__before")


def _row(pk: int) -> ImprovementTask:
    return row_or_404(ImprovementTask, *_WITH, pk=pk)


@require_GET
def task(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(pk))


def _page(request: HttpRequest, row: ImprovementTask, *, status: int = 200, **used: Any) -> HttpResponse:
    """used: forms that were sent and refused, by name."""
    empty = {
        "cause": forms.CauseForm(), "root": forms.RootForm(initial={"root_cause": row.root_cause}),
        "done": forms.DoneForm(), "back": forms.ReasonForm(), "proof": forms.FileForm(),
        "remark": forms.CommentForm(),
    }  # fmt: skip
    href = origin_address(row)
    context = {
        **empty, **used, "page": page_of(row, who(request)), "task": row,
        "origin": href if href and allows(pass_of(request), row.origin_page) else "",
    }  # fmt: skip
    return render(request, "mentoring/task.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = _row(pk), reverse("mentoring:task", args=[pk])
    first = {"title": row.title, "loss": row.loss, "problem": row.problem}
    first["place"] = place_key(row.area, row.work_unit)
    form = forms.DescribeForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.describe_task(task=row, by=who(request), **form.values()),
        template="mentoring/task_form.html", then=back, done=_("Saved."), undo=watch_changes(UNDO), heading=str(row),
        back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = _row(pk), reverse("mentoring:task", args=[pk])
    form = forms.PlanForm(request.POST or None, initial=forms.plan_first(row))
    return take(
        request, form, lambda: services.plan_task(task=row, by=who(request), **form.values()),
        template="mentoring/task_plan.html", then=back, done=_("Saved."), undo=watch_changes(UNDO),
        heading=_("Counter-measure and how it is judged"), back=back, task=row,
        foresight=lambda: foresight_of(row, clock.now()),
    )  # fmt: skip


@require_POST
def step(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """On, with the day when it is done; or back, with a reason."""
    row, undo = _row(pk), watch_changes(UNDO)
    done, back = forms.DoneForm(request.POST), forms.ReasonForm(request.POST)
    values: dict[str, Any] = {"reason": request.POST.get("reason", "")}
    if to == TaskState.DONE and "changed_on" in request.POST:
        if not done.is_valid():
            return _page(request, row, done=done, status=422)
        values["changed_on"] = done.cleaned_data["changed_on"]
    try:
        moved = services.move_task(task=row, to=to, by=who(request), **values)
    except Invalid as error:
        back.add_error(None, text_of(error))
        return _page(request, row, back=back, refused=text_of(error), status=status_of(error))
    text = _("It is “%(state)s” now.") % {"state": moved.get_state_display()}
    return toast(request, redirect("mentoring:task", pk), text, undo=undo(moved))


@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = _row(pk), watch_changes(UNDO)
    try:
        found = task_checks.verify_task(task=row, by=who(request))
    except Invalid as error:
        return _page(request, row, refused=text_of(error), status=status_of(error))
    text = _("The figures have judged: %(result)s.") % {"result": found.get_result_display()}
    return toast(request, redirect("mentoring:task", pk), text, undo=undo(found))


@require_POST
def cause_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, undo = _row(pk), forms.CauseForm(request.POST), watch_changes(UNDO)
    if not form.is_valid():
        return _page(request, row, cause=form, status=422)
    made = task_rows.add_cause(task=row, by=who(request), **form.cleaned_data)
    return toast(request, redirect(f"{reverse('mentoring:task', args=[pk])}#cause"), _("Added."), undo=undo(made))


@require_POST
def cause_remove(request: HttpRequest, pk: int) -> HttpResponse:
    cause, undo = row_or_404(TaskCause, "task", pk=pk), watch_changes(UNDO)
    gone = task_rows.remove_cause(cause=cause, by=who(request))
    return toast(request, redirect("mentoring:task", cause.task_id), _("Removed."), undo=undo(gone))


@require_POST
def root(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, undo = _row(pk), forms.RootForm(request.POST), watch_changes(UNDO)
    if not form.is_valid():
        return _page(request, row, root=form, status=422)
    made = services.name_cause(task=row, by=who(request), **form.cleaned_data)
    return toast(request, redirect("mentoring:task", pk), _("Saved."), undo=undo(made))


@takes_files(MOST_FILE_MB)
@require_POST
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, undo = _row(pk), forms.FileForm(request.POST, request.FILES), watch_changes(UNDO)
    if not form.is_valid():
        return _page(request, row, proof=form, status=422)
    told = {"side": form.cleaned_data["side"], "note": form.cleaned_data["note"]}
    try:
        made = task_rows.add_file(task=row, data=data_of(form, "file") or b"", by=who(request), **told)
    except DureError as error:
        form.add_error(None, text_of(error))
        return _page(request, row, proof=form, status=status_of(error))
    return toast(request, redirect("mentoring:task", pk), _("Added."), undo=undo(made))


@require_POST
def file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    file, undo = row_or_404(TaskFile, "task", pk=pk), watch_changes(UNDO)
    gone = task_rows.remove_file(file=file, by=who(request))
    return toast(request, redirect("mentoring:task", file.task_id), _("Removed."), undo=undo(gone))


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture or document as it was taken."""
    return file_answer(row_or_404(TaskFile, pk=pk).file)


@require_POST
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, undo = _row(pk), forms.CommentForm(request.POST), watch_changes(UNDO)
    if not form.is_valid():
        return _page(request, row, remark=form, status=422)
    made = task_rows.comment(task=row, by=who(request), **form.cleaned_data)
    return toast(request, redirect("mentoring:task", pk), _("Added."), undo=undo(made))


@require_POST
def remark_remove(request: HttpRequest, pk: int) -> HttpResponse:
    said, undo = row_or_404(TaskComment, "task", pk=pk), watch_changes(UNDO)
    gone = task_rows.remove_comment(comment=said, by=who(request))
    return toast(request, redirect("mentoring:task", said.task_id), _("Removed."), undo=undo(gone))


@in_asked_language
@require_GET
def a3(request: HttpRequest, pk: int) -> HttpResponse:
    """The task on one A4 page, landscape, or portrait with `?portrait`."""
    row = _row(pk)
    return paper(
        request, "mentoring/task_a3.html", title=row.title, number=row.number, landscape="portrait" not in request.GET,
        task=row, page=paper_of(row),
    )  # fmt: skip


def _place(row: Model) -> str:
    key = row.pk if isinstance(row, ImprovementTask) else row.task_id  # type: ignore[attr-defined]
    is_there = row_or_none(ImprovementTask, key) is not None
    return reverse("mentoring:task", args=[key]) if is_there else reverse("mentoring:tasks")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return Undo(UNDO, task_undo.undo, _place).answer(request, pk)
