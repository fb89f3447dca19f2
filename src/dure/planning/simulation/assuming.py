"""What a description of a plant takes for granted, since nobody has measured it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Taken(StrEnum):
    """Names are those of the values that a text about it needs."""

    FEW_CYCLES = "few_cycles"
    """count of so many operations were measured in too few lots: the routing's times `factor` as long."""
    NO_CYCLES = "no_cycles"
    """Neither measured nor in the routing: no time at all. names."""
    FEW_STOPS = "few_stops"
    """count of units with too few stops: those of their center together, or of the plant."""
    NO_STOPS = "no_stops"
    NO_MICRO = "no_micro"
    WHOLE_STOPS = "whole_stops"
    """How much of a stop is waiting for somebody isn't known."""
    PLANNED_SETUPS = "planned_setups"
    """count of set-ups that were told at a center, too few: as planned. name, spread: standard deviation by mean."""
    OTHER_COUNTS = "other_counts"
    """count of operations whose machine counts no pieces of the order: the order's pieces in their time."""
    NO_DRIFT = "no_drift"
    REWORK = "rework"
    """count of pieces that were reworked: taken as good at once."""
    PEOPLE = "people"
    """count of people with a skill at a center, all there in each shift. skill, center."""
    MORE_PEOPLE = "more_people"
    """There were never more of them than runs at once: count of runs instead. skill, center, known."""
    NO_SKILL = "no_skill"
    """Nobody has it: nobody waits. skill."""
    MIXED_SKILLS = "mixed_skills"
    """Operations of a center ask for several skills: the most frequent counts. center, skill."""
    MATERIAL = "material"
    MOVE = "move"
    """minutes between operations."""
    OUTSIDE_WORK = "outside_work"
    """count of operations that others do: left out."""
    PARTS = "parts"
    """count of operations after which a part goes on before the rest: lots move as a whole."""
    HALF_DONE = "half_done"
    """count of orders that had begun before: their running operation is played whole."""
    NO_DUE = "no_due"
    """count of orders without a due date: due a year later."""
    NO_SHIFT = "no_shift"
    """Units without a shift: always open. names."""
    SILENT = "silent"
    """share of run time without word from the machine: taken as work."""
    OUTSIDE_HOURS = "outside_hours"
    """share of work outside planned time: not played."""
    WITHOUT_ORDER = "without_order"
    """share of work while no order was begun: not played."""
    BATCHES = "batches"
    """count of orders that ran together: one after the other."""
    NO_LOAD = "no_load"
    """count of operations of which nobody knows what they take of a unit for several orders: alone."""
    NO_IDEALS = "no_ideals"
    """count of operations without a best known cycle: their average."""
    DISPATCH = "dispatch"
    """Too few choices (count) to tell the order of work: the oldest first."""
    LOOSE_DISPATCH = "loose_dispatch"
    """The habit that is played fits only a share of the choices."""
    STATUS = "status"
    """Too few lots (count) to tell how soon they are found: at once."""
    UNREAD_ORDERS = "unread_orders"
    """count of orders whose item was never made in a known place: left out."""


ALWAYS = (Taken.WHOLE_STOPS, Taken.NO_DRIFT, Taken.MATERIAL)
"""What is never measured."""


@dataclass(frozen=True, slots=True)
class Assumption:
    what: Taken
    values: Mapping[str, object]
