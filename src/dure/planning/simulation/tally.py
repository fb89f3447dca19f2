"""What a run comes to: how the time of the units went, what was made, and when orders were over. Pure."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from statistics import fmean

from dure.performance.elements import Elements
from dure.performance.kpis import MAIN, evaluate_all
from dure.planning.simulation.hours import Hours
from dure.planning.simulation.lots import Lot


class State(StrEnum):
    """What a unit does in its open time. DOWN: from a breakdown to the end of its repair. MICRO: of a micro-stop.
    CHECK: a check after an alarm, or the centring of a process. CREW: a lot is there, the people aren't. BLOCKED: its
    lot can't leave. UNSEEN: a lot is there, and nobody knows. HELD: a lot is there, the plan has it elsewhere. STARVED:
    work for it is in the plant, elsewhere. IDLE: there is none."""

    WORK = "work"
    SETUP = "setup"
    DOWN = "down"
    MICRO = "micro"
    CHECK = "check"
    CREW = "crew"
    BLOCKED = "blocked"
    UNSEEN = "unseen"
    HELD = "held"
    STARVED = "starved"
    IDLE = "idle"


FIGURES = ("good_per_h", "defect_share", "on_time_share", "lead_h", "wip", *MAIN, *State)
"""Good pieces of orders that ended, for each open hour of the plant; bad ones of their pieces; orders over by their due
time, of those due; open hours from release to end; orders in work; KPIs after ISO 22400-2; shares of the open time of
all units."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """figures: see FIGURES; None where there was nothing to count. ended, due: how many orders they are of."""

    figures: dict[str, float | None]
    ended: int
    due: int


@dataclass(slots=True)
class Tally:
    """Counts from `begin` to `end`; what lies before is warm-up."""

    hours: Hours
    begin: float
    end: float
    minutes: dict[State, float] = field(default_factory=lambda: defaultdict(float))
    pieces: int = 0
    bad: int = 0
    ideal_min: float = 0.0
    done: list[Lot] = field(default_factory=list)
    leads: list[float] = field(default_factory=list)
    due: int = 0
    on_time: int = 0
    order_minutes: float = 0.0

    def spent(self, hours: Hours, state: State, since: float, until: float) -> None:
        """A unit was in a state."""
        since, until = max(since, self.begin), min(until, self.end)
        if since < until:
            self.minutes[state] += hours.between(since, until)

    def made(self, at: float, good: int, bad: int, ideal_min: float) -> None:
        """Pieces came off a unit. ideal_min: for one of them."""
        if self.begin <= at <= self.end:
            self.pieces += good + bad
            self.bad += bad
            self.ideal_min += ideal_min * (good + bad)

    def closed(self, lot: Lot, at: float | None) -> None:
        """An order is over, or was still in work when the run ended (None)."""
        until = self.end if at is None else at
        if self.begin < lot.due_min <= self.end:
            self.due += 1
            self.on_time += at is not None and at <= lot.due_min
        since = max(lot.release_min, self.begin)
        if since < until:
            self.order_minutes += self.hours.between(since, until)
        if at is not None and at > self.begin:
            self.done.append(lot)
            self.leads.append(self.hours.between(lot.release_min, at) / 60)

    def outcome(self) -> Outcome:
        open_min = self.hours.between(self.begin, self.end)
        started, good = sum(lot.ordered for lot in self.done), sum(lot.left for lot in self.done)
        total = sum(self.minutes.values())
        figures: dict[str, float | None] = {
            "good_per_h": good / open_min * 60 if open_min else None,
            "defect_share": 1 - good / started if started else None,
            "on_time_share": self.on_time / self.due if self.due else None,
            "lead_h": fmean(self.leads) if self.leads else None,
            "wip": self.order_minutes / open_min if open_min else None,
            **self._kpis(),
            **{state: self.minutes[state] / total if total else None for state in State},
        }
        return Outcome(figures, len(self.done), self.due)

    def _kpis(self) -> dict[str, float | None]:
        """By the product's own KPIs: what is neither run nor set-up is delay."""
        of = {state: minutes * 60 for state, minutes in self.minutes.items()}
        run, setup = of.pop(State.WORK, 0.0), of.pop(State.SETUP, 0.0)
        elements = Elements(
            apt_planned=run,
            aust_planned=setup,
            adet=sum(of.values()),
            micro=of.get(State.MICRO, 0.0),
            failure=of.get(State.DOWN, 0.0),
            produced=Decimal(self.pieces),
            good=Decimal(self.pieces - self.bad),
            reject=Decimal(self.bad),
            ideal_s=Decimal(self.ideal_min * 60),
        )
        return {code: figure.value for code, figure in evaluate_all([elements], MAIN).items()}
