"""Cohorts and rounds as bars over their months, as SVG, with the days that two cohorts share. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from dure.web.drawing import svg

WIDE, LEFT, RIGHT, TOP, ROW, BELOW = 720, 132, 12, 26, 30, 10
_LONGEST = 11
_LABEL = 48


@dataclass(frozen=True, slots=True)
class Bar:
    """css: cohort or call. told: the same in words."""

    label: str
    told: str
    first_on: date
    last_on: date
    css: str


@dataclass(frozen=True, slots=True)
class Band:
    """Days that two bars share, both ends included."""

    told: str
    first_on: date
    last_on: date


def chart(bars: Sequence[Bar], bands: Sequence[Band], today: date, *, title: str, told: str, today_is: str) -> str:
    """From the first to the last month of the bars; today's line only within them. "" without any bar."""
    if not bars:
        return ""
    first = min(bar.first_on for bar in bars).replace(day=1)
    end = _next_month(max(bar.last_on for bar in bars))
    height = TOP + ROW * len(bars) + BELOW

    def x(day: date, after: int = 0) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * ((day - first).days + after) / (end - first).days

    def area(css: str, words: str, span: tuple[date, date], y: float, high: float) -> str:
        left, right = x(span[0]), x(span[1], 1)
        return (
            f'<rect class="{css}" x="{left:.1f}" y="{y:.1f}" width="{max(right - left, 2):.1f}" height="{high:.1f}" '
            f'rx="3"><title>{escape(words)}</title></rect>'
        )

    shared = "".join(area("band", one.told, (one.first_on, one.last_on), TOP - 4, height - TOP) for one in bands)
    rows = "".join(
        f'<text class="{bar.css}" x="{4 if bar.css == "cohort" else 14}" y="{TOP + ROW * at + 19}">'
        f"{escape(_short(bar.label))}<title>{escape(bar.label)}</title></text>"
        + area(bar.css, bar.told, (bar.first_on, bar.last_on), TOP + ROW * at + 6, ROW - 12)
        for at, bar in enumerate(bars)
    )
    now = ""
    if first <= today < end:
        now = (
            f'<line class="today" x1="{x(today):.1f}" x2="{x(today):.1f}" y1="{TOP - 4}" y2="{height - 4}">'
            f"<title>{escape(today_is)}</title></line>"
        )
    body = _months(first, end, height, x) + shared + rows + now
    return svg("calendar", title, told, body, css="chart calls", size=(WIDE, height))


def _months(first: date, end: date, height: float, x: Callable[[date], float]) -> str:
    months, day = [], first
    while day < end:
        months.append(day)
        day = _next_month(day)
    step = next(step for step in (1, 3, 6, 12) if len(months) / step <= 12 or step == 12)
    return "".join(
        f'<line class="gridline" x1="{x(day):.1f}" x2="{x(day):.1f}" y1="{TOP - 4}" y2="{height - 4}"/>'
        + (
            f'<text x="{x(day):.1f}" y="14">{day:%Y-%m}</text>'
            if (day.month - 1) % step == 0 and x(day) < WIDE - _LABEL
            else ""
        )
        for day in months
        if (day.month - 1) % step == 0 or step < 12
    )


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
