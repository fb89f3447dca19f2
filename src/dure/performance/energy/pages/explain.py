"""How a figure of energy was made: its formula, the numbers in it, and the rows behind it down to the readings."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from dure.kernel.errors import NotFound
from dure.performance.energy import figures, usage
from dure.performance.energy.demand import kw_of
from dure.performance.energy.figures import Energy
from dure.performance.energy.flow import Kind
from dure.performance.energy.models import KIND_NAMES, EnergyMeter
from dure.performance.energy.pages import bill
from dure.performance.energy.pages.overview import no_meters
from dure.performance.energy.pages.words import band_name, clock, kwh, money, of_what, share, summed
from dure.performance.energy.usage import STANDING
from dure.performance.pages.page import Page
from dure.performance.pages.question import Question
from dure.production.models.rules import STATE_NAMES
from dure.web.tables import Cell, Column, Table
from dure.web.tables import Kind as Form
from dure.web.templatetags.dure import number

SHOWN = 3000
"""Rows of quarter hours on a page: a month of one meter."""
HIGHEST = 24
"""Rows where only the highest matter."""


@dataclass(frozen=True, slots=True)
class Made:
    """A formula in words, the same with its numbers, the result, sentences, and the rows behind it."""

    name: str
    formula: str
    filled: str
    value: str
    sentences: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def build(question: Question, code: str) -> Page:
    """Raises NotFound for a figure that isn't one."""
    if code not in _MAKERS:
        raise NotFound("There is no figure %(code)s", code=code)
    found = figures.energy(question.scope, question.period, question.now)
    if not found.meters:
        return Page(_("Energy"), question, empty=no_meters())
    made = _MAKERS[code](question, found)
    title = _("%(name)s: where this figure comes from") % {"name": made.name}
    return Page(title, question, made.tables, extra={"made": made}, lead=of_what(found))


def _total(question: Question, found: Energy) -> Made:
    line = found.total
    parts = [found.line([meter]).kwh for meter in found.basis]
    said = [_said(meter) for meter in found.basis]
    if line.spread:
        text = _("%(n)s kWh of it were read after more than 15 minutes without a reading and shared over that time.")
        said.append(text % {"n": kwh(line.spread)})
    return Made(
        _("Energy"), _("sum of the meters' quarter hours"), " + ".join(kwh(part) for part in parts) or "–",
        f"{kwh(line.kwh)} kWh", said, [_quarters(found, by_kwh=False)],
    )  # fmt: skip


def _said(meter: EnergyMeter) -> str:
    """How a meter is read, in a sentence."""
    how = {
        Kind.COUNTER: _("what its counter rose by between readings; over a fall to x, x"),
        Kind.POWER: _("its power times the time until the next reading"),
        Kind.AMOUNT: _("what it says for each interval"),
    }[Kind(meter.kind)]
    return f"{meter.name} – {KIND_NAMES[Kind(meter.kind)]}: {how}"


def _peak(question: Question, found: Energy) -> Made:
    line = found.total
    limit = bill.limit_of(bill.contract(bill.site_of(found), question))
    said = [_("The highest of all quarter hours that are over, each at :00, :15, :30 or :45 by the clock.")]
    if limit is not None:
        said.append(_("The limit is %(n)s kW.") % {"n": number(limit, 1)})
    if line.peak_kw is None:
        return Made(_("Highest quarter hour"), _("kWh of a quarter hour ÷ 0.25 h"), "–", "–", said)
    filled = f"{number(line.peak_kw / 4, 2)} kWh ÷ 0.25 h ({clock(line.peak_at)})"
    return Made(
        _("Highest quarter hour"), _("kWh of a quarter hour ÷ 0.25 h"), filled, f"{number(line.peak_kw, 1)} kW", said,
        [_quarters(found, by_kwh=True)],
    )  # fmt: skip


