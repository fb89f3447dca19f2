"""Stated chances beside what came of them, as a picture in SVG. Pure."""

from collections.abc import Sequence

from dure.planning.promising.calibration import Decile, Outcome, deciles

SIZE, EDGE, BAND = 420, 56, 0.05
_STYLE = (
    "text{font:13px sans-serif;fill:#1f2933}.axis{stroke:#52606d;fill:none}.grid{stroke:#e4e7eb}"
    ".band{fill:#d9e8d4}.even{stroke:#52606d;stroke-dasharray:4 4}.told{stroke:#0b69a3;fill:#0b69a3}"
    ".raw{stroke:#b44d12;fill:none}polyline.line{fill:none;stroke-width:1.5}"
)


def reliability(raw: Sequence[Outcome], told: Sequence[Outcome]) -> str:
    """The share of jobs that were late by the chance that was stated, in ten steps: as replayed, and as told after the
    map; the band is 5 points wide to either side. Larger dots stand for more jobs."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE + 190} {SIZE}" role="img">',
        "<title>Chance of being late: stated, and what came of it</title>",
        f"<style>{_STYLE}</style>", _ground(), _marks(deciles(raw), "raw"), _marks(deciles(told), "told"),
        _legend(len(told)), "</svg>",
    ]  # fmt: skip
    return "".join(parts) + "\n"


def _x(share: float) -> float:
    return round(EDGE + share * (SIZE - EDGE - 14), 1)


def _y(share: float) -> float:
    return round(SIZE - EDGE - share * (SIZE - EDGE - 14), 1)


def _ground() -> str:
    corners = ((0, 0), (0, BAND), (1 - BAND, 1), (1, 1), (1, 1 - BAND), (BAND, 0))
    band = " ".join(f"{_x(one)},{_y(other)}" for one, other in corners)
    parts = [f'<polygon class="band" points="{band}"/>']
    for at in range(0, 11, 2):
        share = at / 10
        parts.append(f'<path class="grid" d="M{_x(share)} {_y(0)}V{_y(1)}M{_x(0)} {_y(share)}H{_x(1)}"/>')
        parts.append(f'<text x="{_x(share)}" y="{_y(0) + 18}" text-anchor="middle">{share:.0%}</text>')
        parts.append(f'<text x="{_x(0) - 6}" y="{_y(share) + 4}" text-anchor="end">{share:.0%}</text>')
    parts.append(f'<path class="even" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>')
    parts.append(f'<path class="axis" d="M{_x(0)} {_y(1)}V{_y(0)}H{_x(1)}"/>')
    parts.append(f'<text x="{_x(0.5)}" y="{SIZE - 14}" text-anchor="middle">stated chance of being late</text>')
    parts.append(f'<text transform="translate(14 {_y(0.5)}) rotate(-90)" text-anchor="middle">were late</text>')
    return "".join(parts)


def _marks(table: Sequence[Decile], css: str) -> str:
    most = max((one.count for one in table), default=1)
    line = " ".join(f"{_x(one.stated)},{_y(one.late)}" for one in table)
    dots = "".join(
        f'<circle class="{css}" cx="{_x(one.stated)}" cy="{_y(one.late)}" r="{2 + 5 * (one.count / most) ** 0.5:.1f}">'
        f"<title>{one.count} jobs: stated {one.stated:.1%}, late {one.late:.1%}</title></circle>"
        for one in table
    )
    return f'<polyline class="line {css}" points="{line}"/>{dots}'


def _legend(count: int) -> str:
    words = (("told", "as told"), ("raw", "as replayed"))
    rows = "".join(
        f'<circle class="{css}" cx="{SIZE + 14}" cy="{40 + 24 * at}" r="5"/>'
        f'<text x="{SIZE + 28}" y="{44 + 24 * at}">{word}</text>'
        for at, (css, word) in enumerate(words)
    )
    return (
        rows + f'<text x="{SIZE + 8}" y="104">{count:,} jobs</text><text x="{SIZE + 8}" y="124">band: ± 5 points</text>'
    )
