"""Whether a model may be shown: only when it was better than the best simple one on later time. Pure.

Better means: the 95 % interval of the difference of the Brier scores, drawn by blocks, lies below nought, the score is
better by a fiftieth at least (less is luck of the rate in that time, or worth nobody's attention), and the mean log
loss is no worse. With few blocks such an interval is too narrow, so fewer than eight count as not enough to judge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dure.decisions.prediction import scores
from dure.decisions.prediction.calibration import bins, off, spiegelhalter
from dure.decisions.prediction.scores import Interval
from dure.decisions.prediction.words import mark
from dure.kernel.errors import Invalid

LEAST_GAIN = 0.02
"""share of the baseline's score"""
FEWEST_BLOCKS = 8
FEWEST_EVENTS = 10
"""of either outcome"""


class Ground(StrEnum):
    """The value is kept: never change one."""

    BETTER = "better"
    NOT_BETTER = "not_better"
    FEW_BLOCKS = "few_blocks"
    FEW_EVENTS = "few_events"


SENTENCES = {
    Ground.BETTER: mark(
        "%(model)s is shown: on %(rows)s held-back rows its Brier score was %(ours).3f, that of %(baseline)s "
        "%(theirs).3f (difference %(mean)+.3f, 95 %% from %(low)+.3f to %(high)+.3f)."
    ),
    Ground.NOT_BETTER: mark(
        "%(model)s is not shown: on %(rows)s held-back rows it was not better than %(baseline)s (Brier score "
        "%(ours).3f, against %(theirs).3f; difference 95 %% from %(low)+.3f to %(high)+.3f)."
    ),
    Ground.FEW_BLOCKS: mark(
        "%(model)s is not shown: %(blocks)s separate stretches are too few to judge by; %(least)s are needed."
    ),
    Ground.FEW_EVENTS: mark(
        "%(model)s is not shown: %(events)s of %(rows)s held-back rows are the rarer outcome; %(least)s are needed."
    ),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """model, baseline: names; the baseline is the best one by its Brier score. ours, theirs: mean Brier scores.

    difference: ours less theirs. log_losses: ours, theirs. precision: average precision, guess: the share of ones.
    error: expected calibration error; z: Spiegelhalter's.
    """

    ground: Ground
    model: str
    baseline: str
    rows: int
    events: int
    blocks: int
    ours: float
    theirs: float
    difference: Interval
    log_losses: tuple[float, float]
    precision: float
    error: float
    z: float

    @property
    def is_shown(self) -> bool:
        return self.ground is Ground.BETTER

    @property
    def guess(self) -> float:
        return self.events / self.rows

    @property
    def message(self) -> str:
        return SENTENCES[self.ground]

    @property
    def params(self) -> dict[str, Any]:
        few = min(self.events, self.rows - self.events)
        least = FEWEST_BLOCKS if self.ground is Ground.FEW_BLOCKS else FEWEST_EVENTS
        return {
            "model": self.model, "baseline": self.baseline, "rows": self.rows, "blocks": self.blocks,
            "events": few, "least": least, "ours": self.ours, "theirs": self.theirs,
            "mean": self.difference.mean, "low": self.difference.low, "high": self.difference.high,
        }  # fmt: skip

    def __str__(self) -> str:
        return self.message % self.params


def judged(
    name: str,
    chances: Sequence[float],
    baselines: Mapping[str, Sequence[float]],
    outcomes: Sequence[float],
    blocks: Sequence[str],
    *,
    seed: int = 0,
) -> Verdict:
    """All of the same held-back rows. Raises Invalid without rows, without a baseline, or when nothing or all
    happened."""
    if not baselines:
        raise Invalid("A model needs a simple baseline to be held against.")
    ours = scores.brier_each(chances, outcomes)
    briers = {one: scores.brier_each(told, outcomes) for one, told in baselines.items()}
    best = min(briers, key=lambda one: scores.mean(briers[one]))
    logs = scores.mean(scores.log_each(chances, outcomes)), scores.mean(scores.log_each(baselines[best], outcomes))
    difference = scores.difference(ours, briers[best], blocks, seed)
    found = bins(chances, outcomes)
    events = round(sum(outcomes))
    few = min(events, len(outcomes) - events)
    return Verdict(
        ground=_ground(len(set(blocks)), few, is_better(difference, scores.mean(briers[best])) and logs[0] <= logs[1]),
        model=name,
        baseline=best,
        rows=len(outcomes),
        events=events,
        blocks=len(set(blocks)),
        ours=scores.mean(ours),
        theirs=scores.mean(briers[best]),
        difference=difference,
        log_losses=logs,
        precision=scores.average_precision(chances, outcomes),
        error=off(found),
        z=spiegelhalter(chances, outcomes),
    )


def is_better(difference: Interval, baseline: float) -> bool:
    """difference: of mean losses, ours less theirs; baseline: their mean loss."""
    return difference.high < 0 and -difference.mean >= LEAST_GAIN * baseline


def _ground(blocks: int, few: int, better: bool) -> Ground:
    if few < FEWEST_EVENTS:
        return Ground.FEW_EVENTS
    if blocks < FEWEST_BLOCKS:
        return Ground.FEW_BLOCKS
    return Ground.BETTER if better else Ground.NOT_BETTER
