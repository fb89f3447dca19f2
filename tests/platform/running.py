"""A plant under `dure up` in a folder of its own, for tests that watch, kill and stop it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import psutil

from dure.config.engines.nats import free_port
from dure.config.home import Home
from dure.config.supervisor.plant import Listen, Plant, plant_of

STARTS_WITHIN_S = 180


def wait_until(true: Callable[[], Any], *, within_s: float = 90, what: str = "") -> Any:
    """The first true answer; fails with `what` when there is none in time."""
    end = time.monotonic() + within_s
    while not (answer := true()):
        assert time.monotonic() < end, f"not within {within_s} s: {what or true}"
        time.sleep(0.05)
    return answer


def dure(*arguments: str, env: dict[str, str] | None = None, within_s: float = 120) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "dure", *arguments],
        env=clean_env() | (env or {}),
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )


def clean_env() -> dict[str, str]:
    """The environment without what the tests' own engines have put there."""
    return {key: value for key, value in os.environ.items() if not key.startswith("DURE_")} | {"LC_ALL": "ko_KR.UTF-8"}


class RunningPlant:
    """Starts on construction; `wait_ready` before use, `stop` at the end."""

    def __init__(
        self, home: Path, *options: str, env: dict[str, str] | None = None, command: Sequence[str] = ("up",)
    ) -> None:
        self.home = home
        self.port = free_port()
        home.parent.mkdir(parents=True, exist_ok=True)
        self.output = home.parent / f"{home.name}.out"
        with self.output.open("ab") as out:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "dure",
                    *command,
                    "--home",
                    str(home),
                    "--listen",
                    f"127.0.0.1:{self.port}",
                    *options,
                ],
                env=clean_env() | (env or {}),
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def wait_ready(self) -> None:
        def settled() -> bool:
            assert self.process.poll() is None, self.output.read_text()
            return bool(self.status().get("ready"))

        wait_until(settled, within_s=STARTS_WITHIN_S, what=f"ready: {self.output.read_text()}")

    def status(self) -> dict[str, Any]:
        """What `dure status --json` says, without its start-up time."""
        from dure.cli.status import described
        from dure.config.supervisor import state

        told = state.read(Home(self.home).state_file)
        return described(told) if told and told.pid == self.process.pid else {}

    def part(self, name: str) -> dict[str, Any]:
        return next(part for part in self.status()["parts"] if part["name"] == name)

    def kill(self, name: str) -> int:
        """kill -9 one part; the number of the process that was killed."""
        pid = int(self.part(name)["pid"])
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_back(self, name: str, killed: int) -> None:
        def back() -> bool:
            part = self.part(name)
            return part["state"] == "running" and part["pid"] != killed

        wait_until(back, what=f"{name} back")

    def page(self, path: str = "/login/") -> int:
        """HTTP status of a page, 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def serves(self) -> bool:
        """Whether pages are answered without an error of the server."""
        return 0 < self.page() < 500

    def plant(self) -> Plant:
        with mock.patch.dict(os.environ, clean_env(), clear=True):
            return plant_of(Home(self.home), Listen("127.0.0.1", self.port), attached=True)

    def family(self) -> list[psutil.Process]:
        """Every process under the supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> int:
        """Exit code of an orderly stop."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(90)
        finally:
            if self.process.poll() is None:
                self.process.kill()
