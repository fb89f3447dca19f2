"""Verbs of people: orders and runs, reasons of stops, corrections, held counts, rules of a work unit.

Each is keyword-only, one transaction, keeps who did it and how it was before, and tells the
pages that look at the work unit. What a machine says is written by the recorder alone.
"""

from dure.production.services.downtime import assign_downtime_reason, split_downtime, undo_downtime_change
from dure.production.services.entries import correct_entry, enter_quantity, restore_entry, take_entry_back
from dure.production.services.held import decide_held_count, undo_held_decision
from dure.production.services.making.planning import release_orders, undo_release
from dure.production.services.orders import cancel_work_order, create_work_order
from dure.production.services.reasons import (
    remove_downtime_reason,
    restore_downtime_reason,
    save_downtime_reason,
)
from dure.production.services.reject_reasons import add_reject_reason, switch_reject_reason
from dure.production.services.results import correct_result, undo_correction
from dure.production.services.rules import (
    remove_program_rule,
    remove_state_word,
    save_program_rule,
    save_state_word,
    set_unit_rule,
)
from dure.production.services.runs import end_run, start_run

__all__ = [
    "add_reject_reason",
    "assign_downtime_reason",
    "cancel_work_order",
    "correct_entry",
    "correct_result",
    "create_work_order",
    "decide_held_count",
    "end_run",
    "enter_quantity",
    "release_orders",
    "remove_downtime_reason",
    "remove_program_rule",
    "remove_state_word",
    "restore_downtime_reason",
    "restore_entry",
    "save_downtime_reason",
    "save_program_rule",
    "save_state_word",
    "set_unit_rule",
    "split_downtime",
    "start_run",
    "switch_reject_reason",
    "take_entry_back",
    "undo_correction",
    "undo_downtime_change",
    "undo_held_decision",
    "undo_release",
]
