"""A mosquitto of our own to test against: an MQTT broker that others wrote."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.gateway.broker.place import free_port
from tests.gateway.waiting import listens, until


def binary() -> str:
    """Where mosquitto is. Skips when it is not installed; fails under CI=true, where .ci/run brings it."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        reason = "mosquitto is not installed; on Debian: apt-get install mosquitto"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class Mosquitto:
    """It keeps its port over stops; sessions and retained messages lie in its folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._binary = binary()
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.log = folder / "mosquitto.log"
        self._config = folder / "mosquitto.conf"
        lines = [
            f"listener {self.port} 127.0.0.1",
            *options,
            "user root",
            "persistence true",
            f"persistence_location {folder}/",
            "autosave_interval 1",
            "autosave_on_changes true",
            "set_tcp_nodelay true",
        ]
        if not any(line.startswith("password_file") for line in options):
            lines.append("allow_anonymous true")
        self._config.write_text("\n".join(lines) + "\n", "utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_on(self) -> bool:
        return self._process is not None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen([self._binary, "-c", self._config], stdout=log, stderr=log)
        await until(lambda: listens(self.port), "mosquitto")

    def stop(self, *, kill: bool = False) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        process.wait(10)
