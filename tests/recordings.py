"""Where the recordings of real machines are. They aren't part of the repository."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def _place() -> Path:
    given = os.environ.get("DURE_TEST_DATA")
    return Path(given) if given else _BESIDE


def folder() -> Path:
    """The folder; the test is skipped when it is missing, and fails where CI=true."""
    place = _place()
    if not place.is_dir():
        reason = "No recordings: set DURE_TEST_DATA to their folder"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return place


def described() -> str:
    return "found" if _place().is_dir() else "missing"