def _billed(question: Question, found: Energy) -> Made:
    name, formula = _("Billed demand"), _("highest peak of this month and of the counted months of the year before")
    site = bill.site_of(found)
    held = bill.contract(site, question)
    if site is None or held is None:
        return Made(name, formula, "–", "–", [_("Enter the contract power of the site, and its main meter.")])
    result, tops = bill.billed(site, held, question)
    least = float(held.contract_kw) * held.least_percent / 100
    said = [
        _("Months that count for a year: %(months)s. At least %(percent)s %% of the contract power: %(kw)s kW.")
        % {"months": held.counted_months or "–", "percent": held.least_percent, "kw": number(least, 1)},
        _("Contract power: %(kw)s kW since %(day)s.")
        % {"kw": number(held.contract_kw, 1), "day": formats.date_format(held.valid_from, "SHORT_DATE_FORMAT")},
    ]
    if held.base_price:
        price, charge = number(held.base_price, 2), money(bill.base_charge(result, held))
        said.append(f"{_('Base charge')}: {number(result.kw, 1)} kW × {price} = {charge} {_('KRW')}")
    rows = [
        [
            Cell(formats.date_format(month, "YEAR_MONTH_FORMAT")),
            Cell(kw),
            Cell(at),
            Cell("✓" if month == result.month else ""),
        ]
        for month, (kw, at) in sorted(tops.items(), reverse=True)
    ]
    columns = [
        Column(_("Month")),
        Column(_("Peak (kW)"), Form.NUMBER),
        Column(_("Peak at"), Form.TIME),
        Column(_("billed")),
    ]
    filled = ", ".join(number(kw, 1) for kw, _at in (tops[one] for one in sorted(tops))) or "–"
    value = f"{number(result.kw, 1)} kW"
    return Made(name, formula, f"max({filled}, {number(least, 1)})", value, said, [Table(_("Peaks"), columns, rows)])


def _cost(question: Question, found: Energy) -> Made:
    line = found.total
    rows: dict[tuple[str, str, str], list[float]] = {}
    for meter in found.basis:
        for row in found.quarters[meter.pk]:
            held = found.priced(meter, row.start)
            price = "" if held.price is None else str(held.price)
            rows.setdefault((held.season, band_name(held.band), price), []).append(row.kwh)
    cells = [
        [
            Cell(season), Cell(band), Cell(sum(values)), Cell(float(price) if price else None),
            Cell(round(sum(values) * float(price)) if price else None),
        ]
        for (season, band, price), values in sorted(rows.items())
    ]  # fmt: skip
    columns = [
        Column(_("Season")), Column(_("Load")), Column("kWh", Form.NUMBER), Column(_("KRW per kWh"), Form.FINE),
        Column(_("KRW"), Form.NUMBER),
    ]  # fmt: skip
    said = [_("Prices are the ones that this plant entered; base charge, tax and other levies are not in it.")]
    if line.unpriced:
        said.append(_("%(n)s kWh have no price; so the charge isn't known.") % {"n": kwh(line.unpriced)})
    value = "–" if line.cost is None else f"{money(line.cost)} {_('KRW')}"
    tables = [Table(_("By load"), columns, cells, name="loads"), _quarters(found, by_kwh=False)]
    return Made(_("Energy charge"), _("sum of kWh × price of its hour"), f"{kwh(line.kwh)} kWh", value, said, tables)


def _standing(question: Question, found: Energy) -> Made:
    states = usage.by_state(found)
    standing, known = summed(states)
    said = [
        _("Standing is: %(states)s. Energy while the state wasn't known is left out.")
        % {"states": ", ".join(str(STATE_NAMES[one]) for one in STATE_NAMES if one in STANDING)},
        _("A quarter hour with several states is shared by their time: %(n)s kWh.")
        % {"n": kwh(sum(one.shared for one in states))},
        _("Only work units with a meter of their own are in it."),
    ]
    rows = [
        [Cell(one.unit.name), Cell(one.standing), Cell(one.running), Cell(one.known), Cell(one.total)] for one in states
    ]
    words = (_("Standing"), _("Running"), _("State known"), _("Total"))
    columns = [Column(_("Work unit")), *(Column(word, Form.NUMBER) for word in words)]
    return Made(
        _("Energy while standing"), _("kWh while standing ÷ kWh in a known state"), f"{kwh(standing)} ÷ {kwh(known)}",
        share(standing, known), said, [Table(_("By work unit"), columns, rows)],
    )  # fmt: skip


