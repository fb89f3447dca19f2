from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dure.kernel.envelope import encode
from dure.kernel.observation import Envelope, Observation
from dure.telemetry.services import Message

DAY_US = 86_400_000_000
START_US = 1_777_593_600_000_000
"""2026-05-01 00:00 UTC"""


@pytest.fixture
def history_folder(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """An empty history for one test."""
    settings.HISTORY_DIR = tmp_path / "history"  # type: ignore[attr-defined]
    return tmp_path / "history"


@pytest.fixture
def message() -> Callable[..., Message]:
    """A message of the event log from observations of one connection."""

    def make(stream: int, observations: Iterable[Observation], *, connection: str = "C1", epoch: str = "e1") -> Message:
        return Message(stream, encode(Envelope(connection, epoch, START_US, tuple(observations))))

    return make
