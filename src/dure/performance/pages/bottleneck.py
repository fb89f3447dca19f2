"""Which machine of a line to look at first, why, and what an hour more of it is worth."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dure.kernel import clock
from dure.performance import losses, ribbons, selectors
from dure.performance.bottleneck import Kind, Span, Sums
from dure.performance.elements import Elements
from dure.performance.line_states import Line, last_shift, line
from dure.performance.pages.overview import no_units
from dure.performance.pages.page import Chart, Empty, Page, drawn
from dure.performance.pages.question import Question
from dure.performance.periods import Period
from dure.performance.scope import Level
from dure.performance.verdict import Doubt, Found, Way
from dure.plant.models import WorkUnit
from dure.web.tables import Bar, Cell, Column, Table
from dure.web.tables import Kind as As
from dure.web.templatetags.dure import clock_span, percent

SHOWN = 25
KINDS = {
    Kind.WORKING: mark("Producing"),
    Kind.SETUP: mark("Set-up"),
    Kind.DOWN: mark("Stopped by itself"),
    Kind.STARVED: mark("Waits for material"),
    Kind.BLOCKED: mark("Waits for room"),
    Kind.WAITING: mark("Waits, not known for what"),
    Kind.UNKNOWN: mark("No data"),
}
WAYS = {
    Way.ACTIVE: (mark("Longest active period"), "Roser, Nakano, Tanaka 2002"),
    Way.ARROWS: (mark("Blocked and starved (arrows)"), "Kuo, Lim, Meerkov 1996"),
    Way.UTILISATION: (mark("Utilisation"), "Law, Kelton 2000"),
}
DOUBTS = {
    Doubt.ALONE: mark("One machine alone can't be compared. Choose a line with several machines."),
    Doubt.NO_DATA: mark("It isn't known what these machines did in this time, or none of them worked."),
    Doubt.THIN: mark(
        "Of only %(coverage)s of the time it is known what the machines did. No bottleneck is named; connect "
        "the machines without data first."
    ),
    Doubt.SHORT: mark("Too little time has passed to say how sure this is. Look at a whole week."),
    Doubt.NO_WAITING: mark(
        "No machine waited for another. Either they don't depend on each other, or their waiting isn't told."
    ),
    Doubt.UNSURE: mark("Not sure: another machine may be the bottleneck just as well. Look at a longer time."),
    Doubt.DISAGREE: mark("The ways of looking don't name the same machine; the table shows what each says."),
    Doubt.UNEXPLAINED: mark("%(unexplained)s of waiting has no reason. Stops with a reason make the answer surer."),
}


@dataclass(frozen=True, slots=True)
class Worth:
    """Good pieces that an hour more of a unit brings: for the time in which it alone, or with another, held up."""

    rate: float
    low: float
    high: float


def worth(sums: Sums, elements: Elements | None, base_s: float) -> Worth | None:
    """The unit's good pieces in an hour of production, times the share of time in which the line depended on it."""
    if elements is None or elements.apt <= 0 or not elements.good or not base_s:
        return None
    rate = float(elements.good) / elements.apt * 3600
    return Worth(rate, rate * sums.sole / base_s, rate * min(sums.held_up / base_s, 1.0))


def build(question: Question, *, asked_scope: bool, shift: bool) -> Page:
    """asked_scope: somebody chose the scope; else the first line with several machines is shown."""
    title = _("Bottleneck")
    if not question.scope.units:
        return Page(title, question, empty=no_units())
    if not asked_scope:
        lines = question.scope.grouped(Level.WORK_CENTER)
        question = replace(question, scope=next((one for one in lines if len(one.units) > 1), question.scope))
    choices = [(_("Whole period"), question.query(), not shift), (_("Last shift"), question.query(shift=1), shift)]
    lead = ""
    if shift and (last := last_shift(question.scope, question.now, question.period)) is not None:
        question = replace(question, period=Period(last.start, last.end, question.period.zone))
        lead = f"{question.scope_name} · {last.name} {_moment(last.start, question)} – {_moment(last.end, question)}"
    found = line(question.scope, question.period, question.now)
    if not any(sums.known for sums in found.sums.values()):
        return Page(title, question, empty=_nothing(), choices=choices, lead=lead)
    row = selectors.scope_row(question.scope, question.period, question.now, ("oee",))
    return Page(
        title, question, [_shares(found, row, question), _ways(found), _reigns(found)],
        charts=[_ribbon(found, question), _bars(found)], notes=_notes(found, question), choices=choices, lead=lead,
        extra={"first": _first(found, row, question)},
    )  # fmt: skip


def _nothing() -> Empty:
    return Empty(
        _("No machine told what it did"),
        _("Connect the machines of the line; as soon as they tell their states, the bottleneck appears here."),
    )


