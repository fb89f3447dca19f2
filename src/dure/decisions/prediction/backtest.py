"""A model on time that it has not seen: learn, calibrate on later rows, tell later ones still, judge. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dure.decisions.prediction.calibration import Calibrated, mapping_of
from dure.decisions.prediction.chances import Climatology, Learner, Model
from dure.decisions.prediction.gate import Verdict, judged
from dure.decisions.prediction.table import Split, Table
from dure.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of held-back rows. places: in the table. left: splits that could not be learnt from, for all their
    rows had the same outcome; the baselines tell them too, and the model says what climatology says."""

    name: str
    places: tuple[int, ...]
    outcomes: tuple[float, ...]
    chances: tuple[float, ...]
    baselines: dict[str, tuple[float, ...]]
    blocks: tuple[str, ...]
    left: int

    def verdict(self, seed: int = 0) -> Verdict:
        return judged(self.name, self.chances, self.baselines, self.outcomes, self.blocks, seed=seed)


def learnt(learner: Learner, table: Table, split: Split) -> tuple[Model, bool]:
    """The calibrated model; False when there was but one outcome to learn from, and it is climatology."""
    own = table.part(split.learn)
    if len(set(own.outcomes)) < 2:
        return Climatology().fit(table.part(sorted(split.learn + split.calibrate))), False
    model = learner.fit(own)
    held = table.part(split.calibrate)
    mapping = mapping_of(model.chance(held.rows), held.outcomes)
    return (model if mapping is None else Calibrated(model, mapping)), True


def told(
    learner: Learner,
    baselines: Sequence[Learner],
    table: Table,
    splits: Sequence[Split],
    block: Callable[[Table, int], str],
) -> Told:
    """Baselines learn from all rows before, those for calibration too: they need none; climatology is always one of
    them. block: of a row, by its place; rows of a block are judged together. Raises Invalid when a split has nothing to
    learn from."""
    baselines = (Climatology(), *(one for one in baselines if one != Climatology()))
    places: list[int] = []
    chances: list[float] = []
    simple: dict[str, list[float]] = {one.name: [] for one in baselines}
    left = 0
    for split in splits:
        if not split.learn:
            raise Invalid("There are no rows to learn from.")
        rows = table.part(split.test).rows
        model, is_learnt = learnt(learner, table, split)
        left += not is_learnt
        chances += model.chance(rows)
        before = table.part(sorted(split.learn + split.calibrate))
        for one in baselines:
            simple[one.name] += one.fit(before).chance(rows)
        places += split.test
    return Told(
        name=learner.name,
        places=tuple(places),
        outcomes=tuple(table.outcomes[at] for at in places),
        chances=tuple(chances),
        baselines={name: tuple(values) for name, values in simple.items()},
        blocks=tuple(block(table, at) for at in places),
        left=left,
    )


def group_of(table: Table, place: int) -> str:
    """Block: the machine, run or part."""
    return table.groups[place]
