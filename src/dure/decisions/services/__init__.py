"""Verbs of alarms and recommendations. Keyword-only; each is one transaction, a look over all is of several."""

from dure.decisions.services.acting import (
    acknowledge,
    acknowledge_all,
    comment,
    put_back,
    reset,
    shelve,
    take_out,
    unshelve,
)
from dure.decisions.services.models import ask_to_learn, follow_all, learn_all, put_in_use, undo_use, withdraw
from dure.decisions.services.recommendations import (
    accept,
    decline,
    gather,
    propose,
    put_off,
    settle,
    undo_decision,
)
from dure.decisions.services.rules import add_rule, change_rule, undo
from dure.decisions.services.watching import watch_rules

__all__ = [
    "accept",
    "acknowledge",
    "acknowledge_all",
    "add_rule",
    "ask_to_learn",
    "change_rule",
    "comment",
    "decline",
    "follow_all",
    "gather",
    "learn_all",
    "propose",
    "put_back",
    "put_in_use",
    "put_off",
    "reset",
    "settle",
    "shelve",
    "take_out",
    "undo",
    "undo_decision",
    "undo_use",
    "unshelve",
    "watch_rules",
    "withdraw",
]
