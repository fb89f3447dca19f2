"""Folders, disks and clocks that make trouble."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dure.config import preflight, troubles
from dure.config.engines.nats import free_port
from dure.config.home import Home
from tests.faults.test_faults import can_mount
from tests.platform.running import RunningPlant, clean_env, dure, wait_until

ROOT = Path(__file__).resolve().parents[2]


def test_a_folder_with_spaces_and_korean_letters(engine_home):
    plant = RunningPlant(engine_home / "우리 공장 (1)" / "두레 데이터")
    try:
        plant.wait_ready()
        wait_until(plant.serves, what="pages")
        file = engine_home / "백업 파일.dure"
        made = dure("backup", "--home", str(plant.home), str(file))
        assert made.returncode == 0, made.stderr
    finally:
        assert plant.stop() == 0
    done = dure("restore", "--home", str(engine_home / "옮긴 공장"), str(file))
    assert done.returncode == 0, done.stderr


def test_a_long_folder_name(engine_home):
    """A socket's name may have some hundred bytes; its folder then lies elsewhere."""
    plant = RunningPlant(engine_home / ("a" * 60) / ("b" * 60))
    try:
        plant.wait_ready()
        assert plant.serves()
    finally:
        assert plant.stop() == 0


class TestClock:
    def test_a_clock_before_this_dure_was_made(self, tmp_path):
        with pytest.raises(troubles.WrongClock, match="2000-0"):
            preflight.check_clock(Home(tmp_path), now=950_000_000)

    def test_a_clock_that_went_back_is_refused_before_anything_starts(self, engine_home):
        home = Home(engine_home / "clock")
        home.make()
        home.state_file.write_text("{}")
        os.utime(home.state_file, (time.time() + 7_200,) * 2)
        ran = dure("up", "--home", str(home.path), "--listen", f"127.0.0.1:{free_port()}")
        assert ran.returncode == troubles.WrongClock.code
        assert "컴퓨터 시계가" in ran.stderr
        assert "Set the clock" in ran.stderr
        assert not home.postgres.exists()

    def test_an_hour_back_and_an_accepted_clock_pass(self, tmp_path, monkeypatch):
        home = Home(tmp_path)
        home.make()
        home.state_file.write_text("{}")
        preflight.check_clock(home, now=time.time() - 3_000)
        monkeypatch.setenv("DURE_ACCEPT_CLOCK", "1")
        preflight.check_clock(home, now=0)


_ON_SMALL_DISK = """
import subprocess, sys
from tests.faults import disks
options, place, *arguments = sys.argv[1:]
assert disks.own_mounts()
subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)
code = subprocess.run([sys.executable, "-m", "dure", *arguments]).returncode
print("left:", *sorted(path.name for path in __import__("pathlib").Path(place).rglob("*")))
raise SystemExit(code)
"""


def on_small_disk(
    options: str, place: Path, *arguments: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`dure` with a disk of its own mounted on a folder."""
    place.mkdir(parents=True)
    command = [sys.executable, "-c", _ON_SMALL_DISK, options, str(place), *arguments]
    return subprocess.run(command, env=clean_env() | (env or {}), cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def backup_file(engine_home) -> Path:
    plant = RunningPlant(engine_home / "small")
    plant.wait_ready()
    assert plant.stop() == 0
    file = engine_home / "small.backup"
    assert dure("backup", "--home", str(plant.home), str(file)).returncode == 0
    return file


needs_mounts = pytest.mark.skipif(not can_mount(), reason="only root may mount small disks")


@needs_mounts
class TestDisks:
    def test_a_folder_on_a_disk_for_reading_only(self, tmp_path):
        ran = on_small_disk("ro", tmp_path / "ro", "up", "--home", str(tmp_path / "ro" / "h"))
        assert ran.returncode == troubles.NotWritable.code
        assert "폴더에 쓸 수 없습니다" in ran.stderr
        assert "Choose another with DURE_HOME" in ran.stderr

    def test_a_disk_that_is_full_at_the_start(self, tmp_path):
        ran = on_small_disk("size=8m", tmp_path / "d", "up", "--home", str(tmp_path / "d" / "h"))
        assert ran.returncode == troubles.DiskFull.code
        assert "MB만 남았습니다" in ran.stderr

    def test_a_disk_too_small_for_a_new_cluster(self, tmp_path):
        place, port = tmp_path / "d", free_port()
        up = ("up", "--home", str(place / "h"), "--listen", f"127.0.0.1:{port}")
        ran = on_small_disk("size=12m,mode=755", place, *up, env={"DURE_MIN_FREE_MB": "1"})
        assert ran.returncode == troubles.DiskFull.code, ran.stderr
        assert "디스크가 가득 찼습니다" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert "PG_VERSION" not in ran.stdout

    def test_a_backup_onto_a_full_disk_leaves_no_half_file(self, backup_file, tmp_path):
        home = backup_file.with_suffix("")
        ran = on_small_disk("size=100k", tmp_path / "d", "backup", "--home", str(home), str(tmp_path / "d" / "file"))
        assert ran.returncode == troubles.DiskFull.code, ran.stderr
        assert "디스크가 가득 찼습니다" in ran.stderr
        assert ran.stdout.strip() == "left:"

    def test_a_restore_onto_a_full_disk_leaves_nothing(self, backup_file, tmp_path):
        ran = on_small_disk(
            "size=12m,mode=755", tmp_path / "d", "restore", "--home", str(tmp_path / "d" / "h"), str(backup_file)
        )
        assert ran.returncode == troubles.DiskFull.code, ran.stderr
        assert "디스크가 가득 찼습니다" in ran.stderr
        assert ran.stdout.strip() == "left:"


def test_half_a_backup_is_refused_and_leaves_nothing(backup_file, engine_home):
    half = engine_home / "half.backup"
    whole = backup_file.read_bytes()
    half.write_bytes(whole[: len(whole) // 2])
    ran = dure("restore", "--home", str(engine_home / "from-half"), str(half))
    assert ran.returncode == troubles.Damaged.code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert not list(engine_home.glob("from-half*"))
