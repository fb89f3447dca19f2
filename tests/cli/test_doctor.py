"""Whatever the doctor finds is said in Korean and English, with what to do."""

import os
import re
import socket
import time
from pathlib import Path

import pytest

from dure.cli import doctor
from dure.config import checkup, flow
from dure.config.checkup import Finding, Level
from dure.config.engines.nats import free_port
from dure.config.home import Home
from dure.config.lock import InstanceLock
from dure.config.supervisor import state
from dure.config.supervisor.plant import Listen

HANGUL = re.compile("[가-힣]")


@pytest.fixture(params=["ko", "en"])
def language(request, monkeypatch) -> str:
    monkeypatch.setenv("DURE_LANGUAGE", request.param)
    return request.param


@pytest.fixture
def home(tmp_path) -> Home:
    place = Home(tmp_path / "h")
    place.make()
    return place


def of(findings: list[Finding], subject: str) -> Finding:
    return next(finding for finding in findings if finding.subject == subject)


def is_said(finding: Finding, language: str, level: Level) -> None:
    """In the language, and with what to do."""
    assert finding.level is level
    assert bool(HANGUL.search(finding.text)) == (language == "ko"), finding.text
    # A sentence of a refused start says itself what to do.
    todo = finding.advice or finding.text.replace(". ", ": ").partition(": ")[2]
    assert todo, finding
    if finding.advice and not finding.advice.startswith("chmod"):
        assert bool(HANGUL.search(finding.advice)) == (language == "ko"), finding.advice


def look(home: Home, port: int | None = None) -> list[Finding]:
    return checkup.look(home, Listen("127.0.0.1", port or free_port()))


def test_no_plant_yet(tmp_path, language):
    findings = look(Home(tmp_path / "none"))
    is_said(of(findings, "folder"), language, Level.WARNING)
    is_said(of(findings, "plant"), language, Level.WARNING)


def test_a_taken_port(home, language):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = look(home, taken.getsockname()[1])
    is_said(of(found, "port"), language, Level.BAD)
    assert "--listen" in of(found, "port").text


def test_open_passwords(home, language):
    home.secret("nats")
    (home.secret_folder / "nats").chmod(0o644)
    found = of(look(home), "permissions")
    is_said(found, language, Level.BAD)
    assert found.advice.startswith("chmod 600")


def test_a_disk_that_is_nearly_full(home, language, monkeypatch):
    monkeypatch.setattr(checkup, "_ROOMY_MB", 10**9)
    is_said(of(look(home), "disk"), language, Level.WARNING)


def test_no_room_at_all(home, language, monkeypatch):
    monkeypatch.setenv("DURE_MIN_FREE_MB", str(10**9))
    is_said(of(look(home), "folder"), language, Level.BAD)


def test_a_clock_that_went_back(home, language):
    home.state_file.write_text("{}")
    os.utime(home.state_file, (time.time() + 86_400,) * 2)
    found = of(look(home), "clock")
    is_said(found, language, Level.BAD)
    assert "NTP" in found.text


def test_a_clock_that_nobody_keeps(home, language, monkeypatch, tmp_path):
    program(tmp_path, "timedatectl", "echo no", monkeypatch)
    is_said(of(look(home), "clock"), language, Level.WARNING)


def test_no_korean_font(home, language, monkeypatch, tmp_path):
    program(tmp_path, "fc-list", "true", monkeypatch)
    is_said(of(look(home), "fonts"), language, Level.WARNING)


def test_a_part_that_was_restarted_and_one_that_is_down(home, language):
    told = state.PlantState(os.getpid(), "http://localhost/", time.time())
    told.parts = [
        state.PartState("web", "running", os.getpid(), None, 3, "exit 1"),
        state.PartState("worker", "waiting", None, None, 9, "exit 1"),
        state.PartState("gateway", "running", os.getpid(), None, 0, ""),
    ]
    state.write(home.state_file, told)
    with InstanceLock(home.lock_file):
        found = look(home)
    is_said(of(found, "web"), language, Level.WARNING)
    is_said(of(found, "worker"), language, Level.BAD)
    assert of(found, "gateway").level is Level.GOOD


@pytest.mark.parametrize("name", [name for name, line in flow._LINES.items() if line[0] is not Level.GOOD])
def test_each_way_in_which_a_connection_fails(name, language):
    status = {"time_us": time.time() * 1e6, "connections": {"PKG-01": {"state": name, "message": "123"}}}
    (found,) = flow._gateway("main", status)
    is_said(found, language, flow._LINES[name][0])
    assert found.text.endswith(": 123")


def test_a_gateway_that_is_silent_and_full(language):
    silent, full = flow._gateway("hall", {"time_us": (time.time() - 600) * 1e6, "spool": {"full": True}})
    is_said(silent, language, Level.BAD)
    is_said(full, language, Level.BAD)


def test_the_names_of_subjects_are_in_the_language(language):
    line = doctor._line(Finding(Level.BAD, "permissions", "x", "y"))
    assert bool(HANGUL.search(line)) == (language == "ko")
    assert "→ y" in line


def program(folder: Path, name: str, does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program first on the path."""
    file = folder / "bin" / name
    file.parent.mkdir()
    file.write_text(f"#!/bin/sh\n{does}\n")
    file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{file.parent}{os.pathsep}{os.environ['PATH']}")
