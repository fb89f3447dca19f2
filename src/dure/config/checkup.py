"""What `dure doctor` looks at. Each check answers in findings; none of them changes anything."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.util import find_spec
from typing import NamedTuple

from dure.config import lock, preflight
from dure.config.engines import nats, postgres
from dure.config.engines.process import EngineError
from dure.config.home import Home
from dure.config.language import say, say_error
from dure.config.supervisor import state
from dure.config.supervisor.plant import Listen
from dure.config.troubles import Trouble

_ROOMY_MB = 2_000


class Level(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Finding(NamedTuple):
    """One sentence about one thing, and what to do about it."""

    level: Level
    subject: str
    text: str
    advice: str = ""


def look(home: Home, listen: Listen) -> list[Finding]:
    """All findings, in the order in which a person would look."""
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _versions,
        _engines,
        lambda: _folder(home),
        lambda: _secrets(home),
        lambda: _port(home, listen),
        lambda: _clock(home),
        _fonts,
        _documents,
        lambda: _parts(home),
    )
    return [finding for check in checks for finding in check()]


def _versions() -> Iterator[Finding]:
    import dure

    text = f"Dure {dure.__version__}, Python {sys.version.split()[0]}, {sys.platform}"
    yield Finding(Level.GOOD, "version", text)
    for module, what, extra in (("asyncua", "OPC UA", "opcua"), ("serial", "Modbus RTU", "serial")):
        if find_spec(module) is None:
            advice = say("Install it with: pip install 'dure[%(extra)s]'", extra=extra)
            yield Finding(Level.WARNING, "version", say("%(what)s is not installed.", what=what), advice)


def _engines() -> Iterator[Finding]:
    for name, find in (("PostgreSQL", postgres.binaries), ("nats-server", nats.binary)):
        try:
            yield Finding(Level.GOOD, "engine", f"{name}: {find()}")
        except EngineError as error:
            text = say("An engine failed: %(reason)s", reason=error)
            yield Finding(Level.BAD, "engine", text, say("Install Dure again with pip."))


def _folder(home: Home) -> Iterator[Finding]:
    if not home.path.exists():
        yield Finding(
            Level.WARNING,
            "folder",
            say("There is no plant in %(folder)s.", folder=home.path),
            say("Start one with: dure up"),
        )
        return
    try:
        preflight.check_folder(home)
        preflight.check_version(home)
    except Trouble as trouble:
        yield Finding(Level.BAD, "folder", say_error(trouble))
        return
    free = shutil.disk_usage(home.path).free // 1_000_000
    text = say("%(free)s MB are free for %(folder)s.", free=free, folder=home.path)
    if free < _ROOMY_MB:
        yield Finding(Level.WARNING, "disk", text, say("Make room: a full disk stops collecting."))
    else:
        yield Finding(Level.GOOD, "disk", text)


def _secrets(home: Home) -> Iterator[Finding]:
    if os.name != "posix" or not home.secret_folder.is_dir():
        return
    open_to_others = [file for file in home.secret_folder.iterdir() if file.stat().st_mode & 0o077]
    if open_to_others:
        advice = f"chmod 600 {home.secret_folder}/*"
        yield Finding(Level.BAD, "permissions", say("Other users may read the passwords of this plant."), advice)
    else:
        yield Finding(Level.GOOD, "permissions", say("Only you may read the passwords of this plant."))


def _port(home: Home, listen: Listen) -> Iterator[Finding]:
    if lock.held(home.lock_file):
        return
    try:
        preflight.check_port(listen.host, listen.port)
    except Trouble as trouble:
        yield Finding(Level.BAD, "port", say_error(trouble))
    else:
        yield Finding(Level.GOOD, "port", say("The port %(port)s is free.", port=listen.port))


def _clock(home: Home) -> Iterator[Finding]:
    try:
        preflight.check_clock(home)
    except Trouble as trouble:
        yield Finding(Level.BAD, "clock", say_error(trouble))
        return
    kept = _kept_by_ntp()
    if kept is False:
        advice = say("Set the clock and let it be kept by NTP.")
        yield Finding(Level.WARNING, "clock", say("Nobody keeps the computer's clock right."), advice)
    else:
        yield Finding(Level.GOOD, "clock", time.strftime("%Y-%m-%d %H:%M:%S %Z"))


def _kept_by_ntp() -> bool | None:
    """Whether the system says that its clock is synchronised; None where it doesn't say."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    ran = subprocess.run(
        [program, "show", "--property=NTPSynchronized", "--value"],
        capture_output=True,
        text=True,
        check=False,
        timeout=10,
    )
    return {"yes": True, "no": False}.get(ran.stdout.strip())


def _fonts() -> Iterator[Finding]:
    program = shutil.which("fc-list")
    if program is None or sys.platform != "linux":
        return
    ran = subprocess.run([program, ":lang=ko"], capture_output=True, text=True, check=False, timeout=20)
    if ran.stdout.strip():
        yield Finding(Level.GOOD, "fonts", say("There is a Korean font on this computer."))
    else:
        advice = say("Install one, for example: sudo apt-get install fonts-noto-cjk")
        yield Finding(Level.WARNING, "fonts", say("There is no Korean font on this computer."), advice)


def _documents() -> Iterator[Finding]:
    from dure.web import pdf

    match pdf.lack():
        case pdf.Lack.EXTRA:
            advice = say("Install it with: pip install 'dure[%(extra)s]'", extra="reports")
            text = say("Documents can be printed, but not made as PDF: WeasyPrint is not installed.")
            yield Finding(Level.WARNING, "documents", text, advice)
        case pdf.Lack.LIBRARIES:
            advice = say("Install it, for example: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0")
            text = say("Documents can be printed, but not made as PDF: the library Pango is not installed.")
            yield Finding(Level.WARNING, "documents", text, advice)
        case None:
            yield Finding(Level.GOOD, "documents", say("Documents can be made as PDF."))


def _parts(home: Home) -> Iterator[Finding]:
    told = state.read(home.state_file)
    if not lock.held(home.lock_file) or told is None:
        yield Finding(
            Level.WARNING,
            "plant",
            say("No plant is running on %(folder)s.", folder=home.path),
            say("Start one with: dure up"),
        )
        return
    for part in told.parts:
        if part.state == "running" and not part.restarts:
            yield Finding(Level.GOOD, part.name, say("running"))
        elif part.state == "running":
            text = say("restarted %(count)s times, last end: %(end)s", count=part.restarts, end=part.last_end)
            yield Finding(Level.WARNING, part.name, text, _see(home, part.name))
        else:
            text = say("does not run, last end: %(end)s", end=part.last_end)
            yield Finding(Level.BAD, part.name, text, _see(home, part.name))


def _see(home: Home, name: str) -> str:
    return say("If it happens again: see %(log)s", log=home.log / f"{name}.log")


def as_json(findings: list[Finding]) -> str:
    return json.dumps([finding._asdict() for finding in findings], ensure_ascii=False)
