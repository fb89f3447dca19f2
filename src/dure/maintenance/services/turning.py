"""Making the jobs of what is due, without anybody asking."""

from datetime import datetime

from dure.maintenance.due import State
from dure.maintenance.models import Job
from dure.maintenance.selectors.due import due_list
from dure.maintenance.services.jobs import job_of_plan


def make_due_jobs(*, now: datetime | None = None) -> list[Job]:
    """One job for each plan that is due and has none that is open."""
    return [
        job_of_plan(plan=one.plan, by=None)
        for one in due_list(now=now)
        if one.due.state is State.DUE and one.job is None
    ]
