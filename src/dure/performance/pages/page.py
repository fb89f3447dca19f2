"""A page of figures: what it holds, and its answer as HTML, spreadsheet or text, always of the same tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dure.kernel.errors import Invalid
from dure.performance.freshness import is_being_refreshed
from dure.performance.kpis import Figure, Kpi, Unit
from dure.performance.pages.question import Question
from dure.web import sheets
from dure.web.listing import as_file
from dure.web.tables import Kind, Table

KIND_OF = {Unit.RATIO: Kind.RATIO, Unit.SECONDS: Kind.SECONDS, Unit.PER_HOUR: Kind.NUMBER}


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    svg: SafeString
    key: Sequence[tuple[str, str]] = ()
    """(class of the mark, what it means)"""


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing to show: why, and the next step."""

    title: str
    text: str
    href: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in large. change: against the period before, in the KPI's own unit; is_better says which colour."""

    kpi: Kpi
    figure: Figure
    href: str
    target: float | None = None
    before: float | None = None

    @property
    def kind(self) -> str:
        return KIND_OF[self.kpi.unit]

    @property
    def name(self) -> str:
        return _(self.kpi.name)

    @property
    def change(self) -> float | None:
        value = self.figure.value
        return None if value is None or self.before is None else value - self.before

    @property
    def points(self) -> float | None:
        """The change of a ratio in percentage points."""
        return None if self.change is None else self.change * 100

    @property
    def trend(self) -> str:
        """good, bad or empty: whether the change is for the better."""
        change = self.change or 0.0
        if abs(change) < 5e-4 or self.kpi.better.value == "context":
            return ""
        return "good" if (change > 0) == (self.kpi.better.value == "higher") else "bad"

    @property
    def reached(self) -> bool | None:
        value = self.figure.value
        if value is None or self.target is None:
            return None
        return value <= self.target if self.kpi.better.value == "lower" else value >= self.target

    @property
    def reason(self) -> str:
        return _(self.figure.reason.value) if self.figure.reason else ""

    @property
    def notes(self) -> list[str]:
        return [_(note.value) for note in self.figure.notes]


@dataclass(frozen=True, slots=True)
class Page:
    """title names the page; spans: whether a person may choose the length of the period."""

    title: str
    question: Question
    tables: Sequence[Table] = ()
    tiles: Sequence[Tile] = ()
    charts: Sequence[Chart] = ()
    notes: Sequence[str] = ()
    empty: Empty | None = None
    lead: str = ""
    extra: dict[str, object] = field(default_factory=dict)
    choices: Sequence[tuple[str, str, bool]] = ()
    """(word, address, is chosen): how to look at it"""

    @property
    def heading(self) -> list[str]:
        """The lines above an export."""
        return [self.title, f"{self.question.scope_name} · {self.question.title}"]


def drawn(title: str, svg: str, key: Sequence[tuple[str, str]] = ()) -> Chart:
    """A chart of our own making; every text in it is escaped where it is put in."""
    return Chart(title, mark_safe(svg), key)  # noqa: S308


def answer(request: HttpRequest, page: Page, template: str = "performance/report.html") -> HttpResponse:
    """The page in the form asked for: `format` in the address is xlsx, csv or left out."""
    form = request.GET.get("format", "")
    if is_being_refreshed(page.question.scope.unit_ids):
        page = replace(page, notes=[_("These figures are being recomputed; some may still change."), *page.notes])
    if not form:
        return render(request, template, {"page": page, "q": page.question})
    zone = page.question.period.zone
    if form == "xlsx":
        return _file(page, "xlsx", sheets.XLSX, sheets.xlsx(page.heading, page.tables, zone))
    if form == "csv":
        return _file(page, "csv", "text/csv; charset=utf-8", sheets.text(page.heading, page.tables, zone))
    raise Invalid("%(text)s is no form of export", text=form)


def _file(page: Page, ending: str, kind: str, data: bytes) -> HttpResponse:
    period = page.question.period
    name = f"{page.title} {page.question.scope_name} {period.first_day}_{period.last_day}.{ending}"
    return as_file(data, name, kind)
