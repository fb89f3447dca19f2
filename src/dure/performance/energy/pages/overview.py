"""Energy of a period: sums, peak, price, and for what it was used."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.performance import charts
from dure.performance.energy import figures, usage
from dure.performance.energy.demand import kw_of
from dure.performance.energy.figures import QUARTER, Energy, Line
from dure.performance.energy.models import PowerContract
from dure.performance.energy.pages import bill
from dure.performance.energy.pages.words import Big, address, band_name, clock, kwh, money, of_what, share, summed
from dure.performance.energy.usage import ByState, Making
from dure.performance.pages.page import Chart, Empty, Page, drawn
from dure.performance.pages.question import WEEKDAYS, Question
from dure.plant.models import WorkUnit
from dure.production.models.rules import STATE_NAMES
from dure.web.tables import Cell, Column, Kind, Table
from dure.web.templatetags.dure import number


def build(question: Question) -> Page:
    found = figures.energy(question.scope, question.period, question.now)
    title = _("Energy")
    if not found.meters:
        return Page(title, question, empty=no_meters())
    states = usage.by_state(found)
    made = usage.makings(found)
    tables = [_meters(question, found, states), _time(question, found), _loads(question, found)]
    tables += [_shifts(found), *([_states(states)] if states else []), *_making(made)]
    notes, held = list(_notes(found)), bill.contract(bill.site_of(found), question)
    return Page(
        title, question, tables, charts=_charts(question, found, bill.limit_of(held)), notes=notes,
        lead=of_what(found), extra={"figures": bigs(question, found, states, made, held)},
    )  # fmt: skip


def no_meters() -> Empty:
    if figures.has_meters():
        return Empty(_("No energy meter in this scope."), _("Choose a wider scope, or give its work units meters."))
    return Empty(
        _("No energy meter yet"),
        _("Say which signal counts kWh or tells kW, and of which machine or main supply it is."),
        reverse("performance:energy-setup"),
        _("Set up meters"),
    )


def _notes(found: Energy) -> Sequence[str]:
    notes = []
    missing = found.missing
    if missing > 0:
        notes.append(
            _("%(n)s quarter hours are not measured whole; energy and peak may be higher.") % {"n": number(missing)}
        )
    doubted = sum(row.doubted for row in found.whole)
    if doubted:
        text = _("%(n)s kWh were read that no meter of this power can have counted; they are left out.")
        notes.append(text % {"n": kwh(doubted)})
    return notes


def bigs(
    question: Question, found: Energy, states: list[ByState], made: list[Making], held: PowerContract | None
) -> list[Big]:
    """The figures in large, each leading to how it was made."""
    line, limit = found.total, bill.limit_of(held)
    standing, known = summed(states)
    return [
        Big("total", _("Energy"), kwh(line.kwh), "kWh", address("total", question)),
        Big(
            "peak", _("Highest quarter hour"), number(line.peak_kw, 1), "kW", address("peak", question),
            clock(line.peak_at), limit is not None and line.peak_kw is not None and line.peak_kw > limit,
        ),
        bill.big(question, bill.site_of(found), held),
        Big(
            "cost", _("Energy charge"), money(line.cost), "" if line.cost is None else _("KRW"),
            address("cost", question), _("prices are missing") if line.cost is None else "",
        ),
        Big(
            "standing", _("Energy while standing"), share(standing, known), "", address("standing", question),
            f"{kwh(standing)} kWh" if states else _("no work unit has a meter"),
        ),
        _piece(question, made),
    ]  # fmt: skip


def _piece(question: Question, made: list[Making]) -> Big:
    """One figure only where one work unit made one item."""
    items = [one for one in usage.by_item(made) if one.per_good is not None]
    where = address("piece", question)
    if len(items) == 1:
        return Big("piece", _("Energy per good piece"), number(items[0].per_good, 3), "kWh", where, items[0].item_name)
    note = _("by item below") if items else _("no pieces with measured energy")
    return Big("piece", _("Energy per good piece"), "–", "", where, note)


def _charts(question: Question, found: Energy, limit: float | None) -> list[Chart]:
    if question.span == "day":
        return [demand_chart([(row.start, kw_of(row.kwh)) for row in found.whole if row.start + QUARTER <= found.until],
                             question, limit)]  # fmt: skip
    points = [
        charts.Point(f"{day:%m-%d}", line.kwh, f"{kwh(line.kwh)} kWh") for day, line in found.by_day()
    ]  # fmt: skip
    return [drawn(_("kWh by day"), charts.bars("kwh", _("kWh by day"), points))]


def demand_chart(rows: Sequence[tuple[datetime, float]], question: Question | None, limit: float | None) -> Chart:
    """Each quarter hour's mean power, and the limit."""
    points = [charts.Point(clock(start)[-5:], kw, f"{number(kw, 1)} kW", limit) for start, kw in rows]
    title = _("Demand of each quarter hour (kW)")
    key = [("line", _("Demand")), *([("target", _("Limit"))] if limit else [])]
    return drawn(title, charts.line("demand", title, points, "kW"), key)


def _line_cells(line: Line) -> list[Cell]:
    cost = None if line.cost is None else round(line.cost)
    return [Cell(line.kwh), Cell(line.peak_kw), Cell(line.peak_at), Cell(cost)]


