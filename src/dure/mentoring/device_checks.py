"""What has to be safe before a device of simple automation is used. Pure; the words stand in `views.devices`.

The questions follow the order of ISO 12100:2010 (take the danger away, guard against it, tell of what is left); those
for robots beside people follow ISO 10218-2:2025.
"""

from collections.abc import Mapping
from enum import StrEnum


class DeviceKind(StrEnum):
    CHUTE = "chute"
    KARAKURI = "karakuri"
    JIG = "jig"
    AIR_BLOW = "air_blow"
    COUNTER = "counter"
    SENSOR = "sensor"
    CONVEYOR = "conveyor"
    FEEDER = "feeder"
    LIFTER = "lifter"
    SCREWING = "screwing"
    COBOT = "cobot"
    OTHER = "other"


class Check(StrEnum):
    RISK = "risk"
    PINCH = "pinch"
    EDGES = "edges"
    FALL = "fall"
    FIXED = "fixed"
    STOP = "stop"
    ENERGY = "energy"
    ELECTRIC = "electric"
    AIR = "air"
    EYES = "eyes"
    LOAD = "load"
    OLD_GUARDS = "old_guards"
    POSTURE = "posture"
    SPEED = "speed"
    SPACE = "space"
    TAUGHT = "taught"


_ALWAYS = (Check.RISK, Check.EDGES, Check.FIXED, Check.OLD_GUARDS, Check.POSTURE, Check.TAUGHT)
_DRIVEN = (Check.PINCH, Check.STOP, Check.ENERGY, Check.ELECTRIC)
_MORE: dict[DeviceKind, tuple[Check, ...]] = {
    DeviceKind.CHUTE: (Check.PINCH, Check.FALL),
    DeviceKind.KARAKURI: (Check.PINCH, Check.FALL, Check.ENERGY),
    DeviceKind.JIG: (Check.PINCH,),
    DeviceKind.AIR_BLOW: (Check.AIR, Check.EYES, Check.ENERGY),
    DeviceKind.COUNTER: (Check.ELECTRIC,),
    DeviceKind.SENSOR: (Check.ELECTRIC, Check.STOP),
    DeviceKind.CONVEYOR: (*_DRIVEN, Check.FALL),
    DeviceKind.FEEDER: (*_DRIVEN, Check.EYES),
    DeviceKind.LIFTER: (Check.PINCH, Check.LOAD, Check.FALL, Check.ENERGY),
    DeviceKind.SCREWING: (*_DRIVEN, Check.EYES),
    DeviceKind.COBOT: (*_DRIVEN, Check.FALL, Check.SPEED, Check.SPACE),
}


def checks_of(kind: str) -> list[Check]:
    """The questions for a kind of device, in one order for all; every question for another kind."""
    more = _MORE.get(DeviceKind(kind), tuple(Check))
    return [one for one in Check if one in _ALWAYS or one in more]


def open_checks(kind: str, answers: Mapping[str, str]) -> list[Check]:
    """Questions without an answer, and those answered no."""
    return [one for one in checks_of(kind) if answers.get(one.value) in (None, "no")]
