"""The matrix that a plant begins with: five steps of likelihood, four of harm. Pure.

The steps and levels are those of the 5 × 4 table in KOSHA's guidance on risk assessment by frequency and severity
(빈도·강도법); a plant changes them as it needs.
"""

from typing import NamedTuple


def mark(text: str) -> str:
    """Marks a text for translation where it is written; it is translated where it is used."""
    return text


FREQUENCIES = (mark("Hardly ever"), mark("Seldom"), mark("Now and then"), mark("Often"), mark("Almost daily"))
SEVERITIES = (
    mark("No care needed"),
    mark("Care without a day off"),
    mark("Days off work"),
    mark("Death or disability"),
)


class FirstBand(NamedTuple):
    up_to: int
    name: str
    advice: str
    is_acceptable: bool
    tone: str


BANDS = (
    FirstBand(3, mark("Negligible"), mark("Keep what is there."), True, "good"),
    FirstBand(6, mark("Slight"), mark("Give information and train regularly."), True, "good"),
    FirstBand(8, mark("Small"), mark("Mark the danger and write it into the work standard."), True, "info"),
    FirstBand(12, mark("Considerable"), mark("Plan a measure and carry it out by a date."), False, "warn"),
    FirstBand(15, mark("Serious"), mark("Take a temporary measure at once, then a lasting one."), False, "bad"),
    FirstBand(20, mark("Not acceptable"), mark("Stop the work until the risk is lower."), False, "bad"),
)
