"""An engine that ends while the plant starts is started again; one that keeps ending is told about."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from dure.config import troubles
from dure.config.engines.nats import free_port
from dure.config.engines.process import EngineError
from dure.config.home import Home
from dure.config.supervisor import diagnosis, state
from dure.config.supervisor.child import Child
from dure.config.supervisor.starting import TRIES, Engine, Start
from tests.platform.running import RunningPlant, dure, wait_until


def kill_starting(plant: RunningPlant, name: str, times: int) -> list[int]:
    """kill -9 a part as soon as it is told of, `times` different processes of it; their numbers."""
    file, killed = Home(plant.home).state_file, []
    end = time.monotonic() + 180
    while len(killed) < times:
        assert time.monotonic() < end, f"killed {killed}: {plant.output.read_text()}"
        told = state.read(file)
        pids = [part.pid for part in told.parts if part.name == name] if told and told.pid == plant.process.pid else []
        if pids and pids[0] and pids[0] not in killed:
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])
        time.sleep(0.01)
    return killed


@pytest.mark.parametrize("name", ["postgres", "nats"])
def test_an_engine_killed_while_the_plant_starts_comes_back(engine_home, name):
    plant = RunningPlant(engine_home / f"start-{name}")
    try:
        killed = kill_starting(plant, name, 3)
        plant.wait_ready()
        part = plant.part(name)
        assert (part["state"], part["restarts"]) == ("running", len(killed))
        assert part["pid"] not in killed
        wait_until(plant.serves, what="pages")
    finally:
        assert plant.stop() == 0


@pytest.mark.parametrize("name", ["postgres", "nats"])
def test_an_engine_that_keeps_ending_is_told_with_its_log_and_what_to_do(engine_home, name):
    plant = RunningPlant(engine_home / f"never-{name}")
    kill_starting(plant, name, TRIES)
    assert plant.process.wait(180) == troubles.EngineFailed.code
    said = plant.output.read_text()
    assert f"{TRIES}번 끝났습니다" in said
    assert f"ended {TRIES} times while starting" in said
    assert "Traceback" not in said
    log = (plant.home / "log" / f"{name}.log").read_text().splitlines()
    # An engine killed before it wrote a line has no last line to show.
    assert all(f"    {line}" in said.splitlines() for line in log[-1:])
    assert dure("status", "--home", str(plant.home)).returncode == troubles.NotRunning.code


def test_a_stranger_on_the_event_logs_port(engine_home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = dure("up", "--home", str(engine_home / "stranger"), env={"DURE_NATS_LISTEN": f"127.0.0.1:{port}"})
    assert ran.returncode == troubles.PortTaken.code
    assert f"포트 {port}번" in ran.stderr
    assert "Choose another with DURE_NATS_LISTEN" in ran.stderr


def test_a_damaged_cluster_is_told_as_one(engine_home):
    home = Home(engine_home / "broken")
    plant = RunningPlant(home.path)
    plant.wait_ready()
    assert plant.stop() == 0
    (home.postgres / "global" / "pg_control").write_bytes(b"\0" * 8192)
    ran = dure("up", "--home", str(home.path), "--listen", f"127.0.0.1:{free_port()}")
    assert ran.returncode in (troubles.Damaged.code, troubles.EngineFailed.code)
    assert "마지막 백업" in ran.stderr
    assert "restore the last backup" in ran.stderr
    assert "    " in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_password_of_another_cluster_is_told(engine_home):
    home = Home(engine_home / "password")
    plant = RunningPlant(home.path)
    plant.wait_ready()
    assert plant.stop() == 0
    (home.secret_folder / "postgres").write_text("another\n")
    ran = dure("up", "--home", str(home.path), "--listen", f"127.0.0.1:{free_port()}")
    assert ran.returncode == troubles.EngineFailed.code
    assert "does not accept the password" in ran.stderr


def test_ctrl_c_while_it_starts_ends_in_order(engine_home):
    plant = RunningPlant(engine_home / "early")
    wait_until(lambda: state.read(Home(plant.home).state_file), what="the first part is told of")
    family = plant.family()
    plant.process.send_signal(signal.SIGINT)
    assert plant.process.wait(180) == 0
    assert [process for process in family if process.is_running()] == []
    assert "Traceback" not in plant.output.read_text()


def test_a_plant_ends_with_the_process_that_it_belongs_to(engine_home):
    """As when a trial is killed with -9: nobody is left to stop the plant."""
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    plant = RunningPlant(engine_home / "belongs", "--until-ends", str(parent.pid))
    try:
        plant.wait_ready()
        family = plant.family()
        parent.kill()  # and nobody waits for it: a zombie has ended too
        assert plant.process.wait(180) == 0
        assert [process for process in family if process.is_running()] == []
    finally:
        parent.communicate()
        plant.stop()


def test_leftovers_are_ended_and_strangers_are_not(tmp_path):
    """Where the system sends no signal at a parent's death, the next start does it."""
    sleeper = [sys.executable, "-c", "input()"]
    with (
        subprocess.Popen(sleeper, stdin=subprocess.PIPE) as left,
        subprocess.Popen(sleeper, stdin=subprocess.PIPE) as stranger,
    ):
        created = psutil.Process(left.pid).create_time()
        told = state.PlantState(1, "", 0)
        told.parts = [
            state.PartState("web", "running", left.pid, created, 0, ""),
            state.PartState("worker", "running", stranger.pid, created - 100, 0, ""),
        ]
        file = tmp_path / "status.json"
        state.write(file, told)
        assert state.end_leftovers(file) == ["web"]
        assert not psutil.pid_exists(left.pid)
        assert stranger.poll() is None
        stranger.kill()