def _piece(question: Question, found: Energy) -> Made:
    made = usage.makings(found)
    said = [
        _("Energy during the run of an order is the order's; when several ran at once, each has an equal part."),
        _("Outside of runs the energy of an hour is shared by the pieces counted without an order in that hour."),
        _("What flowed when nothing ran and nothing was counted belongs to no piece."),
        _("Work units without a meter can't be shared out; a main meter is never shared over pieces."),
    ]
    rows = [
        [
            Cell(one.unit.name), Cell(one.order or ("" if one.item else _("nothing made"))), Cell(one.item_name),
            Cell(one.kwh), Cell(one.good if one.item else None), Cell(one.per_good),
            Cell(_("pieces of the hour") if one.by_pieces else _("runs") if one.item else ""),
        ]
        for one in made
    ]  # fmt: skip
    columns = [
        Column(_("Work unit")), Column(_("Order")), Column(_("Item")), Column("kWh", Form.NUMBER),
        Column(_("Good"), Form.NUMBER), Column(_("kWh per good piece"), Form.FINE), Column(_("shared by")),
    ]  # fmt: skip
    items = [one for one in usage.by_item(made) if one.per_good is not None]
    filled = "; ".join(f"{one.item_name}: {kwh(one.kwh)} ÷ {number(one.good)}" for one in items) or "–"
    value = "; ".join(f"{number(one.per_good, 3)} kWh" for one in items) or "–"
    return Made(
        _("Energy per good piece"), _("kWh ÷ good pieces (ISO 22400-2 no. 23 divides by all produced)"), filled, value,
        said, [Table(_("What was made"), columns, rows)],
    )  # fmt: skip


def _quarters(found: Energy, *, by_kwh: bool) -> Table:
    """The quarter hours behind the sums; of one meter with the way to its readings."""
    meter = found.basis[0] if len(found.basis) == 1 else None
    rows = sorted(found.whole, key=lambda row: -row.kwh)[:HIGHEST] if by_kwh else found.whole[:SHOWN]
    cells = []
    for row in rows:
        held = found.priced(found.basis[0], row.start)
        href = "" if meter is None else _raw(meter, row)
        cells.append(
            [
                Cell(row.start, href), Cell(row.kwh), Cell(kw_of(row.kwh)), Cell(row.spread or None),
                Cell(row.known_s / 900 / len(found.basis)), Cell(band_name(held.band)),
            ]
        )  # fmt: skip
    columns = [
        Column(_("Begins"), Form.TIME), Column("kWh", Form.FINE), Column("kW", Form.NUMBER),
        Column(_("time not known (kWh)"), Form.NUMBER), Column(_("Measured"), Form.RATIO), Column(_("Load")),
    ]  # fmt: skip
    count = len(found.whole)
    cut = _("The first %(shown)d of %(count)d are shown.") % {"shown": len(rows), "count": count}
    return Table(_("Quarter hours"), columns, cells, note=cut if len(rows) < count else "", name="quarters")


def _raw(meter: EnergyMeter, row: figures.Q) -> str:
    times = f"from={row.start:%Y-%m-%dT%H:%M:%SZ}&to={row.start + figures.QUARTER:%Y-%m-%dT%H:%M:%SZ}"
    return f"{reverse('telemetry:signal', args=[meter.signal_id])}?{times}"


_MAKERS: dict[str, Callable[[Question, Energy], Made]] = {
    "total": _total,
    "peak": _peak,
    "billed": _billed,
    "cost": _cost,
    "standing": _standing,
    "piece": _piece,
}
