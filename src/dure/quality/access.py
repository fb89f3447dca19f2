"""Who may do what here.

Everybody on the floor measures; a verdict, limits, plans and what becomes of goods are quality's and its leaders'.
"""

from collections.abc import Collection

from dure.plant.roles import Role

ALL = frozenset(Role)
READERS = ALL - {Role.OPERATOR}
CHECKERS = frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.QUALITY, Role.MAINTENANCE, Role.ADMINISTRATOR})
"""Who measure on the floor."""
JUDGES = frozenset({Role.QUALITY, Role.SUPERVISOR, Role.ADMINISTRATOR})
WRITERS = JUDGES | {Role.PLANNER}
"""Of characteristics, plans and charts, which hold at once."""
DRAFTERS = WRITERS | {Role.MENTOR}
"""Of HACCP plans, which are drafts until the plant approves them (decision 0070)."""
KEEPERS = JUDGES | {Role.MAINTENANCE}
"""Of gauges."""
SOLVERS = JUDGES | {Role.PLANNER, Role.MAINTENANCE, Role.OFFICE, Role.OWNER, Role.MENTOR}
"""Of nonconformances; a complaint comes to the office."""

INSPECTING: dict[str, Collection[Role]] = {
    **dict.fromkeys(("quality:inspect", "quality:inspect_work"), ALL),
    **dict.fromkeys(("quality:inspect_begin", "quality:inspect_new", "quality:measure"), CHECKERS),
    "quality:measurement_undo": CHECKERS,
    **dict.fromkeys(("quality:decide", "quality:verdict_undo"), JUDGES),
    **dict.fromkeys(("quality:inspections", "quality:inspection", "quality:inspection_report"), READERS),
}
PLANS: dict[str, Collection[Role]] = {
    **dict.fromkeys(("quality:plans", "quality:item", "quality:sampling"), READERS),
    **dict.fromkeys(("quality:plan", "quality:plan_add", "quality:characteristic"), WRITERS),
    **dict.fromkeys(("quality:characteristic_add", "quality:from_standard"), WRITERS),
    **dict.fromkeys(("quality:table_add", "quality:severity"), JUDGES),
}
CHARTS: dict[str, Collection[Role]] = {
    **dict.fromkeys(("quality:chart", "quality:chart_live", "quality:charts"), ALL),
    **dict.fromkeys(("quality:capabilities", "quality:capability"), READERS),
    **dict.fromkeys(("quality:chart_add", "quality:chart_change"), WRITERS),
    **dict.fromkeys(("quality:chart_freeze", "quality:signal_answer"), JUDGES),
}
GAUGES: dict[str, Collection[Role]] = {
    **dict.fromkeys(("quality:gauges", "quality:gauge"), ALL),
    **dict.fromkeys(("quality:gauge_add", "quality:gauge_change", "quality:calibrate"), KEEPERS),
    **dict.fromkeys(("quality:study_add", "quality:study"), KEEPERS | {Role.MENTOR}),
}
CASES: dict[str, Collection[Role]] = {
    **dict.fromkeys(("quality:case_add", "quality:case", "quality:case_picture"), ALL),
    **dict.fromkeys(("quality:cases", "quality:case_list", "quality:case_report"), ALL),
    **dict.fromkeys(("quality:case_step", "quality:cause_remove", "quality:action_done"), SOLVERS),
}
HACCP: dict[str, Collection[Role]] = {
    **dict.fromkeys(("quality:ccp", "quality:ccp_point", "quality:cleaning"), ALL),
    **dict.fromkeys(("quality:ccp_value", "quality:ccp_correct", "quality:ccp_action", "quality:clean"), CHECKERS),
    "quality:ccp_sign": CHECKERS,
    **dict.fromkeys(("quality:ccp_sheet", "quality:ccp_chain", "quality:haccp"), READERS),
    **dict.fromkeys(("quality:haccp_version", "quality:haccp_sheet"), READERS),
    **dict.fromkeys(("quality:haccp_add", "quality:haccp_new", "quality:haccp_change", "quality:haccp_step"), DRAFTERS),
    **dict.fromkeys(("quality:hazard_add", "quality:hazard", "quality:haccp_part_remove"), DRAFTERS),
    **dict.fromkeys(("quality:control_point_add", "quality:control_point"), DRAFTERS),
}
"""Signing: the person of the badge is asked for its role, whoever is logged in."""
ACCESS = INSPECTING | PLANS | CHARTS | GAUGES | CASES | HACCP
