"""A plant whose PostgreSQL and NATS are somebody else's: used by their addresses, and refused when unsafe."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import nats
import psycopg
import pytest

from dure.config import troubles
from dure.config.engines.nats import Nats, free_port
from dure.config.engines.postgres import APP, OWNER
from dure.config.home import Home
from dure.kernel import eventlog
from tests.platform.running import RunningPlant, dure


@pytest.fixture
def nats_apart(engine_home: Path) -> Iterator[Nats]:
    """An event log that no other test has put a gateway's configuration into."""
    server = Nats(engine_home / "nats-apart", "test-only", durable=False)
    with (engine_home / "nats-apart.log").open("wb") as log:
        server.start(log)
        yield server
        server.stop()


@pytest.fixture
def outside(postgres, nats_apart, request) -> dict[str, str]:
    """Addresses of the two servers, with an owner and an application role of a database of their own."""
    name = f"outside{abs(hash(request.node.name)) % 10_000}"
    postgres.prepare(name)
    return {
        "DURE_DATABASE_URL": postgres.url(APP, name),
        "DURE_OWNER_DATABASE_URL": postgres.url(OWNER, name),
        "DURE_NATS_URL": nats_apart.url(),
    }


def test_the_plant_runs_on_them_and_starts_none_of_its_own(engine_home, outside):
    home = Home(engine_home / "o1")
    plant = RunningPlant(home.path, env=outside)
    try:
        plant.wait_ready()
        assert {part["name"] for part in plant.status()["parts"]} == {"gateway", "web", "recorder", "worker"}
        assert plant.serves()
        assert not home.postgres.exists()
        assert not home.nats.exists()
        asyncio.run(has_event_log(outside["DURE_NATS_URL"]))
        assert owners(outside["DURE_OWNER_DATABASE_URL"]) == {OWNER}
        told = dure("doctor", "--home", str(home.path), env=outside)
        assert told.returncode == 0, told.stdout
        file = engine_home / "o1.backup"
        made = dure("backup", "--home", str(home.path), str(file), env=outside)
        assert made.returncode == 0, made.stderr
        assert file.stat().st_size > 10_000
    finally:
        assert plant.stop() == 0


async def has_event_log(url: str) -> None:
    link = await nats.connect(url)
    assert (await link.jetstream().stream_info(eventlog.STREAM)).config.name == eventlog.STREAM
    await link.close()


def owners(url: str) -> set[str]:
    with psycopg.connect(url) as link:
        return {row[0] for row in link.execute("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")}


@pytest.mark.parametrize("attribute", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_for_which_row_level_security_is_void_is_refused(engine_home, postgres, outside, attribute):
    role = f"risky_{attribute.lower()}"
    with psycopg.connect(postgres.url("postgres", "postgres"), autocommit=True) as link:
        link.execute(f"DROP ROLE IF EXISTS {role}")
        link.execute(f"CREATE ROLE {role} LOGIN {attribute} PASSWORD 'x'")
        link.execute(f"GRANT CONNECT ON DATABASE {outside['DURE_DATABASE_URL'].split('/')[3].split('?')[0]} TO {role}")
    risky = outside["DURE_DATABASE_URL"].replace(f"{APP}:", f"{role}:").replace(postgres.passwords[APP], "x")
    home = engine_home / f"o-{attribute.lower()}"
    ran = dure(
        "up", "--home", str(home), "--listen", f"127.0.0.1:{free_port()}", env=outside | {"DURE_DATABASE_URL": risky}
    )
    assert ran.returncode == troubles.UnsafeRole.code, ran.stderr
    assert f"{role}은(는) 슈퍼유저이거나 행 보안을 우회합니다" in ran.stderr
    assert f"role {role} is a superuser or bypasses row security" in ran.stderr
    with psycopg.connect(outside["DURE_OWNER_DATABASE_URL"]) as link:
        tables = link.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_a_wrong_password_is_told_at_once(engine_home, postgres, outside):
    wrong = outside["DURE_DATABASE_URL"].replace(postgres.passwords[APP], "wrong")
    ran = dure(
        *("up", "--home", str(engine_home / "o3"), "--listen", f"127.0.0.1:{free_port()}"),
        env=outside | {"DURE_DATABASE_URL": wrong},
        within_s=20,
    )
    assert ran.returncode == troubles.EngineFailed.code
    assert "비밀번호가 맞는지 확인하십시오" in ran.stderr
    assert "address, login and password right?" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_event_log_that_does_not_answer(engine_home, outside):
    nobody = f"nats://127.0.0.1:{free_port()}"
    ran = dure(
        *("up", "--home", str(engine_home / "o4"), "--listen", f"127.0.0.1:{free_port()}"),
        env=outside | {"DURE_NATS_URL": nobody},
    )
    assert ran.returncode == troubles.EngineFailed.code
    assert "이벤트 로그가 응답하지 않습니다" in ran.stderr
    assert "Traceback" not in ran.stderr
