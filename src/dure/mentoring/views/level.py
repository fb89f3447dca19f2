"""The level of the plant: its criteria, each with its gaps, and the computing on demand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.mentoring.level import LEVELS, Judged, Level, differs, missing_for
from dure.mentoring.level_chart import chart, sparkline, strip
from dure.mentoring.level_words import WORDS, Words, made_of, threshold_text, value_text, why_not
from dure.mentoring.models import LevelClaim
from dure.mentoring.models.level import LEVEL_NAMES
from dure.mentoring.selectors import level as selectors
from dure.mentoring.selectors.level_gaps import Gap, gaps_of
from dure.mentoring.services import level as services
from dure.plant.today import today
from dure.web.access import allows, pass_of
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.toast import toast


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion as the page shows it."""

    one: Judged
    words: Words
    spark: SafeString

    @property
    def key(self) -> str:
        return self.one.criterion.key

    @property
    def figure(self) -> str:
        return value_text(self.one.criterion, self.one.figure.value)

    @property
    def made_of(self) -> str:
        return made_of(self.one.criterion, self.one.figure)

    @property
    def reach(self) -> str:
        return threshold_text(self.one.criterion, self.one.threshold.reach)

    @property
    def keep(self) -> str:
        return threshold_text(self.one.criterion, self.one.threshold.keep)


@dataclass(frozen=True, slots=True)
class Part:
    """A level with its criteria. is_held: together with all levels below."""

    level: Level
    name: str
    rows: list[Row]
    is_held: bool

    @property
    def held(self) -> int:
        return sum(row.one.holds for row in self.rows)


@require_GET
def level(request: HttpRequest) -> HttpResponse:
    """All criteria, by level."""
    found = selectors.standing()
    rows = [_row(one, found.trends) for one in found.judged] if found else []
    claim = selectors.claim_on(found.row.day if found else today())
    context = {
        "found": found, "parts": _parts(rows, found.level) if found else [], "claim": claim,
        "claims": list(selectors.claims()), "compared": _compared(claim, found), "chosen": selectors.chosen_modules(),
        "name": LEVEL_NAMES[found.level] if found else "", "weeks": _weeks(found.row.day) if found else "",
    }  # fmt: skip
    day = [f"{found.row.day} · {LEVEL_NAMES[found.level]}"] if found else []
    title = _("Smart-factory level")
    return listing(request, "mentoring/level.html", rows, _fields(), title=title, heading=day, **context)


def _weeks(day: date) -> SafeString:
    """The level at the end of each of the last 26 weeks."""
    levels = selectors.levels_by_week(day)
    labels = [f"{one:%m-%d}" for one in selectors.weeks_before(day)]
    texts = [_("No data") if one is None else str(LEVEL_NAMES[Level(one)]) for one in levels]
    told = "; ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True))
    return mark_safe(strip(levels, labels, texts, told=told))  # noqa: S308 - numbers, escaped texts


def _row(one: Judged, trends: Mapping[str, list[float | None]]) -> Row:
    key = one.criterion.key
    told = ", ".join(value_text(one.criterion, value) for value in trends[key] if value is not None) or _("No data")
    drawn = sparkline(trends[key], one.threshold.reach, told=told)
    return Row(one, WORDS[key], mark_safe(drawn))  # noqa: S308 - numbers and an escaped text


def _parts(rows: list[Row], held: Level) -> list[Part]:
    return [
        Part(one, str(LEVEL_NAMES[one]), [row for row in rows if row.one.criterion.level is one], one <= held)
        for one in LEVELS
    ]


