"""Node-RED behind mosquitto, to be measured beside Dure: MQTT in → count each topic → append a line to a file.

Node-RED comes from npm into a cache folder outside of this repository (DURE_BENCH_CACHE); node, npm and
mosquitto must be there. Both get what they ask for: no limit on mosquitto's queue, TCP_NODELAY, a clean start.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.faults.plant import wait_until
from tests.faults.run import free_ports

VERSION = "4.1"
_COUNT = """
const sums = context.get("sums") || {};
sums[msg.topic] = (sums[msg.topic] || 0) + 1;
context.set("sums", sums);
msg.payload = Date.now() + "," + msg.topic + "," + msg.payload.count + "," + sums[msg.topic];
return msg;
"""


class Missing(Exception):
    """Something that this measurement needs is not on this computer; the text says what."""


def installed() -> Path:
    """The program file of Node-RED, installed by npm at the first use. Raises Missing."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Missing(f"{program} is not installed")
    cache = Path(os.environ.get("DURE_BENCH_CACHE", Path(tempfile.gettempdir()) / "dure-bench-node-red"))
    program = cache / "node_modules" / "node-red" / "red.js"
    if not program.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-fund", "--no-audit", "--omit=optional", f"node-red@{VERSION}"]
        done = subprocess.run(install, cwd=cache, capture_output=True, text=True, check=False)
        if done.returncode or not program.is_file():
            raise Missing(f"npm could not install Node-RED: {done.stderr.strip()[-300:]}")
    return program


def mosquitto() -> str:
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Missing("mosquitto is not installed")
    return found


@dataclass(slots=True)
class NodeRed:
    """A running Node-RED and its broker."""

    port: int
    output: Path
    processes: dict[str, int]

    def lines(self) -> int:
        """Lines that it has written so far."""
        try:
            with self.output.open("rb") as file:
                return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        except FileNotFoundError:
            return 0

    def size(self) -> int:
        return self.output.stat().st_size if self.output.exists() else 0

    def wait_lines(self, count: int, within_s: float) -> float:
        """Time at which it had written `count` lines; counted only when the file has stopped to grow or is due."""
        deadline = time.monotonic() + within_s
        while self.lines() < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"Node-RED wrote {self.lines()} of {count} lines within {within_s:.0f} s")
            time.sleep(0.1)
        return time.time()

    def cpu(self) -> dict[str, float]:
        return {name: sum(psutil.Process(pid).cpu_times()[:2]) for name, pid in self.processes.items()}


@contextlib.contextmanager
def running() -> Iterator[NodeRed]:
    """mosquitto and Node-RED with its flow, ready to take messages on `plant/#`. Raises Missing."""
    red, broker = installed(), mosquitto()
    with tempfile.TemporaryDirectory(prefix="dure-bench-nr-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        mqtt_port, http_port = free_ports(2)
        output = folder / "out.csv"
        (folder / "mosquitto.conf").write_text(
            f"listener {mqtt_port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
            "max_queued_messages 0\nmax_inflight_messages 0\n"
        )
        (folder / "flows.json").write_text(json.dumps(flow(mqtt_port, output)))
        (folder / "settings.js").write_text(_settings(http_port))
        with contextlib.ExitStack() as stack, (folder / "log").open("wb") as log:
            server = stack.enter_context(_child([broker, "-c", str(folder / "mosquitto.conf")], log))
            command = [
                "node",
                str(red),
                "--userDir",
                str(folder),
                "--settings",
                str(folder / "settings.js"),
                "flows.json",
            ]
            node = stack.enter_context(_child(command, log))
            found = NodeRed(mqtt_port, output, {"mosquitto": server.pid, "node-red": node.pid})
            wait_until(lambda: _answers(http_port), 60, "Node-RED answers", every_s=0.2)
            wait_until(lambda: _subscribed(folder / "log"), 30, "Node-RED is connected to mosquitto", every_s=0.1)
            yield found


def flow(mqtt_port: int, output: Path) -> list[dict[str, object]]:
    """The flow as Node-RED keeps it."""
    at = {"x": 0, "y": 0, "z": "tab"}
    return [
        {"id": "tab", "type": "tab", "label": "bench"},
        {"id": "broker", "type": "mqtt-broker", "broker": "127.0.0.1", "port": str(mqtt_port), "clientid": "node-red",
         "autoConnect": True, "protocolVersion": "4", "keepalive": "60", "cleansession": False},
        {"id": "in", "type": "mqtt in", "topic": "plant/#", "qos": "1", "datatype": "json", "broker": "broker",
         "nl": False, "rap": True, "rh": 0, "inputs": 0, "wires": [["count"]], **at},
        {"id": "count", "type": "function", "func": _COUNT, "outputs": 1, "wires": [["file"]], **at},
        {"id": "file", "type": "file", "filename": str(output), "filenameType": "str", "appendNewline": True,
         "createDir": False, "overwriteFile": "false", "encoding": "none", "wires": [[]], **at},
    ]  # fmt: skip


def _settings(http_port: int) -> str:
    return (
        f"module.exports = {{ uiHost: '127.0.0.1', uiPort: {http_port}, telemetry: {{ enabled: false }},"
        " logging: { console: { level: 'info', metrics: false, audit: false } } };\n"
    )


@contextlib.contextmanager
def _child(command: list[str], log: object) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=log, stderr=log)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
        return answer.status == 200
    return False


def _subscribed(log: Path) -> bool:
    return "Connected to broker" in log.read_text("utf-8", "replace")
