"""Surveys and their questions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.programme.forms.surveys import NewQuestionForm, QuestionForm, SurveyForm
from dure.programme.models import Survey, SurveyQuestion
from dure.programme.selectors import surveys as selectors
from dure.programme.services import surveys as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("title"), lambda row: row.shown),
        Field(_("what it is for"), lambda row: row.purpose),
        Field(_("survey waves"), lambda row: row.waves, "number"),
    ]
    return listing(request, "programme/surveys.html", selectors.surveys(), fields, title=_("Surveys"))


@require_GET
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Survey, pk=pk)
    version = selectors.newest_version(row)
    waves = [(wave, selectors.turnout(wave), wave.last_on < today()) for wave in selectors.waves_of(row)]
    context = {"row": row, "version": version, "questions": selectors.questions_of(version), "waves": waves}
    return render(request, "programme/survey.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = SurveyForm(request.POST or None)
    return take(
        request, form, lambda: services.add_survey(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:survey", args=[made.pk]), done=_("Added."),
        heading=_("Add a survey"), back=reverse("programme:surveys"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Survey, pk=pk), reverse("programme:survey", args=[pk])
    form, undo_of = SurveyForm(request.POST or None, instance=row), watch_changes(_UNDO)
    return take(
        request, form, lambda: services.change_survey(survey=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Saved."), undo=undo_of, heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(Survey, pk=pk), NewQuestionForm(request.POST or None)
    return _question(
        request, row, form, lambda: services.add_question(survey=row, by=who(request), **form.cleaned_data),
        _("Add a question"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def question_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SurveyQuestion, "version__survey", pk=pk)
    form = QuestionForm(request.POST or None, instance=row)
    same = row_or_404(SurveyQuestion, "version__survey", pk=pk)
    return _question(
        request, row.version.survey, form,
        lambda: services.change_question(question=same, by=who(request), **form.cleaned_data), str(same),
    )  # fmt: skip


@require_POST
def question_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo_of = row_or_404(SurveyQuestion, "version__survey", pk=pk), watch_changes(_UNDO)
    gone = services.remove_question(question=row, by=who(request))
    answer = redirect("programme:survey", row.version.survey_id)
    return toast(request, answer, _("Removed."), undo=undo_of(gone))


@require_POST
def question_up(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SurveyQuestion, "version__survey", pk=pk)
    services.raise_question(question=row, by=who(request))
    return redirect("programme:survey", row.version.survey_id)


def _question(request: HttpRequest, row: Survey, form: QuestionForm, do: Any, heading: str) -> HttpResponse:
    back = reverse("programme:survey", args=[row.pk])
    return take(
        request, form, do, template=_FORM, then=back, done=_("Saved."), undo=watch_changes(_UNDO), heading=heading,
        back=back, hint=_("What a wave asks already stays as it is; a change begins the next version."),
    )  # fmt: skip
