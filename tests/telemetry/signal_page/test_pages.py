"""The signal pages as a person's browser asks for them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from dure.kernel.observation import Observation, Quality
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Signal
from dure.telemetry.services import Message, store_current_values
from tests.telemetry.history.conftest import START_US, history_folder, message

__all__ = ["history_folder", "message"]
pytestmark = pytest.mark.django_db
START_MS = START_US // 1000


@pytest.fixture
def signal(history_folder: Path, message: Callable[..., Message]) -> int:
    seen = [Observation("온도", 20.0 + i, START_US + i * 1_000_000, Quality.GOOD, "e1", i) for i in range(60)]
    seen[30] = Observation("온도", None, START_US + 30_000_000, Quality.MISSING, "e1", 30)
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, seen)])
    writer.flush()
    found = Signal.objects.get()
    store_current_values({found.pk: seen[-1]})
    return int(found.pk)


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(Person.objects.create(username="반장", roles=[Role.SUPERVISOR]))
    return client


def test_a_signal_is_found_by_a_part_of_its_name(browser: Client, signal: int) -> None:
    assert f"/signals/{signal}/" in browser.get("/signals/", {"q": "온"}).content.decode()
    assert f"/signals/{signal}/" not in browser.get("/signals/", {"q": "압력"}).content.decode()


def test_the_page_names_the_signal_and_where_its_data_is(browser: Client, signal: int) -> None:
    page = browser.get(f"/signals/{signal}/")
    assert page.status_code == 200
    assert f'data-series="/signals/{signal}/data"' in page.content.decode()
    assert " style=" not in page.content.decode()


def test_the_data_hold_a_gap_as_none(browser: Client, signal: int) -> None:
    answer = browser.get(f"/signals/{signal}/data", {"from": START_MS, "to": START_MS + 60_000, "points": 100})
    document = json.loads(answer.content)
    assert document["width_ms"] == 0
    assert len(document["rows"]) == 60
    assert document["rows"][30] == [START_MS + 30_000, None, None, None, None, None, 0, 1, 3]
    assert document["rows"][31][3] == 51.0


@pytest.mark.parametrize("span", [("5", "5"), ("9", "1"), ("x", "y"), ("-1", "5"), ("0", "9" * 15)])
def test_a_wrong_range_is_refused(browser: Client, signal: int, span: tuple[str, str]) -> None:
    assert browser.get(f"/signals/{signal}/data", {"from": span[0], "to": span[1]}).status_code == 400


def test_a_file_is_handed_out(browser: Client, signal: int) -> None:
    asked = {"from": START_MS, "to": START_MS + 60_000}
    answer = browser.get(f"/signals/{signal}/file", asked | {"format": "csv"})
    assert b"".join(answer.streaming_content).count(b"\r\n") == 61  # type: ignore[arg-type]
    assert "attachment" in answer["Content-Disposition"]
    assert browser.get(f"/signals/{signal}/file", asked | {"format": "exe"}).status_code == 400
    empty = {"from": START_MS - 9_000, "to": START_MS - 1_000, "format": "xlsx"}
    assert browser.get(f"/signals/{signal}/file", empty).status_code == 422


def test_strangers_see_nothing(client: Client, signal: int) -> None:
    for path in ("/signals/", f"/signals/{signal}/", f"/signals/{signal}/data", f"/signals/{signal}/file"):
        assert client.get(path).status_code in (302, 401, 403)


def test_an_unknown_signal_is_not_found(browser: Client) -> None:
    assert browser.get("/signals/999999/").status_code == 404
    assert browser.get("/signals/999999/data", {"from": 1, "to": 2}).status_code == 404


def test_the_list_asks_the_same_number_of_questions_for_many(
    browser: Client, signal: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    row = Signal.objects.get(pk=signal)
    for number in range(60):
        Signal.objects.create(connection=row.connection, address=f"a{number}", name=f"신호 {number}")
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        assert browser.get("/signals/").content.decode().count("신호 ") >= 60