class Flaky:
    """A process that ends at once as often as told, then stays."""

    def __init__(self, ends: int) -> None:
        self.ends = ends
        self.launched = 0

    def launch(self, log: object) -> subprocess.Popen[bytes]:
        self.launched += 1
        code = "import sys; sys.exit(3)" if self.launched <= self.ends else "input()"
        return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE)

    def child(self) -> Child:
        return Child("flaky", self.launch)


def started(flaky: Flaky, folder: Path) -> tuple[Start, Child]:
    child = flaky.child()

    def launch(child: Child) -> None:
        with (folder / "flaky.log").open("wb") as log:
            child.start(log, time.monotonic())

    start = Start(launch, lambda: False, folder)
    start.add(Engine("Flaky", child, lambda: flaky.launched > flaky.ends))
    return start, child


def test_a_step_is_done_again_when_an_engine_went_away_under_it(tmp_path):
    start, child = started(Flaky(ends=1), tmp_path)
    done = []

    def step() -> None:
        done.append(child.process.pid)
        if len(done) == 1:
            child.process.kill()
            raise ConnectionError("cut")

    start.do(step)
    assert len(set(done)) == 2
    child.stop()


def test_a_step_that_is_wrong_in_itself_is_not_repeated(tmp_path):
    start, child = started(Flaky(ends=0), tmp_path)
    done = []

    def step() -> None:
        done.append(1)
        raise EngineError("wrong in itself")

    with pytest.raises(EngineError, match="wrong in itself"):
        start.do(step)
    assert done == [1]
    child.stop()


@pytest.mark.parametrize(
    ("log", "kind"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', troubles.DiskFull),
        ("[FTL] Can't start: listen tcp 127.0.0.1:4222: bind: address already in use", troubles.PortTaken),
        ('FATAL:  data directory "/x" has wrong ownership', troubles.NotWritable),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", troubles.EngineFailed),
        ("PANIC:  could not locate a valid checkpoint record at 0/1500028", troubles.Damaged),
        ("LOG:  nobody knows this line", troubles.EngineFailed),
    ],
)
def test_what_a_log_says_becomes_a_sentence(log, kind):
    found = diagnosis.trouble("PostgreSQL", log, times=6, end="exit 1")
    assert type(found) is kind
    assert str(found).startswith("PostgreSQL")
    assert found.excerpt == log
