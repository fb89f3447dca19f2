"""What cannot work is said in a sentence, in Korean and English, with an exit code of its own."""

import json
import socket

import psycopg
import pytest

from dure.config import preflight, troubles
from dure.config.engines.postgres import APP, OWNER
from dure.config.home import Home
from tests.platform.running import clean_env, dure


@pytest.fixture
def home(engine_home, request) -> Home:
    place = Home(engine_home / f"r{abs(hash(request.node.name)) % 10_000}")
    place.make()
    return place


def refused(result, kind: type[troubles.Trouble], korean: str, english: str) -> None:
    assert result.returncode == kind.code, result.stderr
    assert korean in result.stderr
    assert english in result.stderr
    assert "Traceback" not in result.stderr


def test_a_taken_port(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = dure("up", "--home", str(home.path), "--listen", f"127.0.0.1:{port}")
    refused(result, troubles.PortTaken, f"포트 {port}번을 쓸 수 없습니다", f"The port {port}")
    assert not (home.path / "postgres").exists()


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    result = dure("up", "--home", str(tmp_path / "file" / "home"))
    refused(result, troubles.NotWritable, "폴더에 쓸 수 없습니다", "cannot be written")


def test_too_little_room(home):
    result = dure("up", "--home", str(home.path), env={"DURE_MIN_FREE_MB": str(10**9)})
    refused(result, troubles.DiskFull, "MB만 남았습니다", "MB are free")


def test_data_of_a_newer_version(home):
    home.version_file.write_text(json.dumps({"format": preflight.FORMAT + 1}))
    result = dure("up", "--home", str(home.path))
    refused(result, troubles.NewerData, "더 새로운 Dure의 것입니다", "belong to a newer Dure")


@pytest.mark.parametrize(
    ("major", "kind", "english"),
    [(99, troubles.NewerData, "Install the newer version"), (16, troubles.OlderData, "Make a backup")],
)
def test_a_cluster_of_another_postgresql(home, major, kind, english):
    home.postgres.mkdir()
    (home.postgres / "PG_VERSION").write_text(f"{major}\n")
    refused(dure("up", "--home", str(home.path)), kind, f"PostgreSQL {major}", english)


def test_an_address_that_is_none(home):
    result = dure("up", "--home", str(home.path), "--listen", "hall")
    refused(result, troubles.Trouble, "주소가 아닙니다", "is not an address")


@pytest.mark.django_db
def test_a_role_above_row_level_security(home, postgres, nats_url):
    outside = {"DURE_DATABASE_URL": postgres.url("postgres"), "DURE_NATS_URL": nats_url}
    result = dure("up", "--home", str(home.path), "--listen", "127.0.0.1:0", env=outside)
    refused(result, troubles.UnsafeRole, "슈퍼유저", "superuser")


def test_tables_of_a_newer_version(postgres, home):
    postgres.prepare("newer")
    url = postgres.url(OWNER, "newer")
    with psycopg.connect(url) as link:
        link.execute("CREATE TABLE django_migrations (id bigserial, app text, name text, applied timestamptz)")
        link.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('events', '9999_future', now())")
    result = dure("migrate", env={"DURE_DATABASE_URL": url, "DURE_HOME": str(home.path)})
    refused(result, troubles.NewerData, "events.9999_future", "newer Dure")


def test_down_and_status_without_a_plant(home):
    for command in ("down", "status"):
        refused(
            dure(command, "--home", str(home.path)), troubles.NotRunning, "사업장이 없습니다", "No plant is running"
        )


def test_backup_of_nothing(tmp_path):
    result = dure("backup", "--home", str(tmp_path / "none"), str(tmp_path / "file"))
    refused(result, troubles.NotRunning, "사업장이 없습니다", "There is no plant")


def test_restore_of_something_else(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG" * 300)
    result = dure("restore", "--home", str(tmp_path / "home"), str(tmp_path / "picture.png"))
    refused(result, troubles.Damaged, "읽을 수 없습니다", "cannot be read")
    assert not (tmp_path / "home").exists()


def test_an_unknown_command_is_answered_with_the_list():
    result = dure("fly")
    assert result.returncode == 2
    assert "backup" in result.stderr


def test_help_is_korean_or_english():
    assert "백업" in dure("help").stdout
    english = dure("help", env=clean_env() | {"LC_ALL": "en_US.UTF-8"}).stdout
    assert "Write everything of a running plant into one file" in english


def test_the_application_role_of_a_fresh_cluster(postgres):
    assert postgres.url(APP).startswith("postgresql://dure_app:")
