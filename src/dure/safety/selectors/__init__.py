"""Questions about safety. None ranks people: nothing is grouped, counted or sorted by a person."""

from dure.safety.selectors.accidents import Month, Year, accidents, calm_of, file_by, unfiled, year_of, years_known
from dure.safety.selectors.actions import actions, actions_like, source_of
from dure.safety.selectors.board import Board, board
from dure.safety.selectors.ergonomics import STAGES, Change, change_of, limited, measured, scores_of, tasks
from dure.safety.selectors.places import areas_in_use, only_area, sites_in_use
from dure.safety.selectors.reports import near_misses, point_by, points, suggestions, told_as
from dure.safety.selectors.risks import (
    Scored,
    assessments,
    bands_of,
    due,
    gaps_of,
    grid,
    history,
    is_last,
    matrices,
    matrix_in_force,
    operation_names,
    scored,
)

__all__ = [
    "STAGES",
    "Board",
    "Change",
    "Month",
    "Scored",
    "Year",
    "accidents",
    "actions",
    "actions_like",
    "areas_in_use",
    "assessments",
    "bands_of",
    "board",
    "calm_of",
    "change_of",
    "due",
    "file_by",
    "gaps_of",
    "grid",
    "history",
    "is_last",
    "limited",
    "matrices",
    "matrix_in_force",
    "measured",
    "near_misses",
    "only_area",
    "operation_names",
    "point_by",
    "points",
    "scored",
    "scores_of",
    "sites_in_use",
    "source_of",
    "suggestions",
    "tasks",
    "told_as",
    "unfiled",
    "year_of",
    "years_known",
]
