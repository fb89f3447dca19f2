"""Verbs of planning. Keyword-only; each is one transaction but for the runs, which are of several."""

from dure.planning.services.advice import Followed, dismiss, follow_advice, show_again
from dure.planning.services.decisions import (
    Accepted,
    accept_proposals,
    change_proposal,
    merge_proposals,
    split_proposal,
    undo_acceptance,
    unfix_proposal,
)
from dure.planning.services.forecasts import Expected, set_forecasts, set_rules, undo_changes
from dure.planning.services.running import ask_run, carry_out, run_mrp
from dure.planning.services.schedules import (
    FRESH,
    accept_schedule,
    ask_schedule,
    decline_schedule,
    make_schedule,
    undo_accept,
    undo_decline,
)

__all__ = [
    "FRESH",
    "Accepted",
    "Expected",
    "Followed",
    "accept_proposals",
    "accept_schedule",
    "ask_run",
    "ask_schedule",
    "carry_out",
    "change_proposal",
    "decline_schedule",
    "dismiss",
    "follow_advice",
    "make_schedule",
    "merge_proposals",
    "run_mrp",
    "set_forecasts",
    "set_rules",
    "show_again",
    "split_proposal",
    "undo_accept",
    "undo_acceptance",
    "undo_changes",
    "undo_decline",
    "unfix_proposal",
]
