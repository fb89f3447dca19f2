"""Changing over: between what, how long against the plan, what it costs in a month, and what plans could count with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dure.performance import changeovers as rules
from dure.performance import charts, periods
from dure.performance.changeovers import Changeover, Item, Measured, Told, group_of
from dure.performance.pages.overview import no_units
from dure.performance.pages.page import Chart, Empty, Page, drawn
from dure.performance.pages.question import Question
from dure.performance.periods import Period
from dure.performance.setups import changeovers
from dure.plant.models import WorkUnit
from dure.web.tables import Bar, Cell, Column, Table
from dure.web.tables import Kind as As
from dure.web.templatetags.dure import clock_span

MONTHS = 6
DEAREST = 15
WIDEST = 10
"""Columns of a matrix; with more items it would not be read."""
Pairs = Sequence[Measured[tuple[int, Item, Item]]] | Sequence[Measured[tuple[int, str, str]]]
"""By unit, and what was before and after: items or groups of them."""
TOLD = {Told.PERSON: mark("A person"), Told.MACHINE: mark("The machine"), Told.NOBODY: mark("Nobody")}


def build(question: Question, by: str) -> Page:
    """by: item or group."""
    title = _("Changeovers")
    by = by if by in {"item", "group"} else "item"
    choices = [
        (_("By item"), question.query(by="item"), by == "item"),
        (_("By group of items"), question.query(by="group"), by == "group"),
    ]
    if not question.scope.units:
        return Page(title, question, empty=no_units())
    every = changeovers(question.scope.units, _longer(question.period), question.now)
    found = [one for one in every if one.at >= question.period.start]
    if not found:
        empty = Empty(
            _("No machine was changed over to another item"),
            _("Changeovers appear here by themselves when another item is started on a machine."),
        )
        return Page(title, question, [_months(every)] if every else [], empty=empty, choices=choices)
    pairs: Pairs = rules.by_group(found) if by == "group" else rules.by_pair(found)
    units = {unit.pk: unit for unit in question.scope.units}
    tables = [_pairs(pairs, units), _by_unit(found, units, question)]
    tables += [_matrix(unit, [one for one in found if one.unit_id == unit.pk], by) for unit in _shown(found, units)]
    return Page(
        title, question, [*tables, _dearest(found, units), _months(every)], charts=_trend(every),
        notes=_notes(found), choices=choices, extra={"sum": _sum(found, pairs, units)},
    )  # fmt: skip


def _longer(period: Period) -> Period:
    """The period with the months before it, so that a trend can be seen."""
    months = period.first_day.year * 12 + period.first_day.month - MONTHS
    first = date(months // 12, months % 12 + 1, 1)
    return Period(min(periods.midnight(first, period.zone), period.start), period.end, period.zone)


def _notes(found: Sequence[Changeover]) -> list[str]:
    silent = sum(one.told is Told.NOBODY for one in found)
    if not silent:
        return []
    return [
        _(
            "Of %(silent)s of %(count)s changeovers nobody told how long setting up took: begin them with Change over "
            "on the tablet, or let the machine tell that it is being set up."
        )
        % {"silent": silent, "count": len(found)}
    ]


def _sum(found: Sequence[Changeover], pairs: Pairs, units: dict[int, WorkUnit]) -> dict[str, object]:
    """What the sentence is made of."""
    whole, dear = rules.measured("", found), pairs[0]
    unit, before, after = dear.key
    return {
        "whole": whole,
        "total": clock_span(whole.total_s),
        "over": clock_span(max(whole.over_s, 0.0)) if whole.over_s >= 60 else "",
        "dear": dear if dear.known else None,
        "dear_unit": units[unit].name,
        "dear_before": _name(before),
        "dear_after": _name(after),
        "dear_total": clock_span(dear.total_s),
        "share": dear.total_s / whole.total_s if whole.total_s else None,
    }


def _name(thing: Item | str) -> str:
    return thing.name if isinstance(thing, Item) else thing


def _pairs(pairs: Pairs, units: dict[int, WorkUnit]) -> Table:
    longest = max((one.total_s for one in pairs), default=0.0) or 1.0
    rows = []
    for one in pairs:
        unit, before, after = one.key
        rows.append(
            [
                Cell(units[unit].name), Cell(_name(before)), Cell(_name(after)),
                Cell(Bar(0, one.total_s / longest, "loss setup") if one.total_s else None), Cell(one.total_s or None),
                *_times(one), Cell(one.proposed_s),
            ]
        )  # fmt: skip
    columns = [
        Column(_("Machine")), Column(_("Item before")), Column(_("Item after")), Column("", As.BAR),
        Column(_("Time"), As.SECONDS),
        *_time_columns(), Column(_("Proposed for plans"), As.SECONDS),
    ]  # fmt: skip
    return Table(
        _("Changeovers by what is changed"),
        columns,
        rows,
        name="setups",
        note=_(
            "Set-up: from Change over to Start on the tablet, or what the machine told. Last to first piece: from the "
            "last good piece of one item to the first of the next, in planned work. Proposed: the median of at least "
            "three, in whole minutes."
        ),
    )


def _time_columns() -> list[Column]:
    return [
        Column(_("Number of changeovers"), As.NUMBER), Column(_("with set-up told"), As.NUMBER),
        Column(_("Median"), As.SECONDS),
        Column(_("9 of 10 within"), As.SECONDS), Column(_("Planned"), As.SECONDS),
        Column(_("Over plan"), As.SECONDS), Column(_("Last to first piece"), As.SECONDS),
    ]  # fmt: skip


def _times(one: Measured[Any]) -> list[Cell]:
    over = one.over_s if one.known and one.planned_s is not None else None
    return [
        Cell(one.count), Cell(one.known), Cell(one.median_s), Cell(one.p90_s), Cell(one.planned_s), Cell(over),
        Cell(one.between_s),
    ]  # fmt: skip


def _by_unit(found: Sequence[Changeover], units: dict[int, WorkUnit], question: Question) -> Table:
    rows = []
    for one in rules.by(found, lambda row: row.unit_id):
        unit = units[one.key]
        address = question.query(scope=f"work_unit:{unit.code}")
        rows.append([Cell(unit.name, address), Cell(one.total_s or None), *_times(one)])
    columns = [Column(_("Machine")), Column(_("Time"), As.SECONDS), *_time_columns()]
    return Table(_("By machine"), columns, rows, name="units")


def _shown(found: Sequence[Changeover], units: dict[int, WorkUnit]) -> list[WorkUnit]:
    """Up to three machines whose matrix is shown: those that cost most."""
    return [units[one.key] for one in rules.by(found, lambda row: row.unit_id)[:3]]


def _matrix(unit: WorkUnit, found: Sequence[Changeover], by: str) -> Table:
    """Median set-up from each row's item to each column's."""

    def name(item: Item) -> str:
        return group_of(item) if by == "group" else item.name

    count: dict[str, int] = {}
    for one in found:
        for item in (one.before, one.after):
            count[name(item)] = count.get(name(item), 0) + 1
    names = sorted(sorted(count, key=lambda word: -count[word])[:WIDEST])
    cells = {one.key: one for one in rules.by(found, lambda row: (name(row.before), name(row.after)))}
    rows = [
        [
            Cell(before),
            *(
                Cell(one.median_s, note=_("%(count)s times") % {"count": one.count})
                if (one := cells.get((before, after)))
                else Cell(None)
                for after in names
            ),
        ]
        for before in names
    ]
    return Table(
        _("%(unit)s: median set-up from row to column") % {"unit": unit.name},
        [Column(_("Item before")), *(Column(word, As.SECONDS) for word in names)],
        rows,
        name="matrix",
        note=_("The %(count)s most frequent are shown.") % {"count": WIDEST} if len(count) > WIDEST else "",
    )


def _dearest(found: Sequence[Changeover], units: dict[int, WorkUnit]) -> Table:
    rows = [
        [
            Cell(one.at), Cell(units[one.unit_id].name),
            Cell(one.order, reverse("production:order-floor", args=[one.order])), Cell(one.before.name),
            Cell(one.after.name), Cell(one.setup_s), Cell(one.planned_s), Cell(one.over_s), Cell(one.between_s),
            Cell(_(TOLD[one.told])),
        ]
        for one in rules.dearest(found, DEAREST)
    ]  # fmt: skip
    columns = [
        Column(_("Begins"), As.TIME), Column(_("Machine")), Column(_("Order")),
        Column(_("Item before")), Column(_("Item after")),
        Column(_("Set-up"), As.SECONDS), Column(_("Planned"), As.SECONDS), Column(_("Over plan"), As.SECONDS),
        Column(_("Last to first piece"), As.SECONDS), Column(_("Told by")),
    ]  # fmt: skip
    return Table(_("The longest changeovers"), columns, rows, name="longest")


def _months(every: Sequence[Changeover]) -> Table:
    rows = [[Cell(f"{one.key:%Y-%m}"), Cell(one.total_s or None), *_times(one)] for one in rules.by_month(every)]
    return Table(_("By month"), [Column(_("Month")), Column(_("Time"), As.SECONDS), *_time_columns()], rows)


def _trend(every: Sequence[Changeover]) -> list[Chart]:
    """Nothing for a single month, which has no trend."""
    points = [
        charts.Point(f"{one.key:%Y-%m}", one.total_s / 3600, clock_span(one.total_s)) for one in rules.by_month(every)
    ]
    title = _("Hours of setting up in a month")
    return [drawn(title, charts.bars("months", title, points))] if len(points) > 1 else []
