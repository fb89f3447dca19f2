"""Whether a step is a critical control point: the decision tree of 식품 및 축산물 안전관리인증기준 (Codex CXC 1-1969).

| question                                                        | yes      | no                              |
|-----------------------------------------------------------------|----------|---------------------------------|
| 1 do prerequisite programmes control the hazard?                | CP       | 2                               |
| 2 is there a measure at this step or a later one?               | 3        | change the process, if needed   |
| 3 does this step take it away or down to what is acceptable?    | CCP      | 4                               |
| 4 could it become more than is acceptable?                      | 5        | CP                              |
| 5 will a later step take it away or down?                       | CP       | CCP                             |
"""

from collections.abc import Sequence
from enum import StrEnum

QUESTIONS = 5
SIGNIFICANT = 3
"""Severity × likelihood (each 1 to 3) from which on a hazard goes through the tree."""


class Decision(StrEnum):
    OPEN = "open"
    NOT_SIGNIFICANT = "low"
    CP = "cp"
    CCP = "ccp"
    CHANGE = "change"


def decide(answers: Sequence[bool | None]) -> Decision:
    """Where the answers to questions 1 to 5 lead; OPEN as long as one that matters is missing."""
    one, two, three, four, five = (*answers, *[None] * QUESTIONS)[:QUESTIONS]
    for answer, yes, no in (
        (one, Decision.CP, None),
        (two, None, Decision.CHANGE),
        (three, Decision.CCP, None),
        (four, None, Decision.CP),
        (five, Decision.CP, Decision.CCP),
    ):
        if answer is None:
            return Decision.OPEN
        end = yes if answer else no
        if end is not None:
            return end
    return Decision.OPEN


def classify(severity: int, likelihood: int, answers: Sequence[bool | None]) -> Decision:
    """A hazard that hardly matters doesn't go through the tree."""
    return Decision.NOT_SIGNIFICANT if severity * likelihood < SIGNIFICANT else decide(answers)
