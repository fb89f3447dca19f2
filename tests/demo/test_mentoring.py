"""The demonstration shows each page of diagnosis, improvement and know-how with something on it."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from dure.demo import elements, mentoring, mentoring_figures, plant, register
from dure.demo.floor import ports_from
from dure.demo.simulation import Plant, local_day
from dure.kernel import clock
from dure.mentoring.models import (
    AutomationDevice,
    Certificate,
    Diagnosis,
    FloorLayout,
    ImprovementTask,
    LevelDay,
    PracticeCard,
    Residency,
    TimeStudy,
    ValueStream,
)
from dure.plant.models import ChangeRecord, Person
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db
LISTS = (
    "tasks", "task-board", "task-funnel", "diagnoses", "level", "studies", "layouts", "streams", "devices",
    "residencies", "mentors", "factories", "cards", "voices", "voices-service", "meetings", "courses", "sessions",
    "visits",
)  # fmt: skip
PAGES = (
    ("task", ImprovementTask), ("diagnosis", Diagnosis), ("study", TimeStudy), ("layout", FloorLayout),
    ("stream", ValueStream), ("device", AutomationDevice), ("residency", Residency), ("card", PracticeCard),
)  # fmt: skip


@pytest.fixture
def loaded(tmp_path: Path, settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path
    settings.SECOND_FACTOR = False
    now_us = clock.now_us()
    today = local_day(now_us)
    simulated = Plant(1, today - timedelta(days=40))
    plant.load(simulated, ports_from(50_000, tmp_path), now_us)
    register.load(today, since=today - timedelta(days=plant.PAST_DAYS))
    elements.load(today)
    mentoring.load(today, changed_on=simulated.improved_on)
    mentoring_figures.keep()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("username", ["demo-mentor", "demo-owner"])
def test_its_pages_show_something(username: str):
    browser = logged_in(Person.objects.get(username=username))
    addresses = [reverse(f"mentoring:{name}") for name in LISTS]
    addresses += [reverse(f"mentoring:{name}", args=[table.objects.latest("pk").pk]) for name, table in PAGES]
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert b'class="empty' not in answer.content, address


@pytest.mark.usefixtures("loaded")
def test_its_tasks_stand_at_each_step():
    """Two are done and wait for figures, of which this plant has none yet."""
    states = list(ImprovementTask.objects.order_by("state").values_list("state", flat=True))
    assert states == ["analysed", "declined", "done", "done", "found", "found", "found", "planned"]
    assert Diagnosis.objects.get().closed_at is not None
    assert (Certificate.objects.count(), LevelDay.objects.count()) == (2, 3)


@pytest.mark.usefixtures("loaded")
def test_a_second_time_changes_nothing():
    count = ChangeRecord.objects.count()
    mentoring.load(local_day(clock.now_us()), changed_on=local_day(clock.now_us()))
    mentoring_figures.keep()
    assert ChangeRecord.objects.count() == count


@pytest.mark.usefixtures("loaded")
def test_what_was_done_before_is_written_as_of_then():
    today = local_day(clock.now_us())
    task = ImprovementTask.objects.get(work_unit__code="PKG-01")
    assert task.changed_on == today - timedelta(days=9)
    assert local_day(clock.to_us(task.found_at)) == today - timedelta(days=24)
    assert abs(clock.now_us() / 1e6 - time.time()) < 1
