"""The other side of the same install: a hub runs, keeps its side, and has none of a plant's pages."""

import json
import socket

import pytest

from dure.config import preflight, side, troubles
from dure.config.engines.nats import free_port
from dure.config.home import Home
from dure.config.side import Side
from tests.platform.running import RunningPlant, dure, wait_until
from tests.platform.test_refusals import refused


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    env = {"DURE_LINK_LISTEN": f"127.0.0.1:{free_port()}"}
    running = RunningPlant(tmp_path_factory.mktemp("hub") / "h", env=env, command=("hub", "up"))
    running.link_port = int(env["DURE_LINK_LISTEN"].rpartition(":")[2])
    running.wait_ready()
    yield running
    running.stop()


def test_a_hub_runs_pages_and_jobs_alone(hub):
    parts = {part["name"] for part in hub.status()["parts"]}
    assert {"web", "worker", "postgres", "nats"} <= parts
    assert not {"gateway", "recorder"} & parts
    assert side.of(Home(hub.home)) is Side.HUB


def test_plants_can_dial_in(hub):
    """The part that takes reports runs with its own server, which asks for TLS and a signature."""
    wait_until(lambda: "plants can dial in" in (Home(hub.home).log / "receiver.log").read_text(), within_s=60)
    with socket.create_connection(("127.0.0.1", hub.link_port), timeout=5) as link:
        said = json.loads(link.recv(4096).removeprefix(b"INFO ").partition(b"\r\n")[0])
    assert said["tls_required"]
    assert said["auth_required"]
    assert not said.get("jetstream")
    assert "receiver" in {part["name"] for part in hub.status()["parts"]}


def test_a_hub_has_its_own_pages_and_none_of_a_plant(hub):
    """Without a log-in a page of the hub leads to the log-in (whose page answers 200); one of a plant isn't there."""
    assert hub.page("/programme/firms/") == 200
    assert hub.page("/work/") == 404
    assert hub.page("/board/") == 404
    assert hub.page("/losses/") == 404


def test_the_trail_of_a_running_hub_is_checked_and_personal_data_sealed_anew(hub):
    held = dure("hub", "verify", "--home", str(hub.home))
    assert (held.returncode, "쓴 그대로" in held.stdout) == (0, True), held.stderr
    before = (hub.home / "secret" / "personal").read_text() if (hub.home / "secret" / "personal").exists() else ""
    sealed = dure("hub", "rekey", "--home", str(hub.home))
    assert sealed.returncode == 0, sealed.stderr
    keys = (hub.home / "secret" / "personal").read_text().split()
    assert len(keys) == 1
    assert keys != before.split()
    again = dure("hub", "verify", "--home", str(hub.home))
    assert again.returncode == 0
    assert "1–1번" in again.stdout


def test_a_plant_has_no_trail_to_check(engine_home):
    home = Home(engine_home / "plant-no-trail")
    home.make()
    preflight.note_version(home)
    refused(
        dure("hub", "verify", "--home", str(home.path)), troubles.OtherSide, "공장 데이터가 있습니다", "holds a plant"
    )


def test_a_running_hub_is_no_plant_to_start(hub):
    refused(dure("up", "--home", str(hub.home)), troubles.OtherSide, "허브 데이터가 있습니다", "holds a hub")


def test_a_folder_of_a_plant_is_no_hub(engine_home):
    home = Home(engine_home / "plant-not-hub")
    home.make()
    preflight.note_version(home)
    refused(dure("hub", "up", "--home", str(home.path)), troubles.OtherSide, "공장 데이터가 있습니다", "holds a plant")


def test_an_older_folder_is_a_plants(tmp_path):
    home = Home(tmp_path)
    assert side.of(home) is Side.PLANT
    home.version_file.write_text(json.dumps({"format": 1, "dure": "0.1"}))
    assert side.of(home) is Side.PLANT
    preflight.note_version(home, side=Side.HUB)
    assert side.of(home) is Side.HUB
