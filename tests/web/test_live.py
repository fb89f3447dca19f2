"""Live ticks over a real web server, a real PostgreSQL and a real stream."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

import httpx
import psycopg
import pytest
import uvicorn
from django.db import connection, transaction
from django.test import Client

from dure.kernel.errors import Invalid
from dure.plant.roles import Role
from dure.web import live
from tests.plant.plants import person

WITHIN_S = 10.0


def until(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + WITHIN_S
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


@pytest.mark.parametrize(
    "text", ["unit", "unit:", "UNIT:1", "unit:1 2", "*:*", "unit:1;drop", ",".join(f"unit:{n}" for n in range(401))]
)
def test_what_is_no_list_of_topics_is_refused(text: str):
    with pytest.raises(Invalid):
        live.topics_in(text)


def test_topics_are_read():
    assert live.topics_in("unit:1,area:A-1,downtime:*") == ["unit:1", "area:A-1", "downtime:*"]
    assert live.topics_in("") == []


def stream_of(*topics: str) -> live.Stream:
    async def make() -> live.Stream:
        return live.Stream(topics)

    return asyncio.run(make())


def test_a_page_is_told_of_what_it_shows_and_of_nothing_else():
    mine = stream_of("unit:1", "downtime:*")
    for topic in ("unit:1", "unit:2", "downtime:7", "area:1", "unit:1"):
        mine.offer(topic)
    assert mine.take(0.0)[0] == ["unit:1", "downtime:7"]


def test_the_same_topic_is_told_twice_a_second_at_most_and_never_forgotten():
    mine = stream_of("unit:1", "unit:2")
    told = []
    for tenth in range(20):  # a change every tenth of a second, for two seconds
        mine.offer("unit:1")
        told += [(tenth, topic) for topic in mine.take(tenth / 10)[0]]
    assert [tenth for tenth, _topic in told] == [0, 5, 10, 15]
    mine.offer("unit:2")
    ready, wait = mine.take(1.95)
    assert ready == ["unit:2"]  # another one isn't held back
    assert wait == pytest.approx(0.05)
    assert mine.take(2.0)[0] == ["unit:1"]


def test_a_flood_ends_in_fetching_all():
    mine = stream_of("unit:*")
    for number in range(live.MOST_TOPICS + 5):
        mine.offer(f"unit:{number}")
    assert mine.take(0.0)[0] == ["*"]


@pytest.mark.parametrize("topic", ["unit", "unit:*", "", "Unit:1"])
def test_only_topics_can_be_announced(topic: str):
    with pytest.raises(ValueError, match="Not a topic"):
        live.announce(topic)


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """The real application on a free port."""
    from dure.config.asgi import application

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(application, port=port, log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    assert until(lambda: running.started)
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(WITHIN_S)
    assert not thread.is_alive()


class Reader:
    """A page's stream, read in a thread: (event, data) as they come."""

    def __init__(self, url: str, cookies: dict[str, str]) -> None:
        self.events: list[tuple[str, str, float]] = []
        self.client = httpx.Client(cookies=cookies, timeout=httpx.Timeout(30))
        self.thread = threading.Thread(target=self._read, args=[url], daemon=True)
        self.thread.start()

    def _read(self, url: str) -> None:
        name = ""
        try:
            with self.client.stream("GET", url) as answer:
                for line in answer.iter_lines():
                    key, _colon, value = line.partition(": ")
                    if key == "event":
                        name = value
                    elif key == "data":
                        self.events.append((name, value, time.monotonic()))
        except httpx.HTTPError:
            self.events.append(("closed", "", time.monotonic()))

    def ticks(self) -> list[str]:
        return [data for name, data, _at in self.events if name == "tick"]

    def has(self, name: str, data: str) -> bool:
        return any((name, data) == event[:2] for event in self.events)


@pytest.fixture
def reader(server: str, settings) -> Iterator[Reader]:
    settings.SECOND_FACTOR = False
    client = Client()
    client.force_login(person(Role.OPERATOR))
    cookies = {"sessionid": client.cookies["sessionid"].value}
    found = Reader(f"{server}/live?topics=unit:1,area:*", cookies)
    assert until(lambda: found.has("beat", "ok"))
    found.events.clear()
    yield found
    found.client.close()


def test_a_commit_is_told_at_once_and_a_rollback_never(reader: Reader):
    with transaction.atomic():
        live.announce("unit:99")  # nobody shows it
        live.announce("unit:1")
        assert reader.ticks() == []
    start = time.monotonic()
    assert until(lambda: reader.has("tick", "unit:1"))
    assert reader.events[0][2] - start < 0.5
    with pytest.raises(RuntimeError), transaction.atomic():
        live.announce("area:3")
        raise RuntimeError
    live.announce("area:4")
    assert until(lambda: reader.has("tick", "area:4"))
    assert reader.ticks() == ["unit:1", "area:4"]


def test_after_postgresql_cut_the_line_the_page_is_told_and_fetches_all(reader: Reader, postgres):
    with psycopg.connect(postgres.url("postgres", "dure"), autocommit=True) as link:
        link.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dure-live'")
    assert until(lambda: reader.has("beat", "deaf"))
    assert until(lambda: reader.has("tick", "*"))
    live.announce("unit:1")
    assert until(lambda: reader.has("tick", "unit:1"))


def test_one_listening_connection_serves_many_pages(server: str, reader: Reader, postgres):
    cookies = dict(reader.client.cookies)
    others = [Reader(f"{server}/live?topics=unit:1", cookies) for _n in range(5)]
    assert until(lambda: all(other.has("beat", "ok") for other in others))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dure-live'")
        assert cursor.fetchone() == (1,)
    live.announce("unit:1")
    assert until(lambda: all(other.has("tick", "unit:1") for other in others))
    for other in others:
        other.client.close()


def test_nobody_listens_without_log_in(server: str):
    person(Role.ADMINISTRATOR)
    answer = httpx.get(f"{server}/live?topics=unit:1", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 401


def test_a_refused_list_of_topics_is_an_answer(client: Client, db: None, settings):
    settings.SECOND_FACTOR = False
    client.force_login(person(Role.OPERATOR))
    answer = client.get("/live?topics=nonsense", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert "error" in json.loads(answer.content)
