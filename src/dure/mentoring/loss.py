"""Kinds of losses that people on the floor speak of, and the states of an improvement task. Pure.

The first six are the six big losses of Nakajima, *Introduction to TPM*, 1988; the others are what a small plant pays
for besides.
"""

from enum import StrEnum


class Loss(StrEnum):
    BREAKDOWN = "breakdown"
    SETUP = "setup"
    MINOR_STOP = "minor_stop"
    SPEED = "speed"
    DEFECT = "defect"
    STARTUP = "startup"
    WAITING = "waiting"
    DELIVERY = "delivery"
    STOCK = "stock"
    ENERGY = "energy"
    MOTION = "motion"
    OTHER = "other"


class TaskState(StrEnum):
    FOUND = "found"
    ANALYSED = "analysed"
    PLANNED = "planned"
    DONE = "done"
    VERIFIED = "verified"
    SUSTAINED = "sustained"
    DECLINED = "declined"
