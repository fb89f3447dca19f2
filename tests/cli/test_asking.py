"""`dure replay --home` and then `dure results` on the same folder, as a person types them; no plant runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

LINES = """\
2026-03-03T00:00:00Z|execution|READY
2026-03-03T00:00:00Z|part_count|10
2026-03-03T01:00:00Z|execution|ACTIVE
2026-03-03T01:30:00Z|part_count|14
2026-03-03T02:30:00Z|part_count|19
2026-03-03T03:00:00Z|execution|READY
"""


def dure(*arguments: str) -> dict:
    env = {key: value for key, value in os.environ.items() if not key.startswith("DURE_")}
    done = subprocess.run(
        [sys.executable, "-m", "dure", *arguments, "--json"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_results_of_a_replayed_recording(tmp_path: Path) -> None:
    recording, home = tmp_path / "day.txt", tmp_path / "h"
    recording.write_text(LINES)
    told = dure("replay", str(recording), "--format", "shdr", "--work-unit", "M7", "--home", str(home))
    assert (told["observations"], told["stored"], told["parts"], told["held"]) == (6, 6, 9, 0)
    assert told["seconds"] == {"READY": 3600.0, "ACTIVE": 7200.0}
    found = dure("results", "--home", str(home), "--from", "2026-03-03", "--to", "2026-03-03", "--by", "hour")
    assert [(row["work_unit"], row["produced"]) for row in found["results"]] == [("M7", 4), ("M7", 5)]
    assert found["total"]["produced"] == 9
    again = dure("replay", str(recording), "--format", "shdr", "--work-unit", "M7", "--home", str(home))
    assert (again["parts"], again["stored"]) == (0, 0)