def _line_columns() -> list[Column]:
    return [
        Column("kWh", Kind.NUMBER), Column(_("Peak (kW)"), Kind.NUMBER), Column(_("Peak at"), Kind.TIME),
        Column(_("Energy charge (KRW)"), Kind.NUMBER),
    ]  # fmt: skip


def _meters(question: Question, found: Energy, states: list[ByState]) -> Table:
    whole = found.total
    rows = []
    for meter in found.meters:
        line = found.line([meter])
        where = meter.work_unit.name if meter.work_unit else _("main meter")
        scope = {"scope": f"work_unit:{meter.work_unit.code}"} if meter.work_unit else {}
        known = Cell(line.known_s / max((found.until - found.period.start).total_seconds(), 1))
        part = Cell(line.kwh / whole.kwh if whole.kwh else None)
        href = address("total", question, **scope)
        rows.append([Cell(meter.name, href), Cell(where), *_line_cells(line), part, known])
    columns = [
        Column(_("Meter")), Column(_("Of")), *_line_columns(), Column(_("Share"), Kind.RATIO),
        Column(_("Measured"), Kind.RATIO),
    ]  # fmt: skip
    note = ""
    if found.main and found.units:
        rest = found.line(found.main).kwh - found.line(found.units).kwh
        note = _("%(n)s kWh of the main meters are not measured by meters of work units.") % {"n": kwh(rest)}
    return Table(_("By meter"), columns, rows, note=note, name="meters")


def _time(question: Question, found: Energy) -> Table:
    if question.span == "day":
        rows = [[Cell(clock(hour)[-5:]), *_line_cells(line)] for hour, line in found.by_hour()]
        return Table(_("By hour"), [Column(_("Hour")), *_line_columns()], rows, name="hours")
    rows = [
        [Cell(f"{day:%m-%d} ({_(WEEKDAYS[day.weekday()])})", question.query(span="day", day=day)), *_line_cells(line)]
        for day, line in found.by_day()
    ]
    foot = [Cell(_("Total")), *_line_cells(found.total)]
    return Table(_("By day"), [Column(_("Day")), *_line_columns()], rows, foot, name="days")


def _loads(question: Question, found: Energy) -> Table:
    whole = sum(row.kwh for row in found.whole)
    rows = [
        [
            Cell(band_name(band), address("cost", question)),
            *_line_cells(line),
            Cell(line.kwh / whole if whole else None),
        ]
        for band, line in found.by_band().items()
    ]
    return Table(
        _("By load"), [Column(_("Load")), *_line_columns(), Column(_("Share"), Kind.RATIO)], rows, name="loads"
    )


def _shifts(found: Energy) -> Table:
    rows = [
        [Cell(day.isoformat()), Cell(shift or _("outside shifts")), Cell(whole), Cell(units if found.units else None)]
        for day, shift, whole, units in found.by_shift()
    ]
    columns = [
        Column(_("Day")), Column(_("Shift")), Column("kWh", Kind.NUMBER), Column(_("of work units"), Kind.NUMBER),
    ]  # fmt: skip
    note = _("A quarter hour belongs to the shift in which it begins; a night shift to the day on which it began.")
    return Table(_("By shift"), columns, rows, note=note, name="shifts")


def _states(states: list[ByState]) -> Table:
    kinds = list(STATE_NAMES)
    rows = [
        [
            Cell(one.unit.name), *(Cell(one.kwh[kind] or None) for kind in kinds),
            Cell(one.standing / one.known if one.known else None), Cell(one.shared or None),
        ]
        for one in states
    ]  # fmt: skip
    columns = [
        Column(_("Work unit")), *(Column(str(STATE_NAMES[kind]), Kind.NUMBER) for kind in kinds),
        Column(_("Standing"), Kind.RATIO), Column(_("shared by time (kWh)"), Kind.NUMBER),
    ]  # fmt: skip
    note = _("Standing: waiting, stopped or off. A quarter hour with several states is shared by their time.")
    return Table(_("kWh while running and standing"), columns, rows, note=note, name="states")


def _making(made: list[Making]) -> list[Table]:
    items = [[_unit(one.unit), Cell(_item(one)), *_per_good(one)] for one in usage.by_item(made)]
    orders = [[_unit(one.unit), Cell(one.order), Cell(_item(one)), *_per_good(one)] for one in made if one.order]
    ends = [
        Column("kWh", Kind.NUMBER), Column(_("Good"), Kind.NUMBER), Column(_("kWh per good piece"), Kind.FINE),
    ]  # fmt: skip
    head = Column(_("Work unit"))
    tables = [
        Table(
            _("By item"), [head, Column(_("Item")), *ends], items, name="items",
            note=_("Energy during an order's run is its item's; outside of runs an hour is shared by its pieces."),
        ),
        Table(_("By order"), [head, Column(_("Order")), Column(_("Item")), *ends], orders, name="orders"),
    ]  # fmt: skip
    return [table for table in tables if table.rows]


def _unit(unit: WorkUnit) -> Cell:
    return Cell(unit.name)


def _item(one: Making) -> str:
    return f"{one.item_name} ({one.item})" if one.item else _("nothing made")


def _per_good(one: Making) -> list[Cell]:
    return [Cell(one.kwh), Cell(one.good if one.item else None), Cell(one.per_good)]