def _moment(moment: datetime, question: Question) -> str:
    return f"{moment.astimezone(question.period.zone):%m-%d %H:%M}"


def _notes(found: Line, question: Question) -> list[str]:
    words = {"coverage": percent(found.verdict.coverage or 0.0, 0), "unexplained": clock_span(found.unexplained_s)}
    notes = [_(DOUBTS[doubt]) % words for doubt in found.verdict.doubts]
    if not found.order and len(question.scope.grouped(Level.WORK_CENTER)) > 1:
        notes.append(_("These machines belong to several lines. Choose one, unless parts go from one to the other."))
    if found.unheard_s > 3600:
        notes.append(_("Nothing is known before %(time)s.") % {"time": _moment(found.begins, question)})
    silent = [unit.name for unit in found.units if (_sums(found, unit).coverage or 0.0) < 0.5]
    if silent and Doubt.THIN not in found.verdict.doubts:
        notes.append(_("Little is known of %(units)s; the bottleneck may be there.") % {"units": ", ".join(silent)})
    return notes


def _sums(found: Line, unit: WorkUnit) -> Sums:
    return found.sums.get(unit.pk) or Sums()


def _first(found: Line, row: selectors.Row, question: Question) -> dict[str, object] | None:
    """What the sentence is made of; None where no unit is named."""
    unit = found.named(found.verdict.unit)
    if unit is None:
        return None
    sums, elements, key = _sums(found, unit), row.parts.get(unit.pk), f"work_unit:{unit.code}"
    lost = [one for one in losses.top_losses(elements) if one.code != "no_data"] if elements else []
    return {
        "unit": unit,
        "held": sums.held_up / found.base_s,
        "sole": sums.sole / found.base_s,
        "shifting": sums.shifting / found.base_s,
        "sure": found.verdict.of(Way.ACTIVE).sure,
        "loss": _(lost[0].name) if lost else "",
        "loss_s": lost[0].seconds if lost else 0.0,
        "worth": worth(sums, elements, found.base_s),
        "losses": reverse("performance:waterfall") + question.query(scope=key),
        "stops": reverse("performance:pareto") + question.query(scope=key),
        "pieces": reverse("performance:report") + question.query(scope=key),
    }


def _shares(found: Line, row: selectors.Row, question: Question) -> Table:
    words = [
        (_("Machine"), As.TEXT), ("", As.BAR), (_("Bottleneck alone"), As.RATIO), (_("With another"), As.RATIO),
        (_("Active"), As.RATIO), (_("Waits for material"), As.RATIO), (_("Waits for room"), As.RATIO),
        (_("Waits, not known for what"), As.RATIO), (_("Data coverage"), As.RATIO),
        (_("Mean active period"), As.SECONDS), (_("Good pieces in an hour"), As.NUMBER),
        (_("Worth of an hour more"), As.NUMBER),
    ]  # fmt: skip
    return Table(
        _("Share of each machine"),
        [Column(*word) for word in words],
        [_share(found, unit, row, question) for unit in found.units],
        name="shares",
        note=_(
            "Shares of the time in which any of these machines worked or waited; waiting and activity are shares of "
            "the machine's own known time. While the bottleneck shifts, both machines count. An hour more is worth "
            "what the machine makes in an hour, for the share of time in which the line depended on it."
        ),
    )


def _share(found: Line, unit: WorkUnit, row: selectors.Row, question: Question) -> list[Cell]:
    sums, base = _sums(found, unit), found.base_s or 1.0
    longest = max((one.held_up for one in found.sums.values()), default=0.0) or 1.0
    gain = worth(sums, row.parts.get(unit.pk), base)
    css = "missed" if unit.pk == found.verdict.unit else ""
    address = reverse("performance:waterfall") + question.query(scope=f"work_unit:{unit.code}")
    kinds = (Kind.STARVED, Kind.BLOCKED, Kind.WAITING)
    spent = [sums.spent[kind] / sums.known if sums.known else None for kind in kinds]
    return [
        Cell(unit.name, address),
        Cell(Bar(0, sums.held_up / longest, css) if sums.held_up else None),
        Cell(sums.sole / base), Cell(sums.shifting / base), Cell(sums.utilisation), *(Cell(one) for one in spent),
        Cell(sums.coverage), Cell(found.mean_active_s.get(unit.pk)),
        Cell(round(gain.rate, 1) if gain else None), Cell(round(gain.high, 1) if gain else None),
    ]  # fmt: skip


