"""What a replay was asked to do, and what a recording holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from dure.kernel.observation import Observation


@dataclass(frozen=True, slots=True)
class Plan:
    """The options of `dure replay`. speed None: as fast as it goes."""

    file: Path
    format: str
    devices: Path | None = None
    device: str = ""
    work_unit: str = "REPLAY"
    speed: float | None = None
    home: Path | None = None
    count_from: str = "counter"
    meanings: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)
    fastest_cycle: Decimal | None = None
    modulus: Decimal | None = None
    idle_after: int = 60
    time_column: str = ""
    time_format: str = ""
    start: str = ""
    step: Decimal | None = None


@dataclass(slots=True)
class Recording:
    """A recording as read: observations in the order of their times, what could not be read, what is known.

    read: everything that stood in the file as an observation, readable or not.
    meanings: signal address → telemetry meaning, where the file's model tells it.
    """

    observations: list[Observation] = field(default_factory=list)
    rejected: dict[str, int] = field(default_factory=dict)
    read: int = 0
    meanings: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def reject(self, reason: str) -> None:
        self.rejected[reason] = self.rejected.get(reason, 0) + 1

    def sort(self) -> None:
        """Bring observations into the order of their times and drop those that stand in the file twice."""
        unique: dict[Observation, None] = dict.fromkeys(self.observations)
        doubled = len(self.observations) - len(unique)
        if doubled:
            self.rejected["duplicate"] = self.rejected.get("duplicate", 0) + doubled
        self.observations = sorted(unique, key=lambda one: one.time_us)
