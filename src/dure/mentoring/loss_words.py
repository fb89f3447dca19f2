"""How losses are told: names, formulas with their figures, why something isn't known, where figures come from."""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dure.mentoring.lossmap.parts import IDEAL, STOPS, Because, Part, Why
from dure.mentoring.models import MonthlyLoss, UnitMonth
from dure.mentoring.models.losses import PARTS
from dure.mentoring.models.tasks import LOSSES
from dure.web.templatetags.dure import number, percent

KIND_NAMES, PART_NAMES = dict(LOSSES), dict(PARTS)
STEP_NAMES = {
    "could": mark("Worth of the time with data"),
    "good": mark("Worth of good pieces"),
    "left": mark("What is left"),
}
WHYS = {
    Why.NO_DATA: mark("No machine told anything in this time. Connect the machine, or enter what it did."),
    Why.IDEAL: mark("Give an ideal cycle time to every item that was made here."),
    Why.PRICE: mark("Give the items made here a price and a cost, or decide what an hour is worth."),
    Why.WAGE: mark("Enter an hourly rate for the work center."),
    Why.COST: mark("Give the rejected items a price, or a recipe of parts with prices."),
    Why.SETUPS: mark(
        "No set-up was told in an hour with pieces, so rejects after set-ups are among the other rejects. "
        "Tell set-ups by the machine or as the reason of the stop."
    ),
    Why.METER: mark("Connect an energy meter."),
    Why.TARIFF: mark("Enter the prices of power for all months and hours."),
    Why.CONTRACT: mark("Enter the contract power with its base charge and an own limit."),
    Why.RATE: mark("Decide what handling a complaint costs."),
    Why.STOCK: mark("Keep the stock in Dure: until now nothing has been moved."),
    Why.PROMISES: mark("Enter sales orders with promised dates."),
    Why.LAYOUT: mark("Walking is not measured by itself. Draw the floor and note the ways between stations."),
}
BECAUSE = {
    Because.DAYS: mark("Days differ: another month like this would lie within this range in 95 of 100 cases."),
    Because.FEW_DAYS: mark("Of fewer than five days nothing is known of how much days differ."),
    Because.COVERAGE: mark("At most: in the time without data as much was lost as in the time with data."),
    Because.PACE: mark("At least: regained time brings what the unit's time brings today, with its speed and rejects."),
    Because.HOUR: mark("The worth of an hour itself lies in a range; see below."),
    Because.COST: mark("At most: the pieces also held labour and machine time of the steps before."),
    Because.BANDS: mark("The price of power changes by the hour: lowest and highest price of the month."),
    Because.SHARED: mark("At least: without quarter hours that were only shared by time between standing and running."),
    Because.RATE: mark("The rate is as wide as it was decided or assumed."),
    Because.WEEKS: mark("Lowest and highest value of stock at the ends of the weeks."),
    Because.BOOKED: mark("This is booked and has no range."),
}


class Link(NamedTuple):
    """A page that shows the figures a loss is made of."""

    text: str
    page: str
    href: str


class Told(NamedTuple):
    """A formula in words, and with its numbers."""

    formula: str
    filled: str


def won(value: Any) -> str:
    return _("%(n)s won") % {"n": number(value)}


def spread(low: Any, high: Any) -> str:
    return f"{number(low)} – {number(high)}"


def formula(row: MonthlyLoss, base: UnitMonth | None) -> Told:
    """How a loss was worked out; without numbers while they aren't known."""
    words, fill = _FORMULAS[Part(row.part)]
    return Told(_(words), fill(row.figures, row, base) if row.won is not None else "")


Fill = Callable[[dict[str, Any], MonthlyLoss, UnitMonth | None], str]


def _time(_f: dict[str, Any], row: MonthlyLoss, base: UnitMonth | None) -> str:
    return f"{number(row.hours, 1)} h × {won(base.hour if base else None)} = {won(row.won)}"


def _goods(f: dict[str, Any], row: MonthlyLoss, _base: UnitMonth | None) -> str:
    return f"{number(f['rejected'])} → {percent(f['of'])} = {won(row.won)}"


def _rated(name: str, places: int = 0) -> Fill:
    return lambda f, row, _base: f"{number(f[name])} × {number(f['rate'], places)} = {won(row.won)}"


