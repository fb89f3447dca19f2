"""How one figure came about: formula with its numbers, elements, work units, and the rows behind it."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dure.kernel.errors import NotFound
from dure.performance import facts, selectors
from dure.performance.elements import Elements, standard_names
from dure.performance.facts import Facts
from dure.performance.kpis import BY_CODE
from dure.performance.pages.overview import kpi_address, shown
from dure.performance.pages.page import KIND_OF, Page, Tile
from dure.performance.pages.question import Question
from dure.performance.scope import Level
from dure.performance.time_elements import Piece
from dure.production.models import ProductionResult
from dure.production.models.rules import STATE_NAMES
from dure.telemetry.models import Meaning, Signal
from dure.web.tables import Cell, Column, Kind, Table

SHOWN = 300
ELEMENT_NAMES = {
    "PBT": "Planned busy time with data",
    "PBT_TOTAL": "Planned busy time",
    "NODATA": "Planned time without data",
    "APT": "Actual production time",
    "OUTSIDE": "of it outside the plan",
    "AUST": "Actual set-up time",
    "AUPT": "Processing time (APT + AUST)",
    "ADET": "Delay time",
    "MICRO": "of it in micro-stops",
    "TTR": "of it in failures",
    "ADOT": "Down time (planned stops, off)",
    "AUBT": "Busy time (AUPT + ADET)",
    "POT": "Planned operation time",
    "CALENDAR": "Calendar time",
    "FE": "Failures",
    "MICRO_COUNT": "Micro-stops",
    "PQ": "Produced quantity",
    "GQ": "Good quantity",
    "SQ": "Scrap quantity",
    "RQ": "Rework quantity",
    "PRI_PQ": "Ideal time of all pieces (Σ PRI × PQ)",
    "PQ_UNSEEN": "Quantity made in time without data",
    "PQ_WITHOUT_PRI": "Quantity without an ideal cycle",
    "PQ_AUTOMATIC": "Quantity counted automatically",
}
COUNTS = frozenset({"FE", "MICRO_COUNT", "PQ", "GQ", "SQ", "RQ", "PQ_UNSEEN", "PQ_WITHOUT_PRI", "PQ_AUTOMATIC"})
PIECE_NAMES = {
    "apt_planned": "Production (APT)",
    "apt_outside": "Production outside the plan (APT)",
    "aust_planned": "Set-up (AUST)",
    "aust_outside": "Set-up outside the plan (AUST)",
    "adet": "Delay (ADET)",
    "adot": "Down (ADOT)",
    "no_data": "No data",
    "rest": "Break",
    "maintenance": "Planned maintenance",
    "unplanned": "Not planned",
}


def build(question: Question, code: str) -> Page:
    """Raises NotFound for a KPI that isn't one."""
    if code not in BY_CODE:
        raise NotFound("There is no KPI %(code)s", code=code)
    kpi, scope, period = BY_CODE[code], question.scope, question.period
    row = selectors.scope_row(scope, period, question.now)
    figure = row.figures[code]
    target = selectors.targets_of(scope, period, question.now, (code,))[code]
    tile = Tile(kpi, figure, "", target)
    tables = [_elements(figure.elements), _parts(question, row, code)]
    if scope.level is Level.WORK_UNIT:
        tables += _rows(question)
    title = _("%(kpi)s: where this figure comes from") % {"kpi": _(kpi.name)}
    value = shown(figure.value, KIND_OF[kpi.unit])
    return Page(
        title,
        question,
        tables,
        [tile],
        extra={
            "filled": _filled(kpi.formula, figure.elements),
            "value": value,
            "needs_unit": scope.level is not Level.WORK_UNIT,
        },
    )


def _filled(formula: str, e: Elements) -> str:
    """The formula with the figures in place of the names."""
    names = standard_names(e)
    calendar = f"{e.calendar / 60:,.1f} min"
    text = formula.replace("calendar time", calendar).replace("Σ PRI × PQ", "PRI_PQ").replace("PRI × PQ", "PRI_PQ")
    words = {name: _quantity(name, value) for name, value in names.items() if value is not None}
    words |= {
        "AOET": f"{e.aoet / 60:,.1f} min",
        "TBF": f"{(e.aupt + e.failure) / 60:,.1f} min",
        "TTF": f"{e.aupt / 60:,.1f} min",
    }
    parts = text.replace("(", "( ").replace(")", " )").split(" ")
    return " ".join(words.get(part, part) for part in parts).replace("( ", "(").replace(" )", ")")


def _quantity(name: str, value: float) -> str:
    return f"{value:,.0f}" if name in COUNTS else f"{value / 60:,.1f} min"


def _elements(e: Elements) -> Table:
    names = standard_names(e)
    rows = [
        [Cell(name), Cell(_(word)), Cell(shown(names[name], Kind.NUMBER if name in COUNTS else Kind.SECONDS))]
        for name, word in ELEMENT_NAMES.items()
    ]
    return Table(
        _("Elements"), [Column(_("Element")), Column(_("Meaning")), Column(_("Value"), "mixed")], rows, name="elements"
    )


