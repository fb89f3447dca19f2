"""A plan when something happens: what of it is left to plan, and what a new one would change. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dure.planning.scheduling.plan import Task, job_ends, late_min
from dure.planning.scheduling.problem import After, Calendar, Operation, Pin, Place, Problem

SOON_MIN = 16 * 60
MOVED_MIN = 60


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left at a moment. places: which operation of the plan before each one is, job by job."""

    problem: Problem
    places: tuple[tuple[Place, ...], ...]

    def tasks(self, before: Sequence[Task]) -> tuple[Task, ...]:
        """The tasks of the plan before, as the rest numbers them."""
        known = {task.place: task for task in before}
        return tuple(
            replace(known[place], job=job, operation=number)
            for job, row in enumerate(self.places)
            for number, place in enumerate(row)
        )

    def as_before(self, tasks: Sequence[Task]) -> tuple[Task, ...]:
        """Tasks of a plan of the rest, as the plan before numbers them."""
        return tuple(
            replace(task, job=place[0], operation=place[1])
            for task in tasks
            for place in [self.places[task.job][task.operation]]
        )


def rest_at(problem: Problem, tasks: Sequence[Task], now_min: int) -> Rest:
    """What is left to plan: operations that are over are gone, those that run stay where they are, the others begin
    from now on and remember when they were to begin. Minutes are counted as before."""
    known = {task.place: task for task in tasks}
    gone = _gone(problem, known, now_min)
    left = {
        job: [number for number in range(len(one.operations)) if (job, number) not in gone]
        for job, one in enumerate(problem.jobs)
    }
    jobs = {job: at for at, job in enumerate(job for job, row in left.items() if row)}

    def moved(place: Place, one: Operation) -> Operation:
        task, release_min, after = known[place], one.release_min, list[After]()
        for link in one.after:
            before = problem.place_of(link, place[0])
            if before in gone:
                way = problem.way_min(known[before].unit, task.unit)
                release_min = max(release_min, known[before].end_min + link.least_min + way)
            else:
                job = None if link.job is None else jobs[link.job]
                after.append(replace(link, job=job, operation=left[before[0]].index(before[1])))
        if task.start_min < now_min:
            return replace(one, after=tuple(after), pin=Pin(task.unit, task.start_min), release_min=0)
        was = Pin(task.unit, task.start_min)
        return replace(one, after=tuple(after), was=was, release_min=max(release_min, now_min))

    made = tuple(
        replace(problem.jobs[job], operations=tuple(moved((job, at), problem.at((job, at))) for at in left[job]))
        for job in jobs
    )
    used = [0] * len(problem.materials)
    for place in gone:
        for material, quantity in problem.at(place).uses:
            used[material] += quantity
    materials = tuple(
        replace(one, arrivals=_without(one.arrivals, taken)) for one, taken in zip(problem.materials, used, strict=True)
    )
    units = list(problem.units)
    for task in sorted((known[place] for place in gone), key=lambda one: (one.start_min, one.end_min)):
        units[task.unit] = replace(units[task.unit], state=problem.at(task.place).state)
    rest = replace(problem, jobs=made, units=tuple(units), materials=materials)
    return Rest(rest, tuple(tuple((job, at) for at in left[job]) for job in jobs))


def _gone(problem: Problem, known: dict[Place, Task], now_min: int) -> set[Place]:
    """What is over, but for what something that is left is still bound to."""
    over = {place for place, task in known.items() if task.end_min <= now_min}
    bound = {
        problem.place_of(link, place[0])
        for place, one in problem.places()
        if place not in over
        for link in one.after
        if link.most_min is not None or link.overlap_min is not None
    }
    # What stands behind them on their units has to stay too: a set-up counts from the one ahead.
    kept_from: dict[int, int] = {}
    for task in (known[place] for place in bound):
        kept_from[task.unit] = min(task.start_min, kept_from.get(task.unit, task.start_min))
    return {place for place in over if known[place].start_min < kept_from.get(known[place].unit, now_min + 1)} - bound


def _without(arrivals: tuple[tuple[int, int], ...], taken: int) -> tuple[tuple[int, int], ...]:
    """What is left of arrivals, the earliest taken first."""
    found = []
    for minute, quantity in sorted(arrivals):
        used = min(quantity, taken)
        taken -= used
        found.append((minute, quantity - used))
    return tuple(found)


