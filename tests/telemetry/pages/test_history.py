"""How long the history is kept: what is shown, what would go, and that nothing goes without a word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dure.events.models import RecordedEvent
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person, Site
from dure.telemetry import keeping
from dure.telemetry.history import retention
from dure.telemetry.models import HistoryFile, HistoryRetention

MEGABYTE = 1_000_000


def day_file(days_ago: int, level: str = "day", size: int = MEGABYTE, rows: int = 86_400) -> HistoryFile:
    day: date = clock.now().date() - timedelta(days=days_ago)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return HistoryFile.objects.create(
        level=level, day=day, path=f"{level}/{day}.parquet", first_sequence=days_ago, last_sequence=days_ago,
        first_time=start, last_time=start + timedelta(hours=23), rows=rows, size_bytes=size,
    )  # fmt: skip


@pytest.fixture
def year(site: Site) -> None:
    """Forty days of readings of 1 MB and minutes of 0.1 MB each."""
    for ago in range(1, 41):
        day_file(ago)
        day_file(ago, "minute", MEGABYTE // 10, 1440)


def keep(client: Client, site: Site, **given: str):
    return client.post(reverse("telemetry:history-change", args=[site.pk]), given)


def test_what_lies_on_the_disk_and_what_it_will_take(year: None):
    found = keeping.stored(keeping.READINGS)
    assert (found.rows, found.size_bytes) == (40 * 86_400, 40 * MEGABYTE)
    assert found.after(365) == 365 * MEGABYTE
    assert keeping.stored(("hour",)).after(365) is None


def test_letting_go_asks_once_more_and_says_how_much(admin: Client, site: Site, year: None):
    asked = keep(admin, site, raw_days="30")
    assert asked.status_code == 200
    # Days 31 to 40 ago are older than thirty days.
    assert f"{10 * 86_400:,}" in asked.content.decode()
    assert not HistoryRetention.objects.exists()
    keep(admin, site, raw_days="30", sure="1")
    assert keeping.kept() == (30, None)
    (fact,) = retention.apply()
    assert fact.rows == 10 * 86_400
    assert HistoryFile.objects.filter(replaced_at=None, level="minute").count() == 40


def test_what_lets_nothing_go_is_saved_at_once_and_undone(admin: Client, site: Site, year: None):
    keep(admin, site, raw_days="365", minute_days="730")
    assert keeping.kept() == (365, 730)
    admin.post(reverse("telemetry:history-undo", args=[site.pk]))
    assert keeping.kept() == (None, None)
    assert [fact["raw_days"] for fact in RecordedEvent.objects.filter(name="telemetry.RetentionChanged").values_list(
        "data", flat=True).order_by("pk")] == [365, None]  # fmt: skip


@pytest.mark.parametrize("given", [{"raw_days": "365", "minute_days": "30"}, {"minute_days": "365"}, {"raw_days": "1"}])
def test_minutes_never_go_before_their_readings(admin: Client, site: Site, given: dict[str, str]):
    assert keep(admin, site, **given).status_code == 422
    assert not HistoryRetention.objects.exists()


@pytest.mark.parametrize("days", [(6, None), (30, 7), (None, 365)])
def test_the_service_refuses_it_too(site: Site, days: tuple[int | None, int | None]):
    person = Person.objects.create(username="kim")
    with pytest.raises(Invalid):
        keeping.set_retention(site=site, raw_days=days[0], minute_days=days[1], person=person)


def test_the_longest_wish_of_any_site_holds(site: Site, year: None):
    other = Site.objects.create(code="S2", name="2공장", enterprise=site.enterprise)
    assert keeping.with_wish(site, 30, None).rows == 0
    HistoryRetention.objects.create(site=other, raw_days=35)
    assert keeping.with_wish(site, 30, None).rows == 5 * 86_400
    HistoryRetention.objects.filter(site=other).update(raw_days=None)
    assert keeping.with_wish(site, 30, None).rows == 0


def test_the_page_shows_it_with_few_questions(admin: Client, year: None, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        page = admin.get(reverse("telemetry:history")).content.decode()
    assert f"{40 * 86_400:,}" in page
    assert " style=" not in page
