"""Answering by a link, without a log-in. Nothing of the request is kept beside the answer."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel.errors import DureError
from dure.plant.acting import address
from dure.plant.today import today
from dure.programme.forms.surveys import AnswerForm
from dure.programme.models import SurveyWave
from dure.programme.selectors.surveys import asked_by
from dure.programme.services import answering
from dure.web.problems import status_of, text_of
from dure.web.rate import Limiter

limiter = Limiter(burst=30, per_second=0.5)
"""Of unknown links that an address may try; kept in memory only."""
_PAGE, _CLOSED = "programme/survey_answer.html", "programme/survey_closed.html"


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    asked = asked_by(token)
    if asked is None:
        wait = limiter.wait_s(address(request), time.monotonic())
        return render(request, _CLOSED, {"why": "unknown"}, status=429 if wait else 404)
    why = "used" if asked.was_used else _why_closed(asked.wave)
    if why:
        return render(
            request, _CLOSED, {"why": why, "wave": asked.wave}, status=409 if request.method == "POST" else 200
        )
    form, status = AnswerForm(request.POST or None, questions=asked.questions), 200
    if request.method == "POST" and form.is_valid():
        try:
            answering.answer(token=token, answers=form.answers())
        except answering.Answered:
            return render(request, _CLOSED, {"why": "used", "wave": asked.wave}, status=409)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return redirect("programme:survey-thanks")
    elif request.method == "POST":
        status = 422
    return render(request, _PAGE, {"form": form, "asked": asked, "wave": asked.wave}, status=status)


@never_cache
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "programme/survey_thanks.html")


def _why_closed(wave: SurveyWave) -> str:
    if wave.state != SurveyWave.State.OPEN or today() < wave.first_on:
        return "early"
    return "over" if today() > wave.last_on else ""
