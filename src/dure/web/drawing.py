"""What drawings on the server share: the paper with its words, and round steps of a scale. Pure."""

from html import escape
from math import floor, log10


def svg(name: str, title: str, told: str, body: str, *, css: str, size: tuple[float, float]) -> str:
    """The drawing around its body. name: for the ids of its words on the page. told: the same in words."""
    return (
        f'<svg class="{css}" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>{body}</svg>'
    )


def round_step(raw: float) -> float:
    """1, 2, 2½ or 5 times a power of ten, the first that isn't below raw. raw: above 0."""
    power = 10.0 ** floor(log10(raw))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw - 1e-12)
