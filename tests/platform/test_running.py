"""One plant under its supervisor: parts killed, a second instance, backup while running, orderly stop."""

import asyncio
import json
import os
import signal
import tarfile
from pathlib import Path

import nats
import psutil
import psycopg
import pytest

from dure.config.troubles import AlreadyRunning, Damaged, NotEmpty, NotRunning
from dure.kernel import eventlog
from tests.platform.running import RunningPlant, dure, wait_until

PARTS = {"postgres", "nats", "worker", "recorder", "gateway", "web"}


@pytest.fixture(scope="module")
def plant(engine_home):
    running = RunningPlant(engine_home / "plant")
    try:
        running.wait_ready()
        yield running
    finally:
        running.stop()


def count_rows(url: str) -> int:
    with psycopg.connect(url) as link:
        row = link.execute("SELECT count(*) FROM events_recordedevent").fetchone()
    assert row is not None
    return int(row[0])


def add_row(url: str, name: str) -> None:
    with psycopg.connect(url) as link:
        link.execute(
            "INSERT INTO events_recordedevent (name, happened_at, recorded_at, data) VALUES (%s, now(), now(), '{}')",
            [name],
        )


async def _publish(url: str, count: int) -> int:
    link = await nats.connect(url)
    log = link.jetstream()
    for number in range(count):
        await log.publish("other.pot", b"%d" % number)
    last = (await log.stream_info("OTHER")).state.last_seq
    await link.close()
    return last


async def _make_stream(url: str) -> None:
    link = await nats.connect(url)
    await link.jetstream().add_stream(name="OTHER", subjects=["other.>"])
    await link.close()


async def _read(url: str, stream: str) -> list[tuple[int, bytes]]:
    link = await nats.connect(url)
    log = link.jetstream()
    state = (await log.stream_info(stream)).state
    found = [await log.get_msg(stream, number) for number in range(state.first_seq, state.last_seq + 1)]
    await link.close()
    return [(message.seq, message.data) for message in found]


def test_every_part_runs_and_pages_answer(plant):
    parts = {part["name"]: part["state"] for part in plant.status()["parts"]}
    assert parts == dict.fromkeys(PARTS, "running")
    assert plant.serves()
    shown = dure("status", "--home", str(plant.home), "--json")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["ready"] is True


def test_a_second_instance_is_refused(plant):
    second = dure("up", "--home", str(plant.home))
    assert second.returncode == AlreadyRunning.code
    assert "이미 돌고 있습니다" in second.stderr
    assert f"process {plant.process.pid}" in second.stderr
    assert plant.part("postgres")["restarts"] == 0


def test_doctor_finds_a_healthy_plant_and_says_how_far_the_readers_are(plant):
    ran = dure("doctor", "--home", str(plant.home), "--json")
    findings = json.loads(ran.stdout)
    assert [finding for finding in findings if finding["level"] == "bad"] == []
    assert ran.returncode == 0
    assert {finding["subject"] for finding in findings} >= PARTS | {"engine", "disk", "permissions", "clock"}


def test_doctor_says_what_to_do_about_open_passwords(plant):
    file = plant.home / "secret" / "nats"
    file.chmod(0o644)
    try:
        ran = dure("doctor", "--home", str(plant.home))
    finally:
        file.chmod(0o600)
    assert ran.returncode == 1
    assert "✗ 권한" in ran.stdout
    assert "chmod 600" in ran.stdout


def test_the_application_role_is_the_one_the_parts_get(plant):
    web = psutil.Process(plant.part("web")["pid"])
    env = web.environ()
    assert "dure_app" in env["DURE_DATABASE_URL"]
    assert "DURE_OWNER_DATABASE_URL" not in env
    with psycopg.connect(env["DURE_DATABASE_URL"]) as link:
        row = link.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == (False, False)


def test_passwords_are_not_in_the_logs(plant):
    secrets = [file.read_text().strip() for file in (plant.home / "secret").iterdir()]
    for log in (plant.home / "log").iterdir():
        text = log.read_text(errors="replace")
        assert not [secret for secret in secrets if secret in text], log.name


@pytest.mark.parametrize("name", sorted(PARTS - {"postgres"}))
def test_a_killed_part_comes_back_and_says_so(plant, name):
    before = plant.part(name)["restarts"]
    killed = plant.kill(name)
    plant.wait_back(name, killed)
    part = plant.part(name)
    assert (part["restarts"], part["last_end"]) == (before + 1, "SIGKILL")
    wait_until(plant.serves, what="pages after kill")


