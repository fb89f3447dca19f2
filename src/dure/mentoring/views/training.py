"""Courses and sessions: planned, attended, tested, closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import Denied, DureError, Invalid
from dure.mentoring.access import WRITERS
from dure.mentoring.forms.training import (
    CourseForm,
    EnrolForm,
    MinutesForm,
    QuestionForm,
    SessionForm,
    TestForm,
)
from dure.mentoring.models import Attendance, Course, CourseQuestion, TestResult, TrainingSession
from dure.mentoring.selectors import training as selectors
from dure.mentoring.services import training as services
from dure.mentoring.views.knowhow_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.plant.today import today
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast

FORM = "mentoring/form.html"


@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    everything = "all" in request.GET
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("name"), lambda row: row.name),
        Field(_("hours planned"), lambda row: row.hours, "number"),
        Field(_("skill"), lambda row: str(row.skill or "")),
        Field(_("questions"), lambda row: row.asked, "number"),
        Field(_("sessions"), lambda row: row.held, "number"),
    ]
    return listing(
        request, "mentoring/courses.html", selectors.courses(with_inactive=everything), fields, title=_("Courses"),
        everything=everything,
    )  # fmt: skip


@require_GET
def course(request: HttpRequest, pk: int) -> HttpResponse:
    return _course_page(request, row_or_404(Course, "skill", pk=pk))


def _course_page(request: HttpRequest, row: Course, *, form: Any = None, status: int = 200) -> HttpResponse:
    context = {
        "row": row, "questions": selectors.questions_of(row), "sessions": selectors.sessions(course=row.pk),
        "form": form or QuestionForm(),
    }  # fmt: skip
    return render(request, "mentoring/course.html", context, status=status)


@require_http_methods(["GET", "POST"])
def course_add(request: HttpRequest) -> HttpResponse:
    form = CourseForm(request.POST or None)
    return take(
        request, form, lambda: services.add_course(by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:course", args=[made.pk]), done=_("Added."), heading=_("Add a course"),
        back=reverse("mentoring:courses"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def course_change(request: HttpRequest, pk: int) -> HttpResponse:
    before, back = newest_change(), reverse("mentoring:course", args=[pk])
    form = CourseForm(request.POST or None, instance=row_or_404(Course, pk=pk))
    return take(
        request, form,
        lambda: services.change_course(course=row_or_404(Course, pk=pk), by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=_("Change"), back=back,
    )  # fmt: skip


@require_POST
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, before = row_or_404(Course, pk=pk), QuestionForm(request.POST), newest_change()
    if not form.is_valid():
        return _course_page(request, row, form=form, status=422)
    try:
        made = services.add_question(course=row, by=who(request), **form.values())
    except DureError as error:
        form.add_error(None, text_of(error))
        return _course_page(request, row, form=form, status=status_of(error))
    return toast(request, redirect("mentoring:course", pk), _("Added."), undo=undo_address(before, made))


@require_POST
def question_remove(request: HttpRequest, pk: int) -> HttpResponse:
    before, row = newest_change(), row_or_404(CourseQuestion, "course", pk=pk)
    services.remove_question(question=row, by=who(request))
    return toast(request, redirect("mentoring:course", row.course_id), _("Removed."), undo=undo_address(before, row))


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    chosen, state = row_or_none(Course, request.GET.get("course", "")), request.GET.get("state", "")
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("course"), lambda row: row.course.name),
        Field(_("day"), lambda row: row.held_on.isoformat()),
        Field(_("from"), lambda row: f"{row.starts:%H:%M}"),
        Field(_("until"), lambda row: f"{row.ends:%H:%M}"),
        Field(_("minutes"), lambda row: row.minutes, "number"),
        Field(_("place"), lambda row: row.place),
        Field(_("trainer"), lambda row: row.led_by),
        Field(_("people"), lambda row: row.listed, "number"),
        Field(_("closed at"), lambda row: row.closed_at, "time"),
    ]
    return listing(
        request, "mentoring/sessions.html", selectors.sessions(course=chosen.pk if chosen else None, state=state),
        fields, title=_("Training sessions"), chosen=chosen, state=state, courses=selectors.courses(), today=today(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def session_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Course, pk=pk), reverse("mentoring:course", args=[pk])
    form = SessionForm(request.POST or None, initial={"held_on": today(), "trainer": who(request).pk})
    return take(
        request, form, lambda: services.add_session(course=row, by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:session", args=[made.pk]), done=_("Added."),
        heading=_("Plan a session"), back=back, hint=row.name,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def session_change(request: HttpRequest, pk: int) -> HttpResponse:
    before, back = newest_change(), reverse("mentoring:session", args=[pk])
    form = SessionForm(request.POST or None, instance=_session(pk))
    return take(
        request, form, lambda: services.change_session(session=_session(pk), by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=_("Change"), back=back,
    )  # fmt: skip


def _session(pk: int) -> TrainingSession:
    return row_or_404(TrainingSession, "course__skill", "trainer", pk=pk)


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    row = _session(pk)
    lines = selectors.list_of(row)
    context = {
        "row": row, "lines": lines, "gain": selectors.gain_of(lines), "form": EnrolForm(), "today": today(),
        "has_test": row.course.questions.exists(),
    }  # fmt: skip
    return render(request, "mentoring/session.html", context)


@require_POST
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    form, before = EnrolForm(request.POST), newest_change()
    if not form.is_valid():
        raise Invalid("Choose who takes part.")
    made = services.enrol(session=_session(pk), person=form.cleaned_data["person"], by=who(request))
    return toast(request, redirect("mentoring:session", pk), _("Added."), undo=undo_address(before, made))


@require_POST
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(Attendance, "session", pk=pk), newest_change()
    services.strike(attendance=row, by=who(request))
    return toast(request, redirect("mentoring:session", row.session_id), _("Removed."), undo=undo_address(before, row))


@require_POST
def attended(request: HttpRequest, pk: int) -> HttpResponse:
    row, form, before = row_or_404(Attendance, "session", pk=pk), MinutesForm(request.POST), newest_change()
    if not form.is_valid():
        raise Invalid("Type the minutes as a whole number.")
    made = services.attended(attendance=row, by=who(request), **form.cleaned_data)
    return toast(request, redirect("mentoring:session", row.session_id), _("Saved."), undo=undo_address(before, made))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    before = newest_change()
    made = services.close_session(session=_session(pk), by=who(request))
    return toast(request, redirect("mentoring:session", pk), _("Closed."), undo=undo_address(before, made))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    services.reopen_session(session=_session(pk), by=who(request))
    return toast(request, redirect("mentoring:session", pk), _("It is open again."))


@never_cache
@require_http_methods(["GET", "POST"])
def test(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    """The own test; for those who train also a paper of somebody else."""
    row = row_or_404(Attendance, "session__course", "person", pk=pk)
    leads = bool(pass_of(request).roles & WRITERS)
    if stage not in TestResult.Stage.values or (row.person_id != who(request).pk and not leads):
        raise Denied("Each answers only the own test.")
    form = TestForm(selectors.questions_of(row.session.course), request.POST or None)
    back = reverse("mentoring:trainings-own")
    if row.person_id != who(request).pk:
        back = reverse("mentoring:session", args=[row.session_id])
    return take(
        request, form,
        lambda: services.take_test(attendance=row, stage=stage, answers=form.answers, by=who(request), leads=leads),
        template=FORM, then=back, done=_("Thank you. The test is taken."),
        heading=f"{row.session.course} · {TestResult.Stage(stage).label}", back=back, hint=str(row.person),
    )  # fmt: skip


@require_POST
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(TestResult, "attendance__session", pk=pk), newest_change()
    services.repeat_test(result=row, by=who(request))
    back = redirect("mentoring:session", row.attendance.session_id)
    return toast(request, back, _("The test can be taken once more."), undo=undo_address(before, row))


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    return render(request, "mentoring/trainings_own.html", {"lines": selectors.own_trainings(who(request))})


@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """Hours by course and by person of a year; both sums are of the same minutes."""
    text = request.GET.get("year", "") or str(today().year)
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and text >= "1900"):
        raise Invalid("%(text)s is no year", text=text)
    rows, people = selectors.hours(year=int(text)), selectors.hours_of_people(year=int(text))
    sums = sum(row.attended for row in rows), sum(minutes for _person, minutes in people)
    context = {
        "year": int(text), "before": int(text) - 1, "after": int(text) + 1, "is_this": int(text) >= today().year,
        "rows": rows, "people": people, "of_courses": sums[0], "of_people": sums[1],
    }  # fmt: skip
    return render(request, "mentoring/training_hours.html", context)
