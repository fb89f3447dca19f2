"""`dure rebuild` as a person types it, on a folder whose plant stands still."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LINES = """\
2026-03-03T00:00:00Z|execution|READY
2026-03-03T00:00:00Z|part_count|10
2026-03-03T01:00:00Z|execution|ACTIVE
2026-03-03T01:30:00Z|part_count|14
2026-03-03T02:30:00Z|part_count|19
2026-03-03T03:00:00Z|execution|READY
"""
SPOIL = """
from dure.production.models import ProductionResult, StateInterval
ProductionResult.objects.filter(produced=4).update(produced=40)
StateInterval.objects.filter(word="ACTIVE").update(state="down")
"""
MANAGE = """
import sys
from pathlib import Path
from dure.cli.engines import engines
with engines(Path(sys.argv[1])):
    import django
    django.setup()
    exec(sys.argv[2])
"""


def python(*arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("DURE_")}
    env |= {"DURE_LANGUAGE": language, "DJANGO_SETTINGS_MODULE": "dure.config.settings"}
    return subprocess.run([sys.executable, *arguments], env=env, capture_output=True, text=True, check=False)


def rebuild(home: Path, *arguments: str, language: str = "en") -> tuple[int, str]:
    done = python("-m", "dure", "rebuild", "--home", str(home), *arguments, language=language)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout or done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rebuild")
    recording, place = folder / "day.txt", folder / "h"
    recording.write_text(LINES)
    done = python("-m", "dure", "replay", str(recording), "--format", "shdr", "--work-unit", "M7", "--home", str(place))
    assert done.returncode == 0, done.stderr
    return place


def test_tables_that_are_spoilt_are_found_and_mended(home: Path) -> None:
    code, told = rebuild(home)
    assert (code, told.splitlines()[-1]) == (0, "Everything is equal.")
    spoilt = python("-c", MANAGE, str(home), SPOIL)
    assert spoilt.returncode == 0, spoilt.stderr
    code, told = rebuild(home)
    assert code == 1
    lines = [line.strip() for line in told.splitlines() if "only" in line]
    assert [line.partition(":")[0] for line in lines] == ["only in the tables", "only from the event log"] * 2
    assert "produced 40" in lines[0]
    assert "produced 4," in lines[1]
    assert "state down, word ACTIVE" in lines[2]
    assert "2026-03-03 10:00:00" in lines[3]
    code, told = rebuild(home, "--from", "2026-03-03 11:00", "--work-unit", "M7", "--json")
    assert (code, json.loads(told)["differences"]) == (0, {})
    code, told = rebuild(home, "--apply", "--json")
    document = json.loads(told)
    assert (code, document["equal"], document["written"]) == (0, False, {"rows": 2, "corrections": 0})
    assert document["differences"]["results"]["only_in_log"][0]["work_unit"] == "M7"
    assert rebuild(home, "--json")[0] == 0


def test_what_can_not_be_told_is_said(home: Path, tmp_path: Path) -> None:
    code, told = rebuild(home, "--work-unit", "NO", language="ko")
    assert (code, "설비 NO" in told) == (10, True)
    assert rebuild(home, "--from", "then")[0] == 10
