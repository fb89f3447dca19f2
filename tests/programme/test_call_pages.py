"""Pages of a programme: who enters what, what is refused in sentences, and figures as of a day."""

from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from dure.plant.models import ChangeRecord
from dure.plant.roles import RegionRole, Role
from dure.programme.models import BudgetEntry, Cohort, Programme, QuotaEntry, TargetEntry, TypeRule
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import actors
from tests.plant.plants import logged_in, person
from tests.programme import calls, past

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def year(keeper, monkeypatch):
    past.on(monkeypatch, "2025-07-01")
    return calls.year(keeper)


@pytest.fixture
def client(keeper):
    return logged_in(keeper)


def address(year, name):
    return reverse(f"programme:{name}", args=year.get(name, []))


def page(client, year, name, **query):
    found = client.get(address(year, name), query)
    assert found.status_code == 200
    return found.content.decode()


def test_a_programme_from_nothing(client):
    assert "아직 사업이 없습니다" in client.get("/programme/programmes/").content.decode()
    made = client.post("/programme/programmes/add/", {"code": "JB", "name": "스마트 제조혁신", "is_active": "on"})
    here = made["Location"]
    again = client.post("/programme/programmes/add/", {"code": "JB", "name": "또", "is_active": "on"})
    assert again.status_code == 422
    kind = client.post(f"{here}types/add/", {"code": "JS1", "name": "기초1단계"})["Location"]
    backwards = {"year": "2025", "first_on": "2025-05-01", "last_on": "2025-04-01"}
    refused = client.post(f"{here}cohorts/add/", backwards)
    assert refused.status_code == 422
    assert "마지막 날이 첫날보다 앞섭니다." in refused.content.decode()
    cohort = client.post(f"{here}cohorts/add/", backwards | {"last_on": "2026-04-30"})["Location"]
    late = {"name": "1차", "opens_on": "2026-04-01", "closes_on": "2026-05-31"}
    assert client.post(f"{cohort}rounds/add/", late).status_code == 422
    assert client.post(f"{cohort}rounds/add/", late | {"closes_on": "2026-04-20"}).status_code == 302
    client.post(f"{kind}change/", {"code": "JS1", "name": "기초 1"})
    record = ChangeRecord.objects.filter(table="SupportType", verb="changed").get()
    client.post(reverse("programme:undo", args=[record.pk]))
    text = client.get(here).content.decode()
    assert "기초1단계" in text
    assert "<svg" in text
    assert (Programme.objects.count(), Cohort.objects.count()) == (1, 1)


def test_the_calendar_shows_the_days_that_two_years_share(client, year):
    text = page(client, year, "programme")
    assert "2025-05-01부터 2025-06-30까지 61일 겹칩니다" in text
    assert text.count('class="band"') == 1
    assert (text.count('rect class="cohort"'), text.count('rect class="call"')) == (2, 1)


def test_a_rule_by_its_form(client, year):
    typed = {
        "rate": "81", "cap": "50,000,000", "unit": "1000", "province": "3", "city": "7", "cut_off": "60",
        "asks_people_below": "20", "asks_sales_below": "5,000,000,000", "asks_no_arrears": "on",
        "asks_earlier_type": "JS2", "asks_level_at_least": "2", "decided_on": "2025-07-01", "source": "지침 개정",
    }  # fmt: skip
    refused = client.post(address(year, "rule-decide"), typed)
    assert refused.status_code == 422
    assert "80" in refused.content.decode()
    assert client.post(address(year, "rule-decide"), typed | {"rate": "75"}).status_code == 302
    rule = TypeRule.objects.get(version=3)
    assert (str(rule.rate), rule.cap, rule.unit, rule.sources) == (
        "0.750",
        50_000_000,
        1000,
        {"province": "3", "city": "7"},
    )
    assert rule.eligibility == {
        "sales_below": 5_000_000_000, "people_below": 20, "earlier_type": "JS2", "level_at_least": 2,
        "no_arrears": True,
    }  # fmt: skip
    again = client.get(address(year, "rule-decide")).content.decode()
    assert 'value="50000000"' in again
    assert client.post(address(year, "rule-decide"), typed | {"rate": "75"}).status_code == 409


def test_versions_side_by_side(client, year):
    text = page(client, year, "type")
    assert "버전 1와(과) 버전 2" in text
    assert text.count('<tr class="differs">') == 2  # the cap and the number of people
    assert "30,000,000" in text
    assert "2025-06-01 기준 버전 1이(가) 적용됩니다." in page(client, year, "type", day="2025-06-01")
    assert "이날 적용되는 기준이 없습니다." in page(client, year, "type", day="2025-06-02", then="on")


def test_the_budget_adds_up_and_each_figure_opens_its_entries(client, year):
    text = page(client, year, "cohort")
    assert "3,950,000,000" in text  # 1.2 + 0.8 + 0.7 + 0.5 + 0.3 + 0.45 thousand million
    assert "81.0 %" in text  # 3,200 of 3,950
    entries = page(client, year, "budget", paid_by="city", day="2025-07-01")
    assert "1,200,000,000" in entries
    assert "정읍" in entries
    assert "300,000,000" not in entries
    assert "내역이 없습니다" in page(client, year, "budget", day="2025-03-03")
    assert "내역이 없습니다" in page(client, year, "budget", day="2025-06-30", then="on")


