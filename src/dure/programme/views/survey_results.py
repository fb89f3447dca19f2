"""Results of a wave: on the screen, on A4, as a spreadsheet, all of the same figures."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from dure.kernel.errors import Conflict, Invalid
from dure.plant.today import today
from dure.programme import survey_chart
from dure.programme.models import SurveyQuestion, SurveyWave
from dure.programme.selectors import survey_results as selectors
from dure.programme.selectors.survey_results import GroupFigures, QuestionFigures, TrendPoint
from dure.programme.selectors.surveys import turnout
from dure.web import sheets
from dure.web.listing import as_file
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.tables import Cell, Column, Kind, Table

_OF_SHARES = (SurveyQuestion.Kind.SCALE, SurveyQuestion.Kind.YES_NO)


@require_GET
def results(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(SurveyWave, "version__survey", pk=pk), request.GET.get("format", "")
    if form not in ("", "xlsx"):
        raise Invalid("%(text)s is no form of export", text=form)
    if form:
        return _sheet(row)
    return render(request, "programme/survey_results.html", _context(row))


@require_GET
@in_asked_language
def as_paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(SurveyWave, "version__survey", pk=pk)
    context = _context(row)
    return paper(request, "programme/survey_paper.html", title=_("Results of a survey"), number=str(row), **context)


def _context(row: SurveyWave) -> dict[str, Any]:
    """Raises Conflict while the figures of an anonymous wave would tell single answers."""
    if not selectors.are_open(row, today()):
        raise Conflict("Results of an anonymous survey are there once it is over.")
    parts = []
    for found in selectors.results(row):
        points = selectors.trend(row.version.survey, found.question.key, today()) if found.share else []
        parts.append({
            "of": found, "trend": _trend_chart(found, points), "points": points,
            "groups": [(_split(split), lines, _group_chart(found, split, lines)) for split, lines in found.groups],
        })  # fmt: skip
    return {"row": row, "turnout": turnout(row), "parts": parts, "today": today()}


def _words(title: str) -> survey_chart.Words:
    return survey_chart.Words(title, _("too few to show"))


def _group_chart(found: QuestionFigures, split: str, lines: list[GroupFigures]) -> SafeString:
    rows = [(label_of(one), one.share) for one in lines]
    drawn = survey_chart.shares(f"g-{found.question.key}-{split}", rows, _words(_split(split)))
    return mark_safe(drawn)  # noqa: S308 - its words are escaped where it is drawn


def _trend_chart(found: QuestionFigures, points: list[TrendPoint]) -> SafeString:
    if len(points) < 2:
        return SafeString("")
    rows = [(point.wave.name, point.share) for point in points]
    drawn = survey_chart.shares(f"t-{found.question.key}", rows, _words(_("From wave to wave")))
    return mark_safe(drawn)  # noqa: S308 - its words are escaped where it is drawn


def _split(name: str) -> str:
    return str(dict(SurveyWave.Grouping.choices).get(name, name))


def label_of(one: GroupFigures) -> str:
    return _("all others") if one.group == selectors.REST else str(one.label)


def _sheet(row: SurveyWave) -> HttpResponse:
    context = _context(row)
    found: list[QuestionFigures] = [part["of"] for part in context["parts"]]
    told = context["turnout"]
    lines = [f"{row.first_on} – {row.last_on}", _("%(answered)s of %(invited)s answered") % {"answered": told.answered, "invited": told.invited}]  # fmt: skip # noqa: E501
    tables = [_figures_table(found), _groups_table(found), _counts_table(found), _texts_table(found)]
    data = sheets.xlsx([str(row), *lines], [one for one in tables if one.rows], timezone.get_current_timezone())
    return as_file(data, f"{row} {today()}.xlsx", sheets.XLSX)


def _figures_table(found: list[QuestionFigures]) -> Table:
    columns = [
        Column(pgettext("survey", "question")), Column(_("answers"), Kind.NUMBER), Column(_("mean"), Kind.NUMBER),
        Column(_("median"), Kind.NUMBER), *_share_columns(),
    ]  # fmt: skip
    rows = [
        [Cell(one.question.shown), Cell(one.n), Cell(one.mean), Cell(one.median), *_share_cells(one.share)]
        for one in found
    ]
    return Table(_("Questions"), columns, rows)


def _groups_table(found: list[QuestionFigures]) -> Table:
    columns = [
        Column(pgettext("survey", "question")), Column(_("results are split")), Column(pgettext("survey", "group")),
        Column(_("answers"), Kind.NUMBER), Column(_("mean"), Kind.NUMBER), *_share_columns(),
    ]  # fmt: skip
    rows = [
        [
            Cell(one.question.shown), Cell(_split(split)), Cell(label_of(line)), Cell(line.n), Cell(line.mean),
            *_share_cells(line.share),
        ]
        for one in found for split, lines in one.groups for line in lines
    ]  # fmt: skip
    return Table(_("Groups"), columns, rows)


def _counts_table(found: list[QuestionFigures]) -> Table:
    title, columns = pgettext("survey", "Counts"), [Column(pgettext("survey", "question")), Column(_("answer"))]
    columns.append(Column(pgettext("survey", "how many"), Kind.NUMBER))
    rows = [[Cell(one.question.shown), Cell(label), Cell(n)] for one in found for label, n in one.counts]
    return Table(title, columns, rows)


def _texts_table(found: list[QuestionFigures]) -> Table:
    rows = [[Cell(one.question.shown), Cell(text)] for one in found for text in one.texts]
    return Table(_("In their words"), [Column(pgettext("survey", "question")), Column(_("answer"))], rows)


def _share_columns() -> list[Column]:
    return [Column(_("satisfied or yes"), Kind.RATIO), Column(_("from (95 %)"), Kind.RATIO), Column(_("to (95 %)"), Kind.RATIO)]  # fmt: skip # noqa: E501


def _share_cells(share: Any) -> list[Cell]:
    return [Cell(share and share.value), Cell(share and share.low), Cell(share and share.high)]
