"""A whole plant in a folder of its own, run by its real command, to be hurt from outside."""

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

VICTIMS = ("gateway", "nats", "recorder", "postgres", "worker", "web")


def wait_until(true: Callable[[], bool], within_s: float, what: str, every_s: float = 0.05) -> None:
    """Wait for a condition; what it was is said when it does not come."""
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s:.0f} s: {what}")
        time.sleep(every_s)


class RunningPlant:
    """`dure up` on `home`, and its processes by name."""

    def __init__(self, home: Path, port: int, **environment: str) -> None:
        self.home, self.port = home, port
        env = {**os.environ, "DURE_HOME": str(home), **environment}
        for inherited in ("DURE_DATABASE_URL", "DURE_NATS_URL", "DURE_SECRET_KEY"):
            env.pop(inherited, None)
        self._env = env
        self._log = (home.parent / f"{home.name}.log").open("ab")
        self.process = self._start()
        atexit.register(self.end)
        wait_until(self.is_served, 300, "the plant serves its pages")

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dure", "up", "--listen", f"127.0.0.1:{self.port}"]
        # When the trial itself is killed, the plant ends with it.
        command += ["--until-ends", str(os.getpid())]
        return subprocess.Popen(command, env=self._env, stdout=self._log, stderr=self._log)

    def power_off(self) -> None:
        """Every process gone at the same moment, the supervisor too."""
        supervisor = psutil.Process(self.process.pid)
        supervisor.suspend()  # it must not start anything again meanwhile
        family = [*supervisor.children(recursive=True), supervisor]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(90)
        psutil.wait_procs(family, timeout=30)

    def power_on(self) -> None:
        self.process = self._start()
        wait_until(self.is_served, 300, "the plant serves its pages again")

    def parts(self) -> dict[str, dict[str, object]]:
        """Name → pid, state and restarts, as the supervisor tells."""
        with contextlib.suppress(OSError, ValueError):
            state = json.loads((self.home / "run" / "status.json").read_text())
            return {part["name"]: part for part in state["parts"]}
        return {}

    def pid(self, name: str) -> int | None:
        part = self.parts().get(name)
        pid = part["pid"] if part and part["state"] == "running" else None
        return int(str(pid)) if pid else None

    def kill(self, name: str) -> bool:
        """kill -9. False when it was not running at this moment."""
        pid = self.pid(name)
        try:
            os.kill(pid, signal.SIGKILL) if pid else None
        except ProcessLookupError:
            return False
        return pid is not None

    @contextlib.contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """The process is there and does nothing, as a computer that went away."""
        wait_until(lambda: self.pid(name) is not None, 30, f"{name} runs, to be frozen")
        process = psutil.Process(self.pid(name))
        process.suspend()
        try:
            yield
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()

    def is_served(self) -> bool:
        assert self.process.poll() is None, "the supervisor has ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/login/", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def print_logs(self, lines: int = 200) -> None:
        """The end of each part's log, for whoever must find out."""
        for file in sorted((self.home / "log").glob("*.log")):
            print(f"--- {file.name}")
            print("\n".join(file.read_text("utf-8", "replace").splitlines()[-lines:]))

    def end(self) -> None:
        """Leave nothing running, however the trial ended."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(90)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def stop(self) -> int:
        self.process.terminate()
        code = self.process.wait(90)
        self._log.close()
        return code
