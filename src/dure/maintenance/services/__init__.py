"""Verbs of maintenance. Keyword-only; each is one transaction."""

from dure.maintenance.services.doing import (
    add_time,
    answer_check,
    give_part_back,
    remove_time,
    set_stops,
    take_part,
)
from dure.maintenance.services.jobs import (
    add_job,
    cancel_job,
    change_job,
    finish_job,
    job_of_plan,
    job_of_request,
    plan_time,
    reopen_job,
    set_out_of_service,
    start_job,
)
from dure.maintenance.services.plans import (
    add_check,
    add_plan,
    add_plan_part,
    add_spare,
    change_plan,
    remove,
    set_failure_reasons,
    undo,
)
from dure.maintenance.services.requests import ask, ask_for_call, decline
from dure.maintenance.services.turning import make_due_jobs
from dure.maintenance.services.watching import watch_all, watch_plan

__all__ = [
    "add_check",
    "add_job",
    "add_plan",
    "add_plan_part",
    "add_spare",
    "add_time",
    "answer_check",
    "ask",
    "ask_for_call",
    "cancel_job",
    "change_job",
    "change_plan",
    "decline",
    "finish_job",
    "give_part_back",
    "job_of_plan",
    "job_of_request",
    "make_due_jobs",
    "plan_time",
    "remove",
    "remove_time",
    "reopen_job",
    "set_failure_reasons",
    "set_out_of_service",
    "set_stops",
    "start_job",
    "take_part",
    "undo",
    "watch_all",
    "watch_plan",
]
