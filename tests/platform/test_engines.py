import asyncio

import nats
import psycopg
import pytest

from dure.config.engines.postgres import APP, OWNER, unsafe_role


def test_neither_role_may_pass_row_level_security(postgres):
    postgres.prepare()
    assert unsafe_role(postgres.url(APP)) is None
    assert unsafe_role(postgres.url(OWNER)) is None
    assert unsafe_role(postgres.url("postgres", "postgres")) == "postgres"


def test_the_application_writes_rows_and_makes_no_tables(postgres):
    postgres.prepare("rights")
    with psycopg.connect(postgres.url(OWNER, "rights"), autocommit=True) as owner:
        owner.execute("CREATE TABLE pot (id bigserial PRIMARY KEY, name text)")
    with psycopg.connect(postgres.url(APP, "rights"), autocommit=True) as app:
        app.execute("INSERT INTO pot (name) VALUES ('솥')")
        assert app.execute("SELECT name FROM pot").fetchall() == [("솥",)]
        for statement in ("CREATE TABLE other (id int)", "DROP TABLE pot", "ALTER TABLE pot ADD x int"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)


def test_a_login_needs_its_password(postgres):
    wrong = postgres.url(APP, "postgres").replace(postgres.passwords[APP], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_the_event_log_stores_and_needs_its_password(nats_url):
    async def exercise() -> int:
        link = await nats.connect(nats_url)
        stream = link.jetstream()
        await stream.add_stream(name="POTS", subjects=["pots.>"])
        acknowledgement = await stream.publish("pots.one", b"1")
        await stream.delete_stream("POTS")
        await link.close()
        return acknowledgement.seq

    assert asyncio.run(exercise()) == 1
    stranger = nats_url.replace("test-only", "wrong")
    with pytest.raises(Exception, match=r"(?i)authorization"):
        asyncio.run(nats.connect(stranger, allow_reconnect=False, max_reconnect_attempts=1))
