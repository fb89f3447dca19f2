"""Verbs of quality. Keyword-only; each is one transaction."""

from dure.quality.services.ccp import Seen, anchor, correct_value, note_action, record_value, sign_day
from dure.quality.services.ccp_watch import watch_points
from dure.quality.services.charts import add_chart, answer_signal, change_chart, freeze_limits
from dure.quality.services.cleaning import sign_cleaning
from dure.quality.services.deciding import Standing, decide, standing, undo_verdict
from dure.quality.services.gauges import add_gauge, add_study, change_gauge, keep_readings, note_calibration
from dure.quality.services.haccp import (
    add_haccp_part,
    add_haccp_plan,
    change_haccp_part,
    change_haccp_plan,
    move_haccp,
    new_haccp_version,
    remove_haccp_part,
)
from dure.quality.services.inspecting import Reading, Subject, begin_inspection, measure, undo_measurement
from dure.quality.services.nonconformance import (
    Finding,
    add_action,
    add_cause,
    add_nonconformance,
    change_case,
    check_effect,
    contain,
    finish_action,
    name_cause,
    remove_cause,
)
from dure.quality.services.plans import (
    add_characteristic,
    add_plan,
    change_characteristic,
    change_plan,
    take_from_standard,
)
from dure.quality.services.reacting import open_case_of_signal, withdraw_case
from dure.quality.services.sampling import allow_reduced, enter_table, restart_inspection

__all__ = [
    "Finding", "Reading", "Seen", "Standing", "Subject", "add_action", "add_cause", "add_characteristic",
    "add_chart", "add_gauge", "add_haccp_part", "add_haccp_plan", "add_nonconformance", "add_plan", "add_study",
    "allow_reduced", "anchor", "answer_signal", "begin_inspection", "change_case", "change_characteristic",
    "change_chart", "change_gauge", "change_haccp_part", "change_haccp_plan", "change_plan", "check_effect",
    "contain", "correct_value", "decide", "enter_table", "finish_action", "freeze_limits", "keep_readings",
    "measure", "move_haccp", "name_cause", "new_haccp_version", "note_action", "note_calibration",
    "open_case_of_signal", "record_value", "remove_cause", "remove_haccp_part", "restart_inspection",
    "sign_cleaning", "sign_day", "standing", "take_from_standard", "undo_measurement", "undo_verdict",
    "watch_points", "withdraw_case",
]  # fmt: skip
