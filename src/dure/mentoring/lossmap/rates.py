"""What a plant decides about the price of its losses, and what holds until it has. Pure.

Until then two assumptions hold, told as such: money costs 6 % a year, from 4.6 %; late goods 0.075 % of their price a
day. No law is claimed for them; a plant's own interest and contracts are better.
"""

from enum import StrEnum

from dure.mentoring.lossmap.parts import Range

DEAD_DAYS = 180
"""Stock that hasn't moved for so long is dead."""


class RateKind(StrEnum):
    """HOUR: won for an hour of one work unit; CAPITAL: percent a year of what stock is worth; LATE: percent a day of
    what is late; COMPLAINT: won for handling a complaint."""

    HOUR = "hour"
    CAPITAL = "capital"
    LATE = "late"
    COMPLAINT = "complaint"


ASSUMED = {RateKind.CAPITAL: Range(4.6, 6.0, 6.0), RateKind.LATE: Range(0.075, 0.075, 0.075)}
