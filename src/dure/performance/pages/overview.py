"""KPI overview: how a scope did, against the period before and the target, and which part of it lost most."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.performance import charts, losses, selectors
from dure.performance.cells import Cells, cells
from dure.performance.kpis import BY_CODE, KPIS, MAIN, Figure
from dure.performance.pages.page import Empty, Page, Tile, drawn
from dure.performance.pages.question import Question
from dure.performance.periods import By
from dure.performance.scope import Level
from dure.performance.selectors import Row
from dure.performance.targets import Targets
from dure.web.tables import Bar, Cell, Column, Kind, Table
from dure.web.templatetags.dure import clock_span, number, percent


def build(question: Question) -> Page:
    scope, period, now = question.scope, question.period, question.now
    if not scope.units:
        return Page(_("KPI"), question, empty=no_units())
    # A day's figures go by shift, so that a night shift stays whole; its curve goes by hour.
    found = cells(scope.units, period, By.DAY, now)
    row = selectors.rows_by_scope([scope], found)[0]
    before = selectors.scope_row(scope, period.previous(), now)
    targets = selectors.targets_of(scope, period, now)
    tiles = [
        Tile(
            kpi,
            row.figures[kpi.code],
            kpi_address(kpi.code, question),
            targets[kpi.code],
            before.figures[kpi.code].value,
        )
        for kpi in KPIS
    ]
    if not row.elements.pbt_total and not row.elements.produced:
        return Page(_("KPI"), question, tiles=tiles, empty=nothing_planned(), extra={"main": [], "others": []})
    curve = cells(scope.units, period, By.HOUR, now) if question.span == "day" else found
    trend = selectors.rows_of(scope, curve, ("oee",))
    return Page(
        _("KPI"),
        question,
        [_children(question, found), _top_losses(row), _list(tiles)],
        tiles,
        [
            drawn(
                _("OEE over time"),
                _trend(trend, question, targets["oee"]),
                (("line", _("OEE")), ("target", _("Target"))),
            )
        ],
        extra={
            "main": [t for t in tiles if t.kpi.code in MAIN],
            "others": [t for t in tiles if t.kpi.code not in MAIN],
        },
    )


def no_units() -> Empty:
    return Empty(
        _("No machine has been set up yet"), _("Set up the plant and connect a machine; its figures appear here.")
    )


def nothing_planned() -> Empty:
    return Empty(
        _("Nothing was planned and nothing was produced"),
        _("Choose another period, or set up shifts so that planned time is known."),
    )


def kpi_address(code: str, question: Question, **other: object) -> str:
    return reverse("performance:kpi", args=[code]) + question.query(**other)


def label(moment: str, shift: str, question: Question) -> str:
    """A bucket's name on an axis: an hour of the day, or day and month."""
    if "T" in moment:
        return f"{datetime.fromisoformat(moment).astimezone(question.period.zone):%H}"
    day = f"{int(moment[5:7])}/{int(moment[8:10])}"
    return f"{day} {shift}".strip()


def _trend(rows: list[Row], question: Question, target: float | None) -> str:
    points = [
        charts.Point(label(row.bucket.moment, "", question), row.figures["oee"].value, told(row.figures["oee"]), target)
        for row in rows
    ]
    return charts.line("oee", _("OEE over time"), points)


def told(figure: Figure) -> str:
    """A figure in words for who can't see the chart."""
    if figure.value is None:
        return _(figure.reason.value) if figure.reason else "–"
    return f"{figure.value:.1%}"


def _children(question: Question, found: Cells) -> Table:
    children = question.scope.children()
    held, day = Targets(), selectors.day_of(question.now, question.period)
    rows = []
    for row in selectors.rows_by_scope(children, found):
        target = held.of("oee", row.scope, day)
        figures = [row.figures[code] for code in MAIN]
        href = (
            question.query(scope=row.scope.key) if row.scope.level is not Level.WORK_UNIT or len(children) > 1 else ""
        )
        oee = figures[0].value or 0.0
        missed = target is not None and figures[0].value is not None and oee < target
        rows.append(
            [
                Cell(row.scope.name, href),
                Cell(Bar(0, min(oee, 1), "missed" if missed else "met") if figures[0].value is not None else None),
                *(
                    figure_cell(figure, kpi_address(figure.kpi.code, question, scope=row.scope.key))
                    for figure in figures
                ),
                Cell(target),
                Cell(row.elements.produced),
                Cell(row.elements.coverage),
            ]
        )
    columns = [
        Column(_("Name")),
        Column("", Kind.BAR),
        *(Column(_(BY_CODE[code].name), Kind.RATIO) for code in MAIN),
        Column(_("OEE target"), Kind.RATIO),
        Column(_("Produced"), Kind.NUMBER),
        Column(_("Data coverage"), Kind.RATIO),
    ]
    return Table(_("By part of the plant"), columns, rows)


def figure_cell(figure: Figure, href: str = "") -> Cell:
    """A figure in a table: the value, or a dash that says why when pointed at; a star for what should be known."""
    words = [figure.reason.value] if figure.reason else [note.value for note in figure.notes]
    return Cell(figure.value, href, " · ".join(_(word) for word in words))


def _top_losses(row: Row) -> Table:
    found = losses.top_losses(row.elements)
    longest = max((step.seconds for step in found), default=1.0)
    whole = row.elements.pbt_total
    rows = [
        [
            Cell(_(s.name)),
            Cell(Bar(0, s.seconds / longest, f"loss {s.code}")),
            Cell(s.seconds),
            Cell(s.seconds / whole if whole else None),
        ]
        for s in found
    ]
    columns = [
        Column(_("Loss")),
        Column("", Kind.BAR),
        Column(_("Time"), Kind.SECONDS),
        Column(_("Of planned time"), Kind.RATIO),
    ]
    return Table(_("Top losses"), columns, rows)


def _list(tiles: list[Tile]) -> Table:
    """All KPIs in one table: what an export holds, and what a reader of the page opens."""
    rows = [
        [
            Cell(tile.name, tile.href),
            Cell(tile.kpi.formula),
            Cell(shown(tile.figure.value, tile.kind), note=tile.reason),
            Cell(shown(tile.before, tile.kind)),
            Cell(shown(tile.target, tile.kind)),
            Cell(tile.reason or " · ".join(tile.notes)),
        ]
        for tile in tiles
    ]
    columns = [
        Column(_("KPI")),
        Column(_("Formula")),
        Column(_("Value"), "mixed"),
        Column(_("Period before"), "mixed"),
        Column(_("Target"), "mixed"),
        Column(_("Remark")),
    ]
    return Table(_("All KPIs"), columns, rows)


def shown(value: float | None, kind: str) -> str | None:
    """A value with its unit, for a column in which units differ."""
    if value is None:
        return None
    return {Kind.RATIO: percent, Kind.SECONDS: clock_span}.get(kind, number)(value)


__all__ = ["build", "figure_cell", "kpi_address", "label", "no_units", "nothing_planned", "shown", "told"]
