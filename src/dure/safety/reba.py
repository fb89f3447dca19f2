"""REBA, rapid entire body assessment: a score of 1 to 15 for a posture. Pure.

Source: S. Hignett, L. McAtamney, Rapid Entire Body Assessment (REBA), Applied Ergonomics 31 (2000) 201-205, tables A,
B and C, scores of load, coupling and activity, and action levels.
"""

from dataclasses import dataclass

# Table A by neck (1-3), trunk (1-5), legs (1-4).
TABLE_A = (
    ((1, 2, 3, 4), (2, 3, 4, 5), (2, 4, 5, 6), (3, 5, 6, 7), (4, 6, 7, 8)),
    ((1, 2, 3, 4), (3, 4, 5, 6), (4, 5, 6, 7), (5, 6, 7, 8), (6, 7, 8, 9)),
    ((3, 3, 5, 6), (4, 5, 6, 7), (5, 6, 7, 8), (6, 7, 8, 9), (7, 8, 9, 9)),
)
# Table B by lower arm (1-2), upper arm (1-6), wrist (1-3).
TABLE_B = (
    ((1, 2, 2), (1, 2, 3), (3, 4, 5), (4, 5, 5), (6, 7, 8), (7, 8, 8)),
    ((1, 2, 3), (2, 3, 4), (4, 5, 5), (5, 6, 7), (7, 8, 8), (8, 9, 9)),
)
# Table C by score A (1-12), score B (1-12).
TABLE_C = (
    (1, 1, 1, 2, 3, 3, 4, 5, 6, 7, 7, 7),
    (1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 7, 8),
    (2, 3, 3, 3, 4, 5, 6, 7, 7, 8, 8, 8),
    (3, 4, 4, 4, 5, 6, 7, 8, 8, 9, 9, 9),
    (4, 4, 4, 5, 6, 7, 8, 8, 9, 9, 9, 9),
    (6, 6, 6, 7, 8, 8, 9, 9, 10, 10, 10, 10),
    (7, 7, 7, 8, 9, 9, 9, 10, 10, 11, 11, 11),
    (8, 8, 8, 9, 10, 10, 10, 10, 10, 11, 11, 11),
    (9, 9, 9, 10, 10, 10, 11, 11, 11, 12, 12, 12),
    (10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12, 12),
    (11, 11, 11, 11, 12, 12, 12, 12, 12, 12, 12, 12),
    (12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12),
)
# Up to which score which action level (0-4).
_LEVELS = ((1, 0), (3, 1), (7, 2), (10, 3), (15, 4))


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of the parts with all that is added and taken away, as the worksheet has them.

    neck 1-3, trunk 1-5, legs 1-4, load 0-3, upper_arm 1-6, lower_arm 1-2, wrist 1-3, coupling 0-3, activity 0-3.
    """

    neck: int
    trunk: int
    legs: int
    load: int
    upper_arm: int
    lower_arm: int
    wrist: int
    coupling: int
    activity: int


@dataclass(frozen=True, slots=True)
class Result:
    """level: 0 nothing needed, 1 may be needed, 2 needed, 3 needed soon, 4 needed now."""

    score_a: int
    score_b: int
    score_c: int
    score: int
    level: int


def result(parts: Scores) -> Result:
    """Raises IndexError for a score outside its table."""
    a = TABLE_A[_at(parts.neck)][_at(parts.trunk)][_at(parts.legs)] + parts.load
    b = TABLE_B[_at(parts.lower_arm)][_at(parts.upper_arm)][_at(parts.wrist)] + parts.coupling
    c = TABLE_C[_at(a)][_at(b)]
    total = c + parts.activity
    return Result(a, b, c, total, next(level for most, level in _LEVELS if total <= most))


def _at(score: int) -> int:
    if score < 1:
        raise IndexError(score)
    return score - 1
