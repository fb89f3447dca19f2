"""What no plan of a problem costs less than, told at once. Pure."""

from collections import defaultdict

from dure.planning.scheduling.problem import Problem


def lower_bound(problem: Problem) -> int:
    """Each job alone on empty units that always work, and each unit with what only it can do."""
    by, alone = problem.objective, _alone(problem)
    late = sum(
        job.weight * max(end - job.due_min, 0)
        for job, end in zip(problem.jobs, alone, strict=True)
        if job.due_min is not None
    )
    return by.makespan * max(*alone, _busiest(problem)) + by.tardiness * late + by.flow * sum(alone)


def _alone(problem: Problem) -> list[int]:
    """The earliest end of each job."""
    ends: list[int] = []
    for job in problem.jobs:
        own: list[int] = []
        for one in job.operations:
            start = max(job.release_min, one.release_min, one.pin.start_min if one.pin else 0)
            for link in one.after:
                # What comes after another job's operation, or overlaps, is bound by that later.
                if link.job is None and link.overlap_min is None:
                    start = max(start, own[link.operation] + link.least_min)
            own.append(start + min(mode.minutes for mode in one.modes))
        ends.append(max(own))
    return ends


def _busiest(problem: Problem) -> int:
    """The end of a unit that begins with the earliest release and does without a gap what no other can do."""
    loads: dict[int, int] = defaultdict(int)
    for one in problem.operations():
        if len(one.modes) == 1 and problem.units[one.modes[0].unit].holds is None:
            loads[one.modes[0].unit] += one.modes[0].minutes
    return min(job.release_min for job in problem.jobs) + max(loads.values(), default=0)