def _parts(question: Question, row: selectors.Row, code: str) -> Table:
    kpi = BY_CODE[code]
    units = selectors.rows_by_scope(
        question.scope.grouped(Level.WORK_UNIT), {(u, row.bucket): e for u, e in row.parts.items()}, (code,)
    )
    rows = [
        [
            Cell(unit.scope.name, kpi_address(code, question, scope=unit.scope.key)),
            Cell(shown(unit.figures[code].value, KIND_OF[kpi.unit]), note=_reason(unit.figures[code].reason)),
            Cell(unit.elements.pbt),
            Cell(unit.elements.apt),
            Cell(unit.elements.adet),
            Cell(unit.elements.produced),
            Cell(unit.elements.good),
            Cell(float(unit.elements.ideal_s)),
        ]
        for unit in units
    ]
    columns = [
        Column(_("Work unit")),
        Column(_(kpi.name), "mixed"),
        Column("PBT", Kind.SECONDS),
        Column("APT", Kind.SECONDS),
        Column("ADET", Kind.SECONDS),
        Column("PQ", Kind.NUMBER),
        Column("GQ", Kind.NUMBER),
        Column("Σ PRI × PQ", Kind.SECONDS),
    ]
    return Table(_("By work unit"), columns, rows, name="units")


def _reason(reason: object) -> str:
    return _(str(reason)) if reason else ""


def _rows(question: Question) -> list[Table]:
    """Intervals and result rows of one work unit, each with the way to its raw observations."""
    unit, period = question.scope.units[0], question.period
    found = facts.load([unit], period.start, period.end, period.zone, question.now)
    signals = list(Signal.objects.filter(work_unit=unit).exclude(meaning=Meaning.OTHER).order_by("meaning", "name"))
    states = [s for s in signals if s.meaning in (Meaning.STATE, Meaning.FAULT)]
    counters = [s for s in signals if s.meaning in (Meaning.TOTAL, Meaning.GOOD, Meaning.REJECT, Meaning.REWORK)]
    # A machine without a state signal is judged by its counter.
    return [_intervals(found, unit.pk, states or counters), _results(found, counters or signals)]


def _intervals(found: Facts, unit_id: int, signals: Sequence[Signal]) -> Table:
    reasons = {stop.id: stop.reason_name for stop in found.stops.get(unit_id, ())}
    every = list(found.pieces(unit_id))
    rows = [_interval(piece, reasons, signals) for piece in every[:SHOWN]]
    columns = [
        Column(_("Begins"), Kind.TIME),
        Column(_("Time"), Kind.SECONDS),
        Column(_("State")),
        Column(_("The machine's word")),
        Column(_("Reason")),
        Column(_("Counts to")),
        Column(_("Raw data")),
    ]
    return Table(_("Intervals"), columns, rows, note=_cut(len(every)), name="intervals")


def _interval(piece: Piece, reasons: dict[int, str | None], signals: Sequence[Signal]) -> list[Cell]:
    state = piece.state
    reason = (reasons.get(piece.stop.id) or _("No reason given yet")) if piece.stop else ""
    stop = _address("production:stop", piece.stop.id) if piece.stop else ""
    micro = _("micro-stop") if state is not None and state.is_micro and piece.element == "adet" else ""
    return [
        Cell(piece.start),
        Cell(piece.seconds),
        Cell(str(STATE_NAMES[state.state]) if state else _("No data")),
        Cell(state.word if state else ""),
        Cell(reason, stop),
        Cell(_(PIECE_NAMES[piece.element]), note=micro),
        _raw(signals, piece.start, piece.end),
    ]


def _results(found: Facts, signals: Sequence[Signal]) -> Table:
    sources = dict(ProductionResult.Source.choices)
    rows = [
        [
            Cell(row.hour),
            Cell(row.shift),
            Cell(row.order or ""),
            Cell(row.item_name or _("Item not known")),
            Cell(str(sources[row.source])),
            Cell(row.produced),
            Cell(row.good),
            Cell(row.reject),
            Cell(row.rework),
            Cell(row.unseen),
            Cell(found.ideals.seconds(row.item_id, row.work_unit_id, row.hour)),
            _raw(signals, row.first_at, row.last_at),
        ]
        for row in found.quantities[:SHOWN]
    ]
    columns = [
        Column(_("Hour"), Kind.TIME),
        Column(_("Shift")),
        Column(_("Order")),
        Column(_("Item")),
        Column(_("Source")),
        *(
            Column(word, Kind.NUMBER)
            for word in (_("Produced"), _("Good"), _("Rejects"), _("Rework"), _("Made without data"), _("Ideal s"))
        ),
        Column(_("Raw data")),
    ]
    return Table(_("Result rows"), columns, rows, note=_cut(len(found.quantities)), name="results")


def _cut(count: int) -> str:
    return _("The first %(shown)d of %(count)d are shown.") % {"shown": SHOWN, "count": count} if count > SHOWN else ""


def _raw(signals: Sequence[Signal], start: datetime, end: datetime) -> Cell:
    """The signal that told it, with the time range to look at."""
    if not signals:
        return Cell("")
    address = _address("telemetry:signal", signals[0].pk)
    times = "&".join(f"{name}={moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in (("from", start), ("to", end)))
    return Cell(signals[0].name, f"{address}?{times}" if address else "")


def _address(name: str, key: int) -> str:
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""