def stopped(problem: Problem, unit: int, begin_min: int, end_min: int) -> Problem:
    """The problem with a unit that stands for a time; what runs on it goes on afterwards."""
    of = problem.units[unit]

    def goes_on(one: Operation) -> Operation:
        is_cut = one.pin is not None and one.pin.unit == unit and one.pin.start_min < begin_min
        return replace(one, may_pause=True) if is_cut else one

    jobs = tuple(replace(job, operations=tuple(map(goes_on, job.operations))) for job in problem.jobs)
    calendar = _cut(problem.calendars[of.calendar] if of.calendar is not None else (), begin_min, end_min)
    units = list(problem.units)
    units[unit] = replace(of, calendar=len(problem.calendars))
    return replace(problem, jobs=jobs, units=tuple(units), calendars=(*problem.calendars, calendar))


def _cut(calendar: Calendar, begin_min: int, end_min: int) -> Calendar:
    """A calendar without a stretch of time; the last span goes on for good, so a piece of it stays behind that."""
    spans = list(calendar) or [(0, 1)]
    opens, closes = spans[-1]
    spans[-1] = opens, max(closes, end_min + 1, opens + 1)
    found = []
    for opens, closes in spans:
        if opens < min(closes, begin_min):
            found.append((opens, min(closes, begin_min)))
        if max(opens, end_min) < closes:
            found.append((max(opens, end_min), closes))
    return tuple(found)


def counted_from(problem: Problem, tasks: Sequence[Task], now_min: int) -> Problem:
    """The problem with the price of a change counted from a plan, such as the order that was kept after a stop: what
    the stop delays anyway is no change that anybody chose. Only of what was planned before, isn't held, and was to
    begin within sixteen hours: for what comes later nobody has prepared anything."""
    starts = {task.place: Pin(task.unit, task.start_min) for task in tasks if task.start_min < now_min + SOON_MIN}
    jobs = tuple(
        replace(
            job,
            operations=tuple(
                one if one.was is None or one.pin is not None else replace(one, was=starts.get((number, at)))
                for at, one in enumerate(job.operations)
            ),
        )
        for number, job in enumerate(problem.jobs)
    )
    return replace(problem, jobs=jobs)


@dataclass(frozen=True, slots=True)
class JobChange:
    """before_min, after_min: its ends. late_before_min, late_after_min: by how much they are after its due time."""

    job: int
    before_min: int
    after_min: int
    late_before_min: int
    late_after_min: int


@dataclass(frozen=True, slots=True)
class Difference:
    """moved: operations that would begin at another time, earlier or later, by at least an hour; elsewhere: on another
    unit. soon: operations that were to begin within sixteen hours, soon_moved: those of them that are moved."""

    moved: tuple[Place, ...]
    elsewhere: tuple[Place, ...]
    soon: int
    soon_moved: int
    jobs: tuple[JobChange, ...]

    @property
    def share_moved(self) -> float:
        """Of what was to begin soon."""
        return self.soon_moved / self.soon if self.soon else 0.0


def difference(problem: Problem, before: Sequence[Task], after: Sequence[Task], now_min: int) -> Difference:
    """What a plan changes against another one of the same problem; jobs only where something changes."""
    new = {task.place: task for task in after}
    moved, elsewhere, soon, soon_moved = [], [], 0, 0
    for task in before:
        place = task.place
        is_soon = now_min <= task.start_min < now_min + SOON_MIN
        is_moved = abs(new[place].start_min - task.start_min) >= MOVED_MIN
        soon += is_soon
        soon_moved += is_soon and is_moved
        if is_moved:
            moved.append(place)
        if new[place].unit != task.unit:
            elsewhere.append(place)
    ends = zip(problem.jobs, job_ends(problem, before), job_ends(problem, after), strict=True)
    jobs = tuple(
        JobChange(number, one, other, late_min(job, one), late_min(job, other))
        for number, (job, one, other) in enumerate(ends)
        if one != other
    )
    return Difference(tuple(moved), tuple(elsewhere), soon, soon_moved, jobs)
