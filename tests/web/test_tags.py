"""Numbers and times as people read them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from dure.web.problems import local_path
from dure.web.templatetags import dure


@pytest.fixture(autouse=True)
def korean():
    with translation.override("ko"):
        yield


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(None, 0, "–"), (0, 0, "0"), (1234567, 0, "1,234,567"), (Decimal("1234.5"), 1, "1,234.5"), ("", 0, "–")],
)
def test_numbers(value: object, places: int, text: str):
    assert dure.number(value, places) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (0, "0.0 %"), (0.8567, "85.7 %"), (1, "100.0 %")])
def test_ratios(value: float | None, text: str):
    assert dure.percent(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"), (0, "0초"), (59, "59초"), (200, "3분 20초"), (3600, "1시간 00분"), (7500, "2시간 05분"),
        (timedelta(days=2, hours=3), "2일 3시간"),
    ],
)  # fmt: skip
def test_lengths_of_time(seconds: object, text: str):
    assert dure.clock_span(seconds) == text


def test_a_moment_of_another_day_has_its_date():
    assert dure.moment(datetime(2020, 1, 1, 0, 5, tzinfo=UTC)) == "2020-01-01 09:05"
    assert dure.moment(None) == "–"


def test_icons_are_symbols_of_the_sprite():
    drawn = Template("{% load dure %}{% state_icon 'down' %}{% state_icon 'whatever' %}").render(Context())
    assert drawn.count("icons.svg#alert") == 1
    assert drawn.count("icons.svg#unknown") == 1


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("http://testserver/a?b=1", "/a?b=1"), ("/a", "/a"), ("https://other.example/a", "/"), ("//x", "/"), ("", "/"),
        ("javascript:x", "/"),
    ],
)  # fmt: skip
def test_only_addresses_of_this_host_are_gone_to(rf, address: str, path: str):
    assert local_path(rf.get("/"), address) == path