def _ways(found: Line) -> Table:
    rows = [
        [
            Cell(_(WAYS[one.way][0])),
            Cell(unit.name if (unit := found.named(one.unit)) else _silent(one, found)),
            Cell(one.sure),
            Cell(WAYS[one.way][1]),
        ]
        for one in found.verdict.found
    ]
    drawn_by = _("hours") if found.is_by_hour else _("shifts")
    return Table(
        _("Three ways of looking"),
        [Column(_("Way")), Column(_("Names")), Column(_("How sure"), As.RATIO), Column(_("Source"))],
        rows,
        name="ways",
        note=_("How sure: share of 400 draws of %(count)s %(blocks)s that name the same machine.")
        % {"count": found.blocks, "blocks": drawn_by},
    )


def _silent(one: Found, found: Line) -> str:
    if one.way is Way.ARROWS:
        if not found.order:
            return _("Only where parts go through the machines one after the other")
        return _("Needs stops that say whether material or room was missing")
    return _("Nothing to compare")


def _reigns(found: Line) -> Table:
    marks = [(one, _("alone")) for one in found.course.sole]
    marks += [(Span(one.then, one.start, one.end), _shifts(found, one.first)) for one in found.course.shifts]
    longest = sorted(marks, key=lambda mark: -mark[0].seconds)[:SHOWN]
    rows = [
        [
            Cell(clock.from_us(int(one.start * 1e6))),
            Cell(clock.from_us(int(one.end * 1e6))),
            Cell(one.seconds),
            Cell(unit.name if (unit := found.named(one.unit)) else ""),
            Cell(how),
        ]
        for one, how in sorted(longest, key=lambda mark: mark[0].start)
    ]
    note = _("The longest %(shown)d of %(count)d are shown.") % {"shown": SHOWN, "count": len(marks)}
    return Table(
        _("Bottleneck over time"),
        [
            Column(_("Begins"), As.TIME), Column(_("Ends"), As.TIME), Column(_("Time"), As.SECONDS),
            Column(_("Machine")), Column(_("How")),
        ],
        rows,
        note=note if len(marks) > SHOWN else "",
        name="reigns",
    )  # fmt: skip


def _shifts(found: Line, first: int) -> str:
    unit = found.named(first)
    return _("shifting from %(unit)s") % {"unit": unit.name if unit else ""}


def _ribbon(found: Line, question: Question) -> Chart:
    shifting = found.course.shifting()
    lanes = [
        ribbons.Lane(
            unit.name,
            [row for row in found.rows if row.unit == unit.pk],
            [one for one in found.course.sole if one.unit == unit.pk],
            [one for one in shifting if one.unit == unit.pk],
        )
        for unit in found.units
    ]
    told = "; ".join(
        f"{unit.name}: {percent(_sums(found, unit).held_up / (found.base_s or 1.0), 0)}" for unit in found.units
    )
    title = _("Bottleneck over time")
    window = (found.begins.timestamp(), found.end.timestamp())
    svg = ribbons.ribbons(title, told, lanes, window, _ticks(found, question))
    key = [("neck sole", _("Bottleneck alone")), ("neck shifts", _("With another")), *_key(found)]
    return drawn(title, svg, key)


def _key(found: Line) -> list[tuple[str, str]]:
    there = {row.kind for row in found.rows}
    return [(f"did {kind.value}", _(word)) for kind, word in KINDS.items() if kind in there]


def _ticks(found: Line, question: Question) -> list[ribbons.Tick]:
    """Whole hours within two days, else the beginnings of days; about ten of them."""
    zone, length = question.period.zone, found.end - found.begins
    is_short = length <= timedelta(days=2)
    steps = [timedelta(hours=hours) for hours in (1, 2, 3, 6)] if is_short else [timedelta(days=n) for n in (1, 2, 4)]
    step = next((one for one in steps if length / one <= 12), steps[-1])
    at = found.begins.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    at = at if is_short else at.replace(hour=0)
    ticks = []
    while at <= found.end:
        if at >= found.begins:
            label = f"{at:%H:%M}" if is_short else f"{at.month}/{at.day}"
            ticks.append(ribbons.Tick(at.timestamp(), label))
        at += step
    return ticks


def _bars(found: Line) -> Chart:
    rows, told = [], []
    for unit in found.units:
        sums = _sums(found, unit)
        whole = sums.wanted or 1.0
        parts = [
            ribbons.Part(kind, sums.spent[kind] / whole, f"{_(word)} {percent(sums.spent[kind] / whole)}")
            for kind, word in KINDS.items()
            if sums.spent[kind]
        ]
        rows.append((unit.name, parts))
        told.append(f"{unit.name}: {', '.join(part.text for part in parts)}")
    title = _("What each machine did")
    return drawn(title, ribbons.bars(title, "; ".join(told), rows), _key(found))