def test_all_recover_after_the_database_was_killed(plant):
    url = plant.plant().database_url()
    add_row(url, "before.Kill")
    rows = count_rows(url)
    killed = plant.kill("postgres")
    plant.wait_back("postgres", killed)
    engine = plant.plant().postgres
    wait_until(engine.answers, what="database answers")
    assert count_rows(url) == rows
    wait_until(plant.serves, what="pages")
    wait_until(
        lambda: all(part["state"] == "running" for part in plant.status()["parts"]), what="every part runs again"
    )


def test_backup_while_running_restores_to_the_same_counts(plant, engine_home):
    running = plant.plant()
    wait_until(lambda: running.postgres.answers() and running.nats.answers(), what="engines")
    add_row(running.database_url(), "before.Backup")
    asyncio.run(_make_stream(running.nats_url()))
    asyncio.run(_publish(running.nats_url(), 700))
    (plant.home / "media" / "pot.png").write_bytes(b"picture")
    file = engine_home / "plant.backup"
    rows = count_rows(running.database_url())
    made = dure("backup", "--home", str(plant.home), str(file))
    assert made.returncode == 0, made.stderr
    assert not file.with_name("plant.backup.part").exists()
    assert file.stat().st_mode & 0o077 == 0

    other = engine_home / "restored"
    done = dure("restore", "--home", str(other), str(file))
    assert done.returncode == 0, done.stderr
    again = RunningPlant(other)
    try:
        again.wait_ready()
        restored = again.plant()
        assert count_rows(restored.database_url()) == rows
        assert asyncio.run(_read(restored.nats_url(), "OTHER")) == [(n + 1, b"%d" % n) for n in range(700)]
        # What comes next gets the next number: readers that stand at 700 miss nothing.
        assert asyncio.run(_publish(restored.nats_url(), 1)) == 701
        assert (other / "media" / "pot.png").read_bytes() == b"picture"
        assert again.serves()
    finally:
        assert again.stop() == 0
    refused = dure("restore", "--home", str(other), str(file))
    assert refused.returncode == NotEmpty.code
    assert "비어 있지 않습니다" in refused.stderr


def test_a_damaged_backup_changes_nothing(plant, engine_home):
    file, other = engine_home / "whole.backup", engine_home / "damaged"
    assert dure("backup", "--home", str(plant.home), str(file)).returncode == 0
    with tarfile.open(file) as tar:
        middle = tar.getmember("records.dump")
    with file.open("r+b") as stream:
        stream.seek(middle.offset_data + middle.size // 2)
        old = stream.read(1)
        stream.seek(-1, os.SEEK_CUR)
        stream.write(bytes([old[0] ^ 0xFF]))
    refused = dure("restore", "--home", str(other), str(file))
    assert refused.returncode == Damaged.code
    assert "손상" in refused.stderr
    assert not other.exists()
    assert not other.with_name("damaged.restoring").exists()


def test_stop_is_in_order_and_leaves_nothing(plant):
    family = plant.family()
    assert dure("down", "--home", str(plant.home)).returncode == 0
    assert plant.process.wait(90) == 0
    lines = plant.output.read_text().splitlines()
    stopped = [line.split()[-2] for line in lines if line.endswith(" stopped")]
    assert stopped == ["gateway", "recorder", "worker", "web", "nats", "postgres"]
    assert [process for process in family if process.is_running()] == []
    assert dure("status", "--home", str(plant.home)).returncode == NotRunning.code


def test_nothing_outlives_a_killed_supervisor(engine_home: Path):
    first = RunningPlant(engine_home / "orphan")
    first.wait_ready()
    family = first.family()
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    second = RunningPlant(engine_home / "orphan")
    try:
        second.wait_ready()
        wait_until(lambda: not [process for process in family if process.is_running()], what="orphans gone")
        assert {part["state"] for part in second.status()["parts"]} == {"running"}
    finally:
        assert second.stop() == 0


def test_the_event_log_is_there_from_the_start(engine_home: Path):
    running = RunningPlant(engine_home / "fresh", "--parts", "web")
    try:
        running.wait_ready()

        async def look() -> tuple[bool, list[str]]:
            link = await nats.connect(running.plant().nats_url())
            info = await link.jetstream().stream_info(eventlog.STREAM)
            await link.jetstream().key_value(eventlog.BUCKET)
            await link.close()
            return bool(info.config.allow_direct), list(info.config.subjects or [])

        assert asyncio.run(look()) == (True, ["obs.>"])
    finally:
        running.stop()
