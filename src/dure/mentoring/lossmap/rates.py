"""What a plant decides about the price of its losses, and what holds until it has. Pure.

The two published rates are those of Korean law: 6 % a year for debts among merchants (Commercial Act, article 54), from
4.6 % as loans between a firm and its own people are taxed by (Enforcement Rule of the Corporate Tax Act, article 43);
0.075 % a day of what is late, as the state asks of those who make or sell it goods (Enforcement Rule of the Act on
Contracts to which the State is a Party, article 75).
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


PUBLISHED = {RateKind.CAPITAL: Range(4.6, 6.0, 6.0), RateKind.LATE: Range(0.075, 0.075, 0.075)}