def test_more_than_is_there_is_refused_in_a_sentence(client, year):
    typed = {"paid_by": "firm", "way": "-1", "won": "300,000,001", "decided_on": "2025-07-01", "source": "변경 승인"}
    kind = {"type": str(TypeRule.objects.first().type_id)}
    refused = client.post(address(year, "budget-decide"), typed | kind)
    assert refused.status_code == 409
    assert "그날 이후 1원이 모자라는 날이 생깁니다." in refused.content.decode()
    assert client.post(address(year, "budget-decide"), typed | kind | {"won": "300,000,000"}).status_code == 302
    assert client.post(address(year, "budget-decide"), typed | {"won": "0"}).status_code == 422


def test_places_move_by_the_form_and_stay_in_the_log(client, year):
    text = page(client, year, "round")
    assert text.count(">이동<") == 2
    kind = TypeRule.objects.first().type_id
    typed = {
        "taken_from": f"most|{kind}||", "places": "23", "city": "muju", "decided_on": "2025-07-01", "source": "위원회",
    }  # fmt: skip
    assert client.post(address(year, "places-move"), typed).status_code == 409
    assert client.post(address(year, "places-move"), typed | {"places": "2"}).status_code == 302
    assert "무주" in page(client, year, "round")
    asked = {
        "bound": "most",
        "way": "-1",
        "places": "21",
        "type": str(kind),
        "decided_on": "2025-07-01",
        "source": "위원회",
    }
    assert client.post(address(year, "quota-decide"), asked).status_code == 409
    assert client.post(address(year, "quota-decide"), asked | {"places": "20"}).status_code == 302
    assert sum(row.places for row in QuotaEntry.objects.filter(type=kind)) == 0


def test_a_target_is_taken_back_with_a_reason(client, year):
    assert client.post(address(year, "decision-take-back"), {"reason": ""}).status_code == 422
    gone = client.post(address(year, "decision-take-back"), {"reason": "계획이 바뀜"})
    assert gone["Location"] == address(year, "targets")
    text = page(client, year, "targets")
    assert "계획이 바뀜" in text
    assert "취소됨" in text
    assert client.post(address(year, "decision-take-back"), {"reason": "또"}).status_code == 409
    assert TargetEntry.objects.count() == 3
    assert client.get("/programme/decisions/other/1/take-back/").status_code == 404


@pytest.mark.parametrize("kind", ["rule", "budget", "places"])
def test_each_kind_of_decision_is_taken_back(client, year, kind):
    table = {"rule": TypeRule, "budget": BudgetEntry, "places": QuotaEntry}[kind]
    entry = table.objects.order_by("pk").last()
    before = table.objects.count()
    here = reverse("programme:decision-take-back", args=[kind, entry.pk])
    assert client.get(here).status_code == 200
    assert client.post(here, {"reason": "오기"}).status_code == 302
    assert table.objects.count() == before + (2 if kind == "places" else 1)


def test_sums_are_for_everybody_and_firms_are_not(year, keeper):
    """An assembly sees how many came how far, and no firm."""
    cohort = Cohort.objects.get(year=2025)
    with within(EVERYTHING):
        for city in ("jeongeup", "iksan", "iksan"):
            past.case(cohort.rounds.get(), TypeRule.objects.first().type, keeper, city=city, state="settling")
        office = actors.add_organisation(kind=RegionRole.ASSEMBLY, name="도의회", by=keeper)
        seat = actors.give_seat(
            organisation=office, username="a", display_name="의원", first_on=date(2025, 7, 1), by=keeper
        )
    client = logged_in(seat.person)
    rows = list(_sheet(client, f"{address(year, 'reached')}?format=xlsx"))
    assert ["2025", "전체", 70, 3, 3, 3, 3, 4, "공고 제2025-1호"] in rows
    assert ["2025", "JS1", 22, 3, 3, 3, 3, 14, "공고 제2025-1호"] in rows
    assert ["2025", "익산시", 2, 2, 2, 2] in [[one for one in row if one] for row in rows]
    assert client.get("/programme/firms/").status_code == 403


def _sheet(client, where):
    from io import BytesIO

    found = client.get(where)
    assert found.status_code == 200
    for row in load_workbook(BytesIO(found.content)).active.iter_rows(values_only=True):
        yield [*row]


@pytest.mark.parametrize("name", ["programmes", "reached", "type", "budget", "targets", "round"])
def test_lists_go_into_a_spreadsheet(client, year, name):
    assert any(any(row) for row in _sheet(client, f"{address(year, name)}?format=xlsx"))


@pytest.mark.parametrize("name", [*calls.READ, *calls.WRITTEN])
def test_pages_are_there_in_english(client, year, name):
    client.cookies["dure_language"] = "en"
    assert 'lang="en"' in page(client, year, name)


def test_who_only_reads_gets_no_buttons(year, keeper):
    with within(EVERYTHING):
        office = actors.add_organisation(kind=RegionRole.COUNCIL, name="협의체", by=keeper)
        seat = actors.give_seat(
            organisation=office, username="c", display_name="위원", first_on=date(2025, 7, 1), by=keeper
        )
    client = logged_in(seat.person)
    for name in calls.READ:
        text = page(client, year, name)
        assert "/take-back/" not in text
        assert "/decide/" not in text
        assert "/add/" not in text


def test_an_odd_day_is_todays(client, year):
    assert "3,950,000,000" in page(client, year, "cohort", day="2025-02-31")
