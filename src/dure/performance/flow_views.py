"""Addresses of what holds a line up: the bottleneck, and changing over."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from dure.performance.pages import bottleneck as bottleneck_page
from dure.performance.pages import changeovers as changeovers_page
from dure.performance.pages.page import answer
from dure.performance.pages.question import Question, read


def _last(asked: QueryDict, days: int) -> Question:
    """What was asked; without a day the last days: on a Monday the week has hardly begun."""
    question = read(asked)
    if "span" in asked or "day" in asked:
        return question
    first = question.day - timedelta(days=days - 1)
    given = asked.copy()
    given.update({"span": "free", "from": first.isoformat(), "to": question.day.isoformat()})
    return read(given)


@require_GET
def bottleneck(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = bottleneck_page.build(_last(asked, 7), asked_scope="scope" in asked, shift="shift" in asked)
    return answer(request, page, "performance/bottleneck.html")


@require_GET
def changeovers(request: HttpRequest) -> HttpResponse:
    page = changeovers_page.build(_last(request.GET, 30), request.GET.get("by", "item"))
    return answer(request, page, "performance/changeovers.html")
