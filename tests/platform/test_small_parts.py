"""Rules of the platform that need no engine."""

import os
import stat

import pytest

from dure.config import database, hosts
from dure.config.home import Home
from dure.config.lock import InstanceLock, held, holder
from dure.config.supervisor import logs
from dure.config.supervisor.child import wait_before_try
from dure.config.supervisor.plant import Listen
from dure.config.troubles import AlreadyRunning


def test_waits_double_and_are_bounded():
    assert [wait_before_try(failures) for failures in (1, 2, 3, 4, 7, 8, 50)] == [0.2, 0.4, 0.8, 1.6, 12.8, 15, 15]


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [("127.0.0.1:80", "127.0.0.1", 80), (":8000", "0.0.0.0", 8000), ("9", "127.0.0.1", 9), ("[::1]:80", "::1", 80)],
)
def test_addresses_to_listen_on(text, host, port):
    assert Listen.parse(text) == Listen(host, port)


def test_only_this_computer_unless_told_otherwise():
    assert hosts.allowed("", "127.0.0.1:8000") == ["localhost", "127.0.0.1", "[::1]"]
    assert hosts.allowed("plant.example, hall", "") == ["localhost", "127.0.0.1", "[::1]", "plant.example", "hall"]
    assert set(hosts.own_addresses()) <= set(hosts.allowed("", "0.0.0.0:8000"))


def test_a_database_address_with_a_socket_folder():
    found = database.settings_from("postgresql://dure_app:p%40ss@/dure?host=%2Ftmp%2Fx&sslmode=disable")
    wanted = {"USER": "dure_app", "PASSWORD": "p@ss", "HOST": "/tmp/x", "NAME": "dure", "PORT": ""}
    assert {key: found[key] for key in wanted} == wanted
    assert found["OPTIONS"] == {"sslmode": "disable", "prepare_threshold": 5}
    behind_a_pooler = database.settings_from("postgresql://dure_app@db/dure?prepare_threshold=0")
    assert behind_a_pooler["OPTIONS"] == {"prepare_threshold": None}
    with pytest.raises(ValueError, match="postgresql"):
        database.settings_from("mysql://x/y")


def test_secrets_are_made_once_and_kept_to_the_owner(tmp_path):
    home = Home(tmp_path / "home")
    first = home.secret("django")
    assert home.secret("django") == first
    assert home.secret("nats") != first
    if os.name == "posix":
        assert stat.S_IMODE((home.secret_folder / "django").stat().st_mode) == 0o600
        assert stat.S_IMODE(home.secret_folder.stat().st_mode) == 0o700


def test_one_holder_of_the_lock(tmp_path):
    file = tmp_path / "run" / "lock"
    file.parent.mkdir()
    with InstanceLock(file):
        assert held(file)
        assert holder(file) == os.getpid()
        with pytest.raises(AlreadyRunning), InstanceLock(file):
            pass
    assert not held(file)
    assert holder(file) is None


def test_a_full_log_moves_aside_and_its_writer_goes_on(tmp_path):
    with logs.open_log(tmp_path, "web") as stream:
        for part in ("first", "second", "third", "fourth", "fifth"):
            stream.write(part.encode() * 20)
            logs.rotate(tmp_path, limit=50)
        stream.write(b"after")
    assert (tmp_path / "web.log").read_bytes() == b"after"
    kept = [(tmp_path / f"web.log.{number}").read_text()[:5] for number in (1, 2, 3)]
    assert kept == ["fifth", "fourt", "third"]
    assert not (tmp_path / "web.log.4").exists()
