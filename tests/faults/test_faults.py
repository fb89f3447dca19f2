"""A few rounds of the trial that `make faults` runs at length: nothing lost, nothing counted twice."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROUNDS = 4
"""One of each kind: two kills, the event log away, no room on the gateway's disk."""


@pytest.mark.faults
@pytest.mark.slow
def test_nothing_is_lost_and_nothing_counted_twice():
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.run", "--rounds", str(ROUNDS)],
        # A plant of its own: nothing of the tests' engines.
        env={name: value for name, value in os.environ.items() if not name.startswith(("DURE_", "DJANGO_"))},
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    last = ran.stdout.strip().splitlines()[-1]
    found = re.fullmatch(r"rounds=4 produced=(\d+) counted=(\d+) lost=0 doubled=0", last)
    assert found, ran.stdout[-20_000:]
    assert found[1] == found[2]
    assert int(found[1]) > 0
    assert ran.returncode == 0, ran.stdout[-20_000:]
