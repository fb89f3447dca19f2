"""The demonstration keeps to its own folder and its clock never goes back."""

import os
import socket
import time
from pathlib import Path

import pytest

from dure.demo import home, run
from dure.demo.home import DemoHome
from dure.kernel import clock
from dure.kernel.errors import Conflict


def test_the_folder_of_a_real_plant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "version.json").write_text("{}")
    with pytest.raises(Conflict, match="isn't the folder of a demonstration"):
        run.main(["--home", str(tmp_path)])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["version.json"]


def test_an_empty_folder_is_free_and_a_demonstrations_is_known_again(tmp_path: Path) -> None:
    assert home.read(tmp_path) is None
    DemoHome(5, "2026-01-01", 48_400, 123, True).save(tmp_path)
    assert home.read(tmp_path) == DemoHome(5, "2026-01-01", 48_400, 123, True)


def test_plant_time_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DURE_CLOCK", "")
    ahead_us = int((time.time() + 7 * 86_400) * 1e6)
    run.set_clock(DemoHome(1, "2026-01-01", 48_400, ahead_us, True), 600)
    first = clock.now_us()
    assert first >= ahead_us
    assert clock.speed() == 600


def test_without_a_hurry_plant_time_is_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DURE_CLOCK", "")
    run.set_clock(DemoHome(1, "2026-01-01", 48_400, 5, True), 1)
    assert not os.environ["DURE_CLOCK"]


def test_a_block_of_ports_is_free_until_somebody_listens() -> None:
    first = home.free_block()
    assert home.is_free(first)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + 7))
        assert not home.is_free(first)


def test_taken_ports_are_said_before_anything_starts(tmp_path: Path) -> None:
    first = home.free_block()
    DemoHome(1, "2026-01-01", first).save(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first))
        with pytest.raises(Conflict, match="are taken"):
            run.main(["--home", str(tmp_path)])
