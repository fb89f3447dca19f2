"""Production report of a day, week or month, and trends of the main KPIs."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dure.performance import charts, selectors
from dure.performance.cells import Cells, cells
from dure.performance.elements import total
from dure.performance.kpis import BY_CODE, MAIN
from dure.performance.pages.losses import pareto_table
from dure.performance.pages.overview import figure_cell, kpi_address, label, no_units, nothing_planned, told
from dure.performance.pages.page import Page, Tile, drawn
from dure.performance.pages.question import Question
from dure.performance.periods import By
from dure.performance.scope import Level
from dure.performance.selectors import Row
from dure.web.tables import Cell, Column, Kind, Table

TITLES = {"day": "Daily production report", "week": "Weekly production report", "month": "Monthly production report"}
QUANTITIES = ("produced", "good", "reject", "rework")


def production(question: Question) -> Page:
    """One sheet for a meeting: figures, by shift or day, by work unit, by item, and the main stops."""
    title = _(TITLES.get(question.span, "Production report"))
    scope, period, now = question.scope, question.period, question.now
    if not scope.units:
        return Page(title, question, empty=no_units())
    by = By.SHIFT if question.span == "day" else By.DAY
    found = cells(scope.units, period, by, now)
    whole = selectors.rows_by_scope([scope], found)[0]
    if not whole.elements.pbt_total and not whole.elements.produced:
        return Page(title, question, empty=nothing_planned())
    targets = selectors.targets_of(scope, period, now, MAIN)
    tiles = [Tile(BY_CODE[code], whole.figures[code], kpi_address(code, question), targets[code]) for code in MAIN]
    tables = [_by_bucket(question, found, whole), _by_unit(question, found, whole), _by_item(question)]
    stops = selectors.losses(scope, period, now)
    if stops:
        tables.append(pareto_table(stops, "reason", "seconds"))
    return Page(title, question, tables, tiles, extra={"main": tiles})


def _columns(first: str) -> list[Column]:
    return [
        Column(first),
        *(Column(word, Kind.NUMBER) for word in (_("Produced"), _("Good"), _("Rejects"), _("Rework"))),
        *(Column(_(BY_CODE[code].name), Kind.RATIO) for code in MAIN),
        Column(_("Planned time"), Kind.SECONDS),
        Column(_("Production time"), Kind.SECONDS),
        Column(_("No data"), Kind.SECONDS),
    ]


def _line(name: Cell, row: Row) -> list[Cell]:
    e = row.elements
    # Nothing counted and no data either: the quantity is missing, it isn't zero.
    is_missing = not e.produced and not e.pbt and e.no_data > 0
    return [
        name,
        *(Cell(None if is_missing else getattr(e, field)) for field in QUANTITIES),
        *(figure_cell(row.figures[code]) for code in MAIN),
        Cell(e.pbt_total),
        Cell(e.apt),
        Cell(e.no_data or None),
    ]


def _by_bucket(question: Question, found: Cells, whole: Row) -> Table:
    rows = [
        _line(
            Cell(
                label(
                    row.bucket.moment,
                    row.bucket.shift or (_("outside shifts") if question.span == "day" else ""),
                    question,
                )
            ),
            row,
        )
        for row in selectors.rows_of(question.scope, found, MAIN)
        if row.elements.pbt_total or row.elements.produced
    ]
    title = _("By shift") if question.span == "day" else _("By day")
    return Table(
        title, _columns(_("Shift") if question.span == "day" else _("Day")), rows, _line(Cell(_("Total")), whole)
    )


def _by_unit(question: Question, found: Cells, whole: Row) -> Table:
    scopes = question.scope.grouped(Level.WORK_UNIT)
    rows = [
        _line(Cell(row.scope.name, kpi_address("oee", question, scope=row.scope.key)), row)
        for row in selectors.rows_by_scope(scopes, found, MAIN)
    ]
    return Table(_("By work unit"), _columns(_("Work unit")), rows, _line(Cell(_("Total")), whole))


def _by_item(question: Question) -> Table:
    found = selectors.kpi_rows(
        question.scope, question.period, By.ITEM, question.now, ("quality_ratio", "automatic_share")
    )
    made = [row for row in found if row.elements.produced]
    rows = [
        [
            Cell(f"{row.bucket.name} ({row.bucket.code})" if row.bucket.code else _("Item not known")),
            *(Cell(getattr(row.elements, field)) for field in QUANTITIES),
            *(figure_cell(figure) for figure in row.figures.values()),
        ]
        for row in made
    ]
    columns = [
        Column(_("Item")),
        *(Column(word, Kind.NUMBER) for word in (_("Produced"), _("Good"), _("Rejects"), _("Rework"))),
        Column(_("Quality ratio"), Kind.RATIO),
        Column(_("Share counted automatically"), Kind.RATIO),
    ]
    e = total(row.elements for row in made)
    foot = [Cell(_("Total")), *(Cell(getattr(e, field)) for field in QUANTITIES), Cell(None), Cell(None)]
    return Table(_("By item"), columns, rows, foot)


def trends(question: Question, by: str) -> Page:
    """The main KPIs over time, with their targets."""
    title = _("Trends")
    cut = By(by) if by in ("day", "week", "month") else By.DAY
    words = {By.DAY: _("Day"), By.WEEK: _("Week"), By.MONTH: _("Month")}
    choices = [(word, question.query(by=code.value), code is cut) for code, word in words.items()]
    if not question.scope.units:
        return Page(title, question, empty=no_units())
    rows = selectors.kpi_rows(question.scope, question.period, cut, question.now, MAIN)
    if not any(row.elements.pbt_total or row.elements.produced for row in rows):
        return Page(title, question, empty=nothing_planned(), choices=choices)
    targets = selectors.targets_of(question.scope, question.period, question.now, MAIN)
    drawings = [drawn(_(BY_CODE[code].name), _curve(rows, code, targets[code], question)) for code in MAIN]
    return Page(title, question, [_trend_table(rows, question)], charts=drawings, choices=choices)


def _curve(rows: Sequence[Row], code: str, target: float | None, question: Question) -> str:
    points = [
        charts.Point(label(row.bucket.moment, "", question), row.figures[code].value, told(row.figures[code]), target)
        for row in rows
    ]
    return charts.line(code, _(BY_CODE[code].name), points)


def _trend_table(rows: Sequence[Row], question: Question) -> Table:
    body = [
        _line(Cell(label(row.bucket.moment, "", question)), row)
        for row in rows
        if row.elements.pbt_total or row.elements.produced
    ]
    return Table(_("Figures"), _columns(_("Begins")), body)
