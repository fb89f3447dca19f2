"""Acceptance by samples: code letters, plans, operating characteristic. Pure.

Structure of MIL-STD-105E tables I and II-A, which is in the public domain and has the same cells as ISO 2859-1:1999
tables 1 and 2-A. Tightened and reduced plans are no shift of these (MIL-STD-105E II-B has acceptance numbers of its
own, such as 8, 12 and 18): they are entered by the plant from its copy of the standard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, exp, lgamma, log

from dure.quality.spc.distributions import rising_root

LETTERS = "ABCDEFGHJKLMNPQR"
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
AQLS = (
    "0.01", "0.015", "0.025", "0.04", "0.065", "0.1", "0.15", "0.25", "0.4", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5",
    "10", "15", "25", "40", "65", "100", "150", "250", "400", "650", "1000",
)  # fmt: skip
"""In percent nonconforming; above 10 in nonconformities per hundred."""
AQLS_PERCENT = 16
"""So many of them are up to 10 percent."""
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
LOT_SIZES = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
"""The largest lot of each row of table I but the last, which has no end."""
_LETTERS_BY_LEVEL = {
    "S-1": "AAAABBBBCCCCDDD", "S-2": "AAABBBCCCDDDEEE", "S-3": "AABBCCDDEEFFGGH", "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN", "II": "ABCDEFGHJKLMNPQ", "III": "BCDEFGHJKLMNPQR",
}  # fmt: skip
_FIRST, _LARGEST_EARLY = 14, 24
"""Cells of one acceptance number lie on a diagonal; the first holds Ac 0. From F on Ac goes up to 21 only."""
_ACCEPTANCE = {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21, 25: 30, 26: 44}
_LATE_ROW = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """Look at n; accept with up to `accept` found, refuse from `reject` on. In between (reduced only): accept, and
    go back to normal inspection. letter: of the row that an arrow led to."""

    letter: str
    n: int
    accept: int
    reject: int


Table = Mapping[tuple[str, str], Plan]
"""By letter and AQL; arrows are followed already."""


def code_letter(lot: int, level: str) -> str:
    """Table I. Raises ValueError for a lot of less than two, KeyError for an unknown level."""
    if lot < 2:
        raise ValueError("a lot has two pieces at least")
    row = sum(lot > top for top in LOT_SIZES)
    return _LETTERS_BY_LEVEL[level][row]


def normal_table() -> dict[tuple[str, str], Plan]:
    """Table II-A, by its diagonals. A cell whose arrow leads nowhere is left out (A at 10)."""
    found = {}
    for row, letter in enumerate(LETTERS):
        for column, aql in enumerate(AQLS):
            plan = _followed(row, column)
            if plan is not None:
                found[letter, aql] = plan
    return found


def _cell(row: int, column: int) -> int | None:
    """The acceptance number that stands in a cell of table II-A, None for an arrow."""
    diagonal = row + column
    if row >= _LATE_ROW and diagonal > _LARGEST_EARLY:
        return None
    return _ACCEPTANCE.get(diagonal)


def _followed(row: int, column: int) -> Plan | None:
    diagonal = row + column
    is_down = diagonal < _FIRST or (diagonal == 16 and row + 1 < len(LETTERS))
    step = 1 if is_down else -1
    while 0 <= row < len(LETTERS):
        number = _cell(row, column)
        if number is not None:
            return Plan(LETTERS[row], SIZES[row], number, number + 1)
        row += step
    return None


def plan_for(table: Table, lot: int, level: str, aql: str) -> Plan:
    """The plan for a lot; a sample as large as the lot is the whole lot. Raises KeyError where the table has none."""
    plan = table[code_letter(lot, level), aql]
    return plan if plan.n < lot else Plan(plan.letter, lot, plan.accept, plan.reject)


def tighter(aql: str) -> str | None:
    """One step tighter, None below the tightest."""
    index = AQLS.index(aql)
    return AQLS[index - 1] if index else None


def accepts_binomial(plan: Plan, share: float) -> float:
    """Chance that a lot from a process with this share of bad pieces is accepted."""
    return sum(comb(plan.n, k) * share**k * (1 - share) ** (plan.n - k) for k in range(plan.accept + 1))


def accepts_poisson(plan: Plan, per_piece: float) -> float:
    """For nonconformities per piece."""
    mean = plan.n * per_piece
    if mean <= 0:
        return 1.0
    return sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(plan.accept + 1))


def accepts_hypergeometric(plan: Plan, lot: int, bad: int) -> float:
    """Of a single lot of which so many pieces are bad."""
    ways = comb(lot, plan.n)
    return sum(comb(bad, k) * comb(lot - bad, plan.n - k) for k in range(min(plan.accept, bad) + 1)) / ways


def outgoing(plan: Plan, share: float, lot: int) -> float:
    """Average share of bad pieces that leaves, when refused lots are sorted and bad pieces replaced (AOQ)."""
    return accepts_binomial(plan, share) * share * (lot - plan.n) / lot


def worst_outgoing(plan: Plan, lot: int) -> tuple[float, float]:
    """The largest AOQ (AOQL) and the incoming share it comes from."""
    shares = [i / 2000 for i in range(1, 1001)]
    return max((outgoing(plan, share, lot), share) for share in shares)


def quality_accepted(plan: Plan, chance: float) -> float:
    """The share of bad pieces at which a lot is accepted with this chance."""
    return rising_root(lambda share: 1 - accepts_binomial(plan, share), 1 - chance, 0.0, 1.0)


def curve(plan: Plan, points: int = 60) -> Sequence[tuple[float, float]]:
    """(share of bad pieces, chance of acceptance), up to where next to nothing is accepted."""
    end = min(1.0, quality_accepted(plan, 0.005))
    return [(end * i / points, accepts_binomial(plan, end * i / points)) for i in range(points + 1)]
