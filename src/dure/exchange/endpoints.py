"""The table of endpoints: what each is called, needs, takes and answers."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone

from dure.exchange import answers
from dure.exchange.models import TokenScope
from dure.exchange.schema import Described, Parameter
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.performance import payload, periods
from dure.performance.periods import By, Period
from dure.performance.scope import Level, Scope, scope_of


@dataclass(frozen=True)
class Asked:
    """The parameters of a request, understood."""

    given: QueryDict

    @property
    def scope(self) -> Scope:
        return scope_of(self.given.get("work_unit") or self.given.get("scope", ""))

    @property
    def by(self) -> By:
        return periods.parse_by(self.given.get("by", "total"))

    @property
    def period(self) -> Period:
        """From `from` to `to`; the last 24 hours when both are left out."""
        zone, now = ZoneInfo(timezone.get_default_timezone_name()), clock.now()
        end = periods.parse_moment(self.given["to"], zone, is_end=True, now=now) if self.given.get("to") else now
        start = self.given.get("from")
        return Period(periods.parse_moment(start, zone, now=now) if start else end - timedelta(days=1), end, zone)

    @property
    def is_each(self) -> bool:
        return self.given.get("each") in ("1", "true")

    def number(self, name: str, default: int, top: int) -> int:
        text = self.given.get(name, str(default))
        if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= top:
            raise Invalid("%(name)s must be a number from 1 to %(top)s", name=name, top=top)
        return int(text)


@dataclass(frozen=True, slots=True)
class Endpoint:
    described: Described
    ask: Callable[[Asked], Any]


_SCOPE = Parameter("scope", "level:CODE (site, area, work_center, work_unit); everything when left out")
_TIMES = (
    Parameter("from", "2026-03-02, 2026-03-02T08:30 (local) or an ISO time with an offset; 24 hours ago when left out"),
    Parameter("to", "the same; a date alone includes that day; now when left out"),
)
_UNIT = Parameter("work_unit", "code of a work unit, instead of scope")
_BY = Parameter("by", "how to cut; total when left out", choices=tuple(by.value for by in By))
_EACH = Parameter("each", "true: a row for each work unit instead of the scope's sum", choices=("true", "false"))


def _results(asked: Asked) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = payload.results(asked.scope, asked.period, asked.by, clock.now())["results"]
    return found


def _kpis(asked: Asked) -> list[dict[str, Any]]:
    scope = asked.scope
    scopes = scope.grouped(Level.WORK_UNIT) if asked.is_each else [scope]
    found: list[dict[str, Any]] = payload.kpis(scopes or [scope], asked.period, asked.by, clock.now())["rows"]
    return found


ENDPOINTS = (
    Endpoint(
        Described("/plant", "plant", "Equipment hierarchy", TokenScope.PLANT, answers.NodeOut),
        lambda asked: [asdict(node) for node in answers.tree(asked.scope)],
    ),
    Endpoint(
        Described(
            "/work-units", "workUnits", "Work units and their states", TokenScope.PLANT, answers.WorkUnitOut, (_SCOPE,)
        ),
        lambda asked: [asdict(unit) for unit in answers.work_units(asked.scope)],
    ),
    Endpoint(
        Described(
            "/results",
            "results",
            "Produced quantities",
            TokenScope.RESULTS,
            payload.ResultOut,
            (*_TIMES, _BY, _SCOPE, _UNIT),
        ),
        _results,
    ),
    Endpoint(
        Described(
            "/kpis",
            "kpis",
            "KPIs and time elements",
            TokenScope.KPI,
            payload.KpiOut,
            (*_TIMES, _BY, _SCOPE, _UNIT, _EACH),
        ),
        _kpis,
    ),
    Endpoint(
        Described("/kpi-definitions", "kpiDefinitions", "The KPIs themselves", TokenScope.KPI, answers.DefinitionOut),
        lambda _asked: payload.kpi_list(),
    ),
    Endpoint(
        Described(
            "/intervals",
            "intervals",
            "State intervals",
            TokenScope.RESULTS,
            answers.IntervalOut,
            (*_TIMES, _SCOPE, _UNIT),
        ),
        lambda asked: [asdict(row) for row in answers.intervals(asked.scope, asked.period)],
    ),
    Endpoint(
        Described(
            "/downtimes",
            "downtimes",
            "Stops and reasons",
            TokenScope.RESULTS,
            answers.DowntimeOut,
            (*_TIMES, _SCOPE, _UNIT),
        ),
        lambda asked: [asdict(row) for row in answers.downtimes(asked.scope, asked.period)],
    ),
    Endpoint(
        Described(
            "/signals", "signals", "Last values of signals", TokenScope.SIGNALS, answers.SignalOut, (_SCOPE, _UNIT)
        ),
        lambda asked: [asdict(row) for row in answers.signals(asked.scope)],
    ),
)
BY_PATH = {endpoint.described.path.strip("/"): endpoint for endpoint in ENDPOINTS}
