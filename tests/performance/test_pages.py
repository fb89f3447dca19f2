"""Each page of figures: opens, says the figures, exports what it shows, and says the next step when empty."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.performance.models import KpiTarget
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.performance.plant import Plant, a_usual_day, add_run, make_plant

pytestmark = pytest.mark.django_db
DAY = {"day": "2026-03-09"}
NAMES = ("kpis", "report", "trends", "waterfall", "pareto", "hours")


@pytest.fixture
def plant() -> Plant:
    made = make_plant(2)
    a_usual_day(made)
    return made


def person(client: Client, role: Role = Role.SUPERVISOR, language: str = "en") -> Client:
    who = Person.objects.create_user(username=f"a-{role}", password="long enough 1", roles=[role], language=language)
    client.force_login(who)
    client.cookies["dure_language"] = language
    return client


def text_of(client: Client, name: str, *args: Any, **query: str) -> str:
    found = client.get(reverse(f"performance:{name}", args=args), query)
    assert found.status_code == 200, found.content[:500]
    return found.content.decode()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("span", ["day", "week", "month"])
def test_pages_open_without_inline_style_or_script(plant: Plant, client: Client, name: str, span: str) -> None:
    html = text_of(person(client), name, span=span, **DAY)
    assert "style=" not in html
    assert "<script>" not in html


def test_overview_says_the_figures(plant: Plant, client: Client) -> None:
    html = text_of(person(client), "kpis", scope="work_unit:M1", **DAY)
    for figure in ("60.6 %", "68.8 %", "90.9 %", "97.0 %"):
        assert figure in html


def test_a_figure_opens_down_to_intervals_and_result_rows(plant: Plant, client: Client) -> None:
    html = text_of(person(client), "kpi", "availability", scope="work_unit:M1", **DAY)
    assert "330.0 min / 480.0 min" in html
    for words in ("Intervals", "Result rows", "R 사유", "Counted by the machine"):
        assert words in html


def test_hour_by_hour_against_the_plan(plant: Plant, client: Client) -> None:
    add_run(plant.units[0], plant.noodles, "WO-1", "08:00", "17:00")
    html = text_of(person(client), "hours", scope="work_unit:M1", **DAY)
    assert "120 made of 120 planned" in html


def test_pareto_ranks_by_time(plant: Plant, client: Client) -> None:
    found = client_csv(person(client), "pareto", span="day", **DAY)
    at = next(n for n, row in enumerate(found) if row[:1] == ["Stops in planned time"])
    assert [row[2] for row in found[at + 2 : at + 5]] == ["3000.0", "2400.0", "5400.0"]


def test_waterfall_adds_up(plant: Plant, client: Client) -> None:
    rows = {
        row[0]: float(row[1])
        for row in client_csv(person(client), "waterfall", scope="M1", **DAY)
        if len(row) == 3 and row[1] and row[1] != "Time"
    }
    assert rows["Planned busy time"] == 480 * 60
    assert (
        rows["Planned busy time"]
        + sum(
            rows[name]
            for name in (
                "No data",
                "Planned stops, off",
                "Failures",
                "Other delays",
                "Micro-stops",
                "Set-up",
                "Production outside the plan",
            )
        )
        == rows["Production time"]
    )
    assert rows["Ideal time of good pieces"] == 582 * 30


def client_csv(client: Client, name: str, **query: str) -> list[list[str]]:
    found = client.get(reverse(f"performance:{name}"), query | {"format": "csv"})
    assert found["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(found.content.decode("utf-8-sig"))))


def test_spreadsheet_holds_what_is_on_the_screen(plant: Plant, client: Client) -> None:
    found = person(client).get(reverse("performance:report"), {"format": "xlsx", "scope": "M1", **DAY})
    book = load_workbook(io.BytesIO(found.content))
    sheet = book.worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    shift = next(row for row in values if row[0] == "3/9 D")
    assert shift[1:5] == [600, 582, 18, 0]
    assert shift[5] == pytest.approx(300 / 480 * 0.97)
    assert shift[9] == timedelta(hours=8)
    assert len(book.worksheets) == 4


@pytest.mark.parametrize("name", NAMES)
def test_empty_states(client: Client, name: str) -> None:
    assert "No machine has been set up yet" in text_of(person(client), name)
    make_plant()
    assert 'class="empty"' in text_of(client, name, span="day", day="2026-03-08")


def test_wrong_questions_are_refused_clearly(plant: Plant, client: Client) -> None:
    person(client)
    for query, status in (
        ({"day": "x"}, 422),
        ({"span": "x"}, 422),
        ({"scope": "area:NO"}, 404),
        ({"format": "pdf"}, 422),
    ):
        assert client.get(reverse("performance:kpis"), query).status_code == status
    assert client.get(reverse("performance:kpi", args=["nonsense"])).status_code == 404


def test_targets_are_set_used_and_removed(plant: Plant, client: Client) -> None:
    person(client)
    given = {"kpi": "oee", "scope": "area:PACK", "value": "65", "valid_from": "2026-03-01"}
    assert client.post(reverse("performance:target-set"), given).status_code == 302
    assert KpiTarget.objects.get().value == 0.65
    assert "not reached" in text_of(client, "kpis", scope="work_unit:M1", **DAY)
    client.post(reverse("performance:target-remove", args=[KpiTarget.objects.get().pk]))
    assert not KpiTarget.objects.exists()
    assert client.post(reverse("performance:target-set"), given | {"value": "9000"}).status_code == 422


def test_operators_see_the_hours_but_set_no_target(plant: Plant, client: Client) -> None:
    person(client, Role.OPERATOR)
    assert client.get(reverse("performance:hours")).status_code == 200
    assert client.get(reverse("performance:kpis")).status_code == 403
    assert client.post(reverse("performance:target-set"), {}).status_code == 403