_TIMED = (mark("hours lost × worth of an hour"), _time)
_GOODS = (mark("rejected pieces × material and outside work in a piece, and this part of it"), _goods)
_HELD: tuple[str, Fill] = (
    mark("mean value of stock × rate a year ÷ 100 × days ÷ 365"),
    lambda f, row, _base: (
        f"{won(f['value'])} × {number(f['rate'], 1)} ÷ 100 × {number(f['days'], 1)} ÷ 365 = {won(row.won)}"
    ),
)
_FORMULAS: dict[Part, tuple[str, Fill]] = {
    **dict.fromkeys((*STOPS, *IDEAL, Part.NO_DATA), _TIMED),
    Part.REJECT_GOODS: _GOODS,
    Part.STARTUP_GOODS: _GOODS,
    Part.STANDING: (
        mark("energy while standing × mean price of the unit's energy"),
        lambda f, row, _base: f"{number(f['kwh'], 1)} kWh × {number(f['price'][1], 1)} = {won(row.won)}",
    ),
    Part.SCRAPPED: (
        mark("booked value of stock thrown away, less what was taken back"), lambda _f, row, _base: won(row.won)
    ),
    Part.RETURNS: (
        mark("charged for goods sent back − their worth in stock again"),
        lambda f, row, _base: f"{won(f['charged'])} − {won(f['worth'])} = {won(row.won)}",
    ),
    Part.COMPLAINTS: (mark("complaints × what handling one costs"), _rated("count")),
    Part.LATE: (
        mark("price of what was missing, summed over the days it was late × rate a day ÷ 100"),
        lambda f, row, _base: f"{number(f['won_days'])} × {number(f['rate'], 3)} ÷ 100 = {won(row.won)}",
    ),
    Part.HELD: _HELD,
    Part.DEAD: _HELD,
    Part.PEAK: (
        mark("highest quarter hour over the own limit × base charge of a kW"),
        lambda f, row, _base: f"{number(f['kw'], 1)} kW − {number(f['limit'], 1)} kW → {won(row.won)}",
    ),
    Part.WALKING: (mark("hours walked × wages"), lambda _f, row, _base: won(row.won)),
}  # fmt: skip


def because(row: MonthlyLoss) -> list[str]:
    return [_(BECAUSE[Because(word)]) for word in row.because.split(",") if word]


def why(code: str) -> str:
    return _(WHYS[Why(code)]) if code else ""


def hour_formula(base: UnitMonth) -> list[str]:
    """How the worth of an hour came about, in sentences."""
    f = base.figures
    if base.is_set:
        return [_("Somebody decided this worth of an hour.")]
    said = []
    if f["share"] is not None:
        text = _("The line could go no faster than this unit in %(mid)s of the time (%(low)s to %(high)s).")
        low, mid, high = (percent(one, 0) for one in f["share"])
        said.append(text % {"low": low, "mid": mid, "high": high})
    if f.get("busiest", 1.0) < 1:
        text = _(
            "For %(share)s of its work the items also pass a busier line: there an hour costs their margin, not here."
        )
        said.append(text % {"share": percent(1 - f["busiest"], 0)})
    if not f["share_is_known"]:
        said.append(_("The figures do not say which machine holds the line up, so this counts with the wages only."))
    if f["margin"] is not None:
        low, mid, high = (number(one) for one in f["margin"])
        text = _("There an hour costs the margin of what would have been made: %(mid)s won (%(low)s to %(high)s).")
        said.append(text % {"low": low, "mid": mid, "high": high})
    if f["wage"] is not None:
        said.append(
            _("In the rest of the time it costs the wages: %(wage)s won an hour.") % {"wage": number(f["wage"])}
        )
    return said


_UNIT_PAGES: dict[Part, tuple[tuple[str, str], ...]] = {
    Part.SETUP: ((mark("Changeovers"), "performance:changeovers"),),
    Part.WAITS: ((mark("Bottleneck"), "performance:bottleneck"), (mark("Downtime Pareto"), "performance:pareto")),
    Part.DELAY: ((mark("Downtime Pareto"), "performance:pareto"),),
    Part.MICRO: ((mark("Downtime Pareto"), "performance:pareto"),),
    Part.FAILURE: ((mark("Downtime Pareto"), "performance:pareto"),),
    Part.STANDING: ((mark("Energy"), "performance:energy"),),
    Part.REJECT_GOODS: ((mark("Reports"), "performance:report"), (mark("What items cost"), "commerce:costs")),
    Part.STARTUP_GOODS: ((mark("Reports"), "performance:report"), (mark("What items cost"), "commerce:costs")),
}
_PLANT_PAGES: dict[Part, tuple[tuple[str, str], ...]] = {
    Part.SCRAPPED: ((mark("Value of stock"), "inventory:values"),),
    Part.RETURNS: ((mark("Deliveries"), "commerce:deliveries"),),
    Part.COMPLAINTS: ((mark("Nonconformances"), "quality:case_list"),),
    Part.LATE: ((mark("Promised and delivered"), "commerce:kept"),),
    Part.HELD: ((mark("Value of stock"), "inventory:values"),),
    Part.DEAD: ((mark("Lying too long"), "inventory:slow"),),
    Part.PEAK: ((mark("Energy"), "performance:energy"),),
}


def links(row: MonthlyLoss) -> list[Link]:
    """Pages that show the figures, of the row's work unit and month."""
    query: dict[str, str] = {"span": "month", "day": row.month.isoformat()}
    part = Part(row.part)
    if row.work_unit is None:
        pages = _PLANT_PAGES.get(part, ())
        query = query if part is Part.PEAK else {}
    else:
        pages = _UNIT_PAGES.get(part, ())
        pages = pages if part is Part.STANDING else ((mark("Loss waterfall"), "performance:waterfall"), *pages)
        query["scope"] = f"work_unit:{row.work_unit.code}"
    return [Link(_(text), page, reverse(page) + ("?" + urlencode(query) if query else "")) for text, page in pages]
