"""What a signal can be to its work unit. Pure."""

from enum import StrEnum


class Role(StrEnum):
    """What a signal is to its work unit; the values are telemetry's meanings that concern counting."""

    TOTAL = "total"
    GOOD = "good"
    REJECT = "reject"
    REWORK = "rework"
    STATE = "state"
    FAULT = "fault"
    PROGRAM = "program"
    PART_ID = "part_id"
    ALARM = "alarm"
