"""What the pictures of models are drawn on, as SVG: classes give colours, a title and a description say it in words.
Pure, standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 900, 280
TOP, BOTTOM = 14, 30
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """low, high: of the values shown. slots: beside each other between the margins."""

    low: float
    high: float
    slots: int
    left: int
    right: int

    def x(self, at: float) -> float:
        return self.left + (WIDTH - self.left - self.right) * (at + 0.5) / self.slots

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low)

    def points(self, values: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(at):.1f},{self.y(value):.1f}" for at, value in values)

    def diamond(self, at: int, value: float, told: str = "") -> str:
        """What rang."""
        x, y = self.x(at), self.y(value)
        corners = ((x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y))
        points = " ".join(f"{across:.1f},{down:.1f}" for across, down in corners)
        title = f"<title>{escape(told)}</title>" if told else ""
        return f'<polygon class="fired" points="{points}">{title}</polygon>'

    def below(self, days: Sequence[str]) -> str:
        """The day of some slots, each day once."""
        firsts = [at for at, day in enumerate(days) if not at or day != days[at - 1]]
        return "".join(
            f'<text x="{self.x(at):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(days[at])}</text>'
            for at in firsts[:: -(-len(firsts) // _NAMED)]
        )


def drawn(name: str, title: str, told: str, body: str) -> str:
    """The picture. name: its own in the page."""
    return (
        f'<svg class="chart control" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>{body}</svg>'
    )