def _fields() -> list[Field]:
    return [
        Field(_("Level"), lambda row: row.one.criterion.level.name),
        Field(_("Criterion"), lambda row: str(row.words.name)),
        Field(_("Figure"), lambda row: row.figure),
        Field(_("Behind it"), lambda row: row.made_of),
        Field(_("reached at"), lambda row: row.reach),
        Field(_("kept while"), lambda row: row.keep),
        Field(_("fulfilled"), lambda row: _("yes") if row.one.holds else _("no")),
        Field(_("How the figure is made"), lambda row: str(row.words.told)),
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim beside what the plant's data says. above: by how many levels it lies above (+) or below (-)."""

    above: int
    reasons: list[str]


def _compared(claim: LevelClaim | None, found: selectors.Standing | None) -> Compared | None:
    if claim is None or found is None:
        return None
    claimed = Level(claim.level)
    return Compared(differs(claimed, found.level), [why_not(one) for one in missing_for(found.judged, claimed)])


@require_GET
def criterion(request: HttpRequest, key: str) -> HttpResponse:
    """One criterion: how its figure is made, its last 26 weeks, and what is missing."""
    found = selectors.standing()
    one = next((one for one in found.judged if one.criterion.key == key), None) if found else None
    if found is None or one is None:
        raise Http404
    gaps = [_Linked(gap, _address(request, gap)) for gap in gaps_of(key, day=found.row.day, now=clock.now())]
    fields = [Field(_("What"), lambda row: row.gap.label), Field(_("More of it"), lambda row: row.gap.told)]
    context = {"row": _row(one, found.trends), "drawn": _drawn(one, found), "day": found.row.day}
    page = _page(request, one.criterion.key)
    return listing(
        request, "mentoring/level_criterion.html", gaps, fields, title=str(WORDS[key].name), page_of=page, **context
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lack:
    """A criterion that isn't fulfilled, on paper. others: how many gaps more there are than the first ones."""

    row: Row
    gaps: list[Gap]
    others: int


_ON_PAPER = 12
"""So many gaps of a criterion stand on paper; the page has all."""


@require_GET
@in_asked_language
def print_out(request: HttpRequest) -> HttpResponse:
    """The level on A4: what is claimed, every criterion with its figure and thresholds, and what is missing."""
    found = selectors.standing()
    if found is None:
        raise Http404
    rows = [_row(one, found.trends) for one in found.judged]
    claim = selectors.claim_on(found.row.day)
    return paper(
        request, "mentoring/level_paper.html", title=_("Report of the level"), number=f"{found.row.day}", found=found,
        name=LEVEL_NAMES[found.level], parts=_parts(rows, found.level), weeks=_weeks(found.row.day), claim=claim,
        compared=_compared(claim, found), lacks=[_lack(row, found) for row in rows if not row.one.holds],
    )  # fmt: skip


def _lack(row: Row, found: selectors.Standing) -> Lack:
    gaps = gaps_of(row.key, day=found.row.day, now=clock.now())
    return Lack(row, gaps[:_ON_PAPER], max(len(gaps) - _ON_PAPER, 0))


@dataclass(frozen=True, slots=True)
class _Linked:
    gap: Gap
    href: str


def _drawn(one: Judged, found: selectors.Standing) -> SafeString:
    values = found.trends[one.criterion.key]
    labels = [f"{day:%m-%d}" for day in selectors.weeks_before(found.row.day)]
    texts = [value_text(one.criterion, value) for value in values]
    told = "; ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True))
    reach = one.threshold.reach, threshold_text(one.criterion, one.threshold.reach)
    return mark_safe(chart(values, labels, texts, reach, told=told))  # noqa: S308 - numbers, escaped texts


def _address(request: HttpRequest, gap: Gap) -> str:
    """Where a gap is closed; nothing when the reader may not open it. What the address doesn't take goes behind "?"."""
    if not gap.page or not allows(pass_of(request), gap.page):
        return ""
    values = dict(gap.key)
    try:
        return reverse(gap.page, kwargs=values)
    except NoReverseMatch:
        return f"{reverse(gap.page)}?{urlencode(values)}"


def _page(request: HttpRequest, key: str) -> str:
    name = WORDS[key].page
    return reverse(name) if allows(pass_of(request), name) else ""


@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    """Compute the level as of now."""
    now = clock.now()
    row = services.compute_level(day=timezone.localdate(now), now=now)
    return toast(request, redirect("mentoring:level"), _("Computed: %(level)s") % {"level": row.get_level_display()})
