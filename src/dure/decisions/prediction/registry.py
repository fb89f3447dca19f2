"""What is kept of a model: how it was learnt, from what, how good it was, and what its inputs looked like. Pure.

The model itself is not kept but learnt again from the same rows: same rows (by their digest), settings and seed give
the same model, and a file that runs code when it is read stays out of the plant.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from dure.decisions.prediction.drift import Spread, spread_of
from dure.decisions.prediction.gate import Ground, Verdict
from dure.decisions.prediction.scores import Interval
from dure.decisions.prediction.table import Table
from dure.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Entry:
    """purpose: what is told, such as tool wear of a unit. learner, baseline: names; settings: of the learner.

    from_us, to_us: moments of the first and last row learnt from. digest: SHA-256 of the rows. verdict: of the gate,
    on held-back rows. spreads: of the columns, for the drift watch. version: of Dure.
    """

    purpose: str
    learner: str
    settings: dict[str, float | int | str]
    columns: tuple[str, ...]
    from_us: int
    to_us: int
    rows: int
    digest: str
    verdict: Verdict
    spreads: dict[str, Spread]
    version: str

    @property
    def is_shown(self) -> bool:
        return self.verdict.is_shown

    @property
    def speaks(self) -> str:
        """The name of what may be shown: the model, or the baseline that it could not beat."""
        return self.learner if self.is_shown else self.verdict.baseline


def entry_of(
    purpose: str, settings: dict[str, float | int | str], table: Table, verdict: Verdict, version: str
) -> Entry:
    """Of a model that is learnt from the whole table, and was judged by a back-test on it."""
    if not len(table):
        raise Invalid("There are no rows to learn from.")
    return Entry(
        purpose=purpose,
        learner=verdict.model,
        settings=settings,
        columns=table.columns,
        from_us=table.moments[0],
        to_us=table.moments[-1],
        rows=len(table),
        digest=table.digest,
        verdict=verdict,
        spreads={name: spread_of(table.column(name)) for name in table.columns},
        version=version,
    )


def entry_json(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)


def entry_from(text: str) -> Entry:
    """Raises Invalid for a text that isn't an entry."""
    try:
        return _entry(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("This entry of a model can't be read: %(why)s", why=str(error)[:100]) from error


def _entry(data: dict[str, Any]) -> Entry:
    told = data["verdict"]
    verdict = Verdict(
        **(told | {
            "ground": Ground(told["ground"]),
            "difference": Interval(*told["difference"]),
            "log_losses": tuple(told["log_losses"]),
        })
    )  # fmt: skip
    spreads = {
        name: Spread(tuple(one["edges"]), tuple(one["shares"]), one["count"]) for name, one in data["spreads"].items()
    }
    return Entry(**(data | {"columns": tuple(data["columns"]), "verdict": verdict, "spreads": spreads}))
