"""An event log that stays silent after its disk was full is started anew when there is room."""

from dure.config.supervisor import stuck
from dure.config.supervisor.stuck import StuckLog

SAID = b"[ERR] JetStream stream '$G > OBS' critical write error: write 1.blk: no space left on device\n"


def write(file, text: bytes) -> None:
    with file.open("ab") as stream:
        stream.write(text)


def test_it_is_found_in_what_the_server_says_from_its_start_on(tmp_path):
    log = tmp_path / "nats.log"
    write(log, SAID)
    found = StuckLog(log, tmp_path)
    found.begin_anew()
    assert not found.can_be_mended()
    write(log, b"[INF] Server is ready\n")
    assert not found.can_be_mended()
    write(log, SAID[:40])
    assert not found.can_be_mended()
    write(log, SAID[40:])
    assert found.can_be_mended()
    found.begin_anew()
    assert not found.can_be_mended()


def test_a_log_that_was_cut_meanwhile_is_read_from_its_beginning(tmp_path):
    log = tmp_path / "nats.log"
    write(log, b"x" * 10_000)
    found = StuckLog(log, tmp_path)
    found.begin_anew()
    log.write_bytes(SAID)
    assert found.can_be_mended()


def test_without_room_it_waits(tmp_path, monkeypatch):
    log = tmp_path / "nats.log"
    found = StuckLog(log, tmp_path)
    found.begin_anew()
    write(log, SAID)
    monkeypatch.setattr(stuck, "ROOM_BYTES", 10**18)
    assert not found.can_be_mended()
    monkeypatch.setattr(stuck, "ROOM_BYTES", 1)
    assert found.can_be_mended()
