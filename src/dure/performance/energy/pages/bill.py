"""What the bill says of a period's month: the demand of the base charge, and the limit."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from dure.performance.energy import prices
from dure.performance.energy.demand import Billed
from dure.performance.energy.figures import Energy
from dure.performance.energy.models import PowerContract
from dure.performance.energy.pages.words import Big, address, money
from dure.performance.pages.question import Question
from dure.plant.models import Site
from dure.web.templatetags.dure import number


def site_of(found: Energy) -> Site | None:
    """The one site whose main meters are in the scope; contracts of several are not added."""
    sites = {meter.site for meter in found.main}
    return sites.pop() if len(sites) == 1 else None


def contract(site: Site | None, question: Question) -> PowerContract | None:
    return None if site is None else prices.contract_of(site, question.period.last_day)


def limit_of(held: PowerContract | None) -> float | None:
    return None if held is None else held.limit_kw


def month_of(question: Question) -> date:
    return min(question.period.last_day, question.now.astimezone(question.period.zone).date()).replace(day=1)


def billed(site: Site, held: PowerContract, question: Question) -> tuple[Billed, dict[date, tuple[float, datetime]]]:
    """The demand billed in the period's last month, and the peaks of twelve months it is taken from."""
    month = month_of(question)
    tops = prices.peaks(site, month, question.period.zone, question.now)
    return prices.billed_demand(held, tops, month), tops


def base_charge(found: Billed, held: PowerContract) -> Decimal:
    """Money for a month."""
    return Decimal(repr(found.kw)) * held.base_price


def big(question: Question, site: Site | None, held: PowerContract | None) -> Big:
    where = address("billed", question)
    if site is None or held is None:
        why = _("no main meter in this scope") if site is None else _("contract power is missing")
        return Big("billed", _("Billed demand"), "–", "", where, why)
    found, _tops = billed(site, held, question)
    month = _("least share of the contract")
    if found.month is not None:
        month = formats.date_format(found.month, "YEAR_MONTH_FORMAT")
    charge = _("base charge %(n)s KRW") % {"n": money(base_charge(found, held))} if held.base_price else ""
    note = " · ".join(filter(None, (month, charge)))
    return Big("billed", _("Billed demand"), number(found.kw, 1), "kW", where, note, found.kw > float(held.contract_kw))
