"""Where time went: the waterfall, the Pareto of stops, and hour by hour against the plan."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.performance import charts, losses, selectors
from dure.performance.kpis import Need
from dure.performance.pages.overview import no_units, nothing_planned
from dure.performance.pages.page import Empty, Page, drawn
from dure.performance.pages.question import Question
from dure.production.models import DowntimeReason
from dure.web.tables import Bar, Cell, Column, Kind, Table
from dure.web.templatetags.dure import number

HOUR = timedelta(hours=1)


def waterfall(question: Question) -> Page:
    title = _("Loss waterfall")
    if not question.scope.units:
        return Page(title, question, empty=no_units())
    row = selectors.scope_row(question.scope, question.period, question.now, ("oee",))
    steps = losses.waterfall(row.elements) or []
    if not row.elements.pbt_total and not row.elements.produced:
        return Page(title, question, empty=nothing_planned())
    lacking = [unit.name for unit in row.scope.units if (e := row.parts.get(unit.pk)) and not e.has_all_ideals]
    notes = [f"{_(Need.IDEAL.value)}: {', '.join(lacking)}"] if lacking else []
    return Page(title, question, [_steps(steps, row.elements.pbt_total)], notes=notes)


def _steps(steps: list[losses.Step], planned: float) -> Table:
    inside = [step.code for step in steps].index("planned")
    # The time nobody planned would make the bars of the losses too short to be seen.
    top = max((step.seconds for step in steps[inside:] if step.is_total), default=0.0) or 1.0
    level, rows = 0.0, []
    for place, step in enumerate(steps):
        start = 0.0 if step.is_total else level
        level = step.seconds if step.is_total else level + step.seconds
        css = "total" if step.is_total else f"{'loss' if step.seconds <= 0 else 'gain'} {step.code}"
        rows.append(
            [
                Cell(_(step.name), note="total" if step.is_total else ""),
                Cell(Bar(start / top, level / top, css) if place >= inside and step.seconds else None),
                Cell(step.seconds),
                Cell(step.seconds / planned if planned else None),
            ]
        )
    columns = [
        Column(_("Step")),
        Column("", Kind.BAR),
        Column(_("Time"), Kind.SECONDS),
        Column(_("Of planned time"), Kind.RATIO),
    ]
    return Table(
        _("From calendar time to good pieces"),
        columns,
        rows,
        name="waterfall",
        note=_("Times are summed over the work units. The last steps are ideal times of the pieces made."),
    )


KEYS = {"reason": "By reason", "group": "By group", "unit": "By work unit"}
RANKS = {"seconds": "By time", "count": "By count"}


def pareto(question: Question, key: str, rank: str) -> Page:
    title = _("Downtime Pareto")
    key, rank = key if key in KEYS else "reason", rank if rank in RANKS else "seconds"
    choices = [(_(word), question.query(key=code, rank=rank), code == key) for code, word in KEYS.items()]
    choices += [(_(word), question.query(key=key, rank=code), code == rank) for code, word in RANKS.items()]
    if not question.scope.units:
        return Page(title, question, empty=no_units())
    found = selectors.losses(question.scope, question.period, question.now)
    row = selectors.scope_row(question.scope, question.period, question.now, ("oee",))
    if not found:
        empty = Empty(
            _("No stop in planned time"),
            _("Stops appear here by themselves as soon as a machine stands still for longer."),
        )
        return Page(title, question, [_micro(row)] if row.elements.micro_count else [], empty=empty, choices=choices)
    return Page(title, question, [pareto_table(found, key, rank), _micro(row)], choices=choices)


def pareto_table(found: list[losses.Loss], key: str, rank: str) -> Table:
    ranked = losses.pareto(found, key, rank)
    longest = max(row.share for row in ranked) or 1.0
    kinds = dict(DowntimeReason.Kind.choices)
    rows = [
        [
            Cell(row.name or _("No reason given yet")),
            Cell(str(kinds.get(row.kind, ""))),
            Cell(Bar(0, row.share / longest, f"loss kind-{row.kind or 'none'}")),
            Cell(row.seconds),
            Cell(row.count),
            Cell(row.share),
            Cell(row.cumulated),
        ]
        for row in ranked
    ]
    columns = [
        Column(_(KEYS[key])),
        Column(_("Kind")),
        Column("", Kind.BAR),
        Column(_("Time"), Kind.SECONDS),
        Column(_("Stops"), Kind.NUMBER),
        Column(_("Share"), Kind.RATIO),
        Column(_("Cumulated"), Kind.RATIO),
    ]
    foot = [
        Cell(_("Total")),
        Cell(""),
        Cell(None),
        Cell(sum(r.seconds for r in ranked)),
        Cell(sum(r.count for r in ranked)),
        Cell(None),
        Cell(None),
    ]
    return Table(
        _("Stops in planned time"),
        columns,
        rows,
        foot,
        name="pareto",
        note=_("Only the part of a stop in planned work counts; a stop is counted where it began."),
    )


def _micro(row: selectors.Row) -> Table:
    rows = [
        [Cell(unit.name), Cell(e.micro_count), Cell(e.micro), Cell(e.micro / e.micro_count if e.micro_count else None)]
        for unit in row.scope.units
        if (e := row.parts.get(unit.pk)) is not None and e.micro_count
    ]
    columns = [
        Column(_("Work unit")),
        Column(_("Micro-stops"), Kind.NUMBER),
        Column(_("Time"), Kind.SECONDS),
        Column(_("Mean"), Kind.SECONDS),
    ]
    return Table(_("Micro-stops"), columns, rows, name="micro")


def hours(question: Question) -> Page:
    """Hour by hour: what was planned and what was made, for one day."""
    title = _("Hour by hour")
    if not question.scope.units:
        return Page(title, question, empty=no_units())
    every = selectors.plan_and_actual(question.scope, question.period, question.now)
    found = [row for row in every if row.planned_s or row.actual]
    if not found:
        return Page(title, question, empty=nothing_planned())
    points = [
        charts.Point(
            _clock(row.hour, question),
            float(row.actual),
            _told(row),
            None if row.planned is None else float(row.planned),
        )
        for row in found
    ]
    key = (("beam met", _("reached")), ("beam missed", _("below plan")), ("target", _("Plan")))
    notes = [_(Need.IDEAL.value)] if any(row.planned is None for row in found) else []
    chart = drawn(title, charts.bars("hours", title, points), key)
    return Page(title, question, [_hour_table(found, question)], charts=[chart], notes=notes)


def _told(row: selectors.PlannedHour) -> str:
    if row.planned is None:
        return _("%(actual)s made") % {"actual": number(row.actual)}
    return _("%(actual)s made of %(planned)s planned") % {"actual": number(row.actual), "planned": number(row.planned)}


def _hour_table(found: list[selectors.PlannedHour], question: Question) -> Table:
    rows = [_hour_cells(row, question) for row in found]
    words = (_("Plan"), _("Produced"), _("Difference"), _("Good"), _("Plan so far"), _("Produced so far"))
    return Table(
        _("Hour by hour"),
        [Column(_("Hour")), *(Column(word, Kind.NUMBER) for word in words)],
        rows,
        name="hours",
        note=_("Plan: planned work time of the hour divided by the ideal cycle time of the item that runs."),
    )


def _hour_cells(row: selectors.PlannedHour, question: Question) -> list[Cell]:
    """What has not begun was not missed: only its plan is shown, and a running hour has no difference yet."""
    has_begun, is_over = row.hour <= question.now, row.hour + HOUR <= question.now
    return [
        Cell(_clock(row.hour, question)),
        Cell(_whole(row.planned)),
        Cell(row.actual if has_begun else None),
        Cell(_whole(row.difference) if is_over else None),
        Cell(row.good if has_begun else None),
        Cell(_whole(row.planned_total)),
        Cell(row.actual_total if has_begun else None),
    ]


def _whole(pieces: Decimal | None) -> Decimal | None:
    """A plan is a division; nobody makes a tenth of a piece."""
    return None if pieces is None else pieces.quantize(Decimal(1))


def _clock(hour: datetime, question: Question) -> str:
    return f"{hour.astimezone(question.period.zone):%H:%M}"


def stop_address(stop_id: int) -> str:
    return reverse("production:stop", args=[stop_id])
