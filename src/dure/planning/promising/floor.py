"""The earliest end of a job alone in an empty shop: no plan ends it earlier. Pure.

Each operation on the unit that lets it end first, with whichever helpers; calendars, releases, waits, ways and the
arrival of materials count; other orders, set-ups and longest waits don't.
"""

from dure.planning.scheduling.problem import MOST_MINUTES, After, Job, Mode, Operation, Problem
from dure.planning.scheduling.spans import Spans, end_of, opener


def never_before(problem: Problem, job: Job) -> int:
    """The minute before which the job can't end. job: not necessarily of the problem; what it waits for of other jobs
    is left out."""
    return _Alone(problem, job).end()


class _Alone:
    def __init__(self, problem: Problem, job: Job) -> None:
        self.problem, self.job = problem, job
        self.open = opener(problem, MOST_MINUTES - 1)
        self.starts: list[dict[int, int]] = []
        self.ends: list[dict[int, int]] = []

    def end(self) -> int:
        for one in self.job.operations:
            self.starts.append({})
            self.ends.append({})
            for mode in one.modes:
                self._place(one, mode)
        return max(min(ends.values()) for ends in self.ends)

    def _place(self, one: Operation, mode: Mode) -> None:
        links = [link for link in one.after if link.job is None]
        ready = max([self.job.release_min, one.release_min, *(self._comes(link, mode.unit) for link in links)])
        for material, quantity in one.uses:
            ready = max(ready, self.problem.materials[material].comes_min(quantity))
        calendars = [self._calendars(mode, need) for need in mode.needs] or [[[self.problem.units[mode.unit].calendar]]]
        begun = [
            min(worked(self.open(each), ready, mode.minutes, one.may_pause) for each in choices)
            for choices in calendars
        ]
        end = max(end for _, end in begun)
        for link in links:
            if link.overlap_min is not None:
                end = max(end, self._least(link, mode.unit) + link.least_min)
        self.starts[-1][mode.unit] = max(start for start, _ in begun)
        self.ends[-1][mode.unit] = end

    def _calendars(self, mode: Mode, need: int) -> list[list[int | None]]:
        """Of the unit and of each helper of a kind."""
        unit = self.problem.units[mode.unit].calendar
        return [[unit, self.problem.helpers[helper].calendar] for helper in self.problem.of_kind(need)]

    def _comes(self, link: After, unit: int) -> int:
        if link.overlap_min is None:
            return self._least(link, unit) + link.least_min
        before = self.job.operations[link.operation]
        parts = (
            start + min(link.overlap_min, before.mode_on(other).minutes) + self.problem.way_min(other, unit)
            for other, start in self.starts[link.operation].items()
        )
        return min(parts)

    def _least(self, link: After, unit: int) -> int:
        return min(end + self.problem.way_min(other, unit) for other, end in self.ends[link.operation].items())


def worked(spans: Spans, ready: int, minutes: int, may_pause: bool) -> tuple[int, int]:
    """(begin, end) of so many minutes of work that begins no earlier than a moment. spans: open time, () for always;
    the last one goes on for good."""
    if not spans or not minutes:
        return ready, ready + minutes
    last = (spans[-1][0], MOST_MINUTES)
    own = [span for span in (*spans[:-1], last) if span[1] > ready]
    if not may_pause:
        own = [span for span in own if span[1] - max(span[0], ready) >= minutes][:1]
    return max(own[0][0], ready), next(end_of(tuple(own), ready, minutes))
