"""Published counts and figures from elsewhere: the page, the files, and what stays hidden."""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dure.kernel.business_number import is_valid
from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.access import PUBLISHING
from dure.programme.models import ContextFigure, ReleasedCount
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import firms as firm_services
from dure.programme.services import releases
from tests.plant.plants import logged_in, person
from tests.programme import test_practices as cases
from tests.programme.region import keeper as a_keeper
from tests.programme.region import officer, seated, three_firms

pytestmark = pytest.mark.django_db
SOURCE = {
    "name": "스마트공장 보급", "name_en": "Smart factories", "value": Decimal(30000), "unit": "개", "period": "2022",
    "method": "정부 목표", "method_en": "government's target", "source": "중소벤처기업부",
    "source_url": "https://www.mss.go.kr/",
}  # fmt: skip


@pytest.fixture(autouse=True)
def hub(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return a_keeper()


def region(keeper, **by_city):
    numbers = (f"{n:010}" for n in range(9999900000, 9999999999) if is_valid(f"{n:010}"))
    with within(EVERYTHING):
        for city, count in by_city.items():
            for n in range(count):
                firm_services.add_firm(
                    business_number=next(numbers), name=f"{city} {n}", city=city, sector="C10", by=keeper
                )


def publish(keeper):
    with within(EVERYTHING):
        return releases.publish_figures(licence="kogl-1", by=keeper)


def by_part(table):
    return dict(ReleasedCount.objects.filter(table=table).values_list("part", "n"))


def test_small_counts_and_what_they_follow_from_are_hidden(keeper):
    region(keeper, jeongeup=7, iksan=4, muju=6)
    publish(keeper)
    assert by_part("firms-by-city") == {"": 17, "jeongeup": 7, "iksan": None, "muju": None}
    assert by_part("firms-by-sector") == {"": 17, "C": 17}
    assert by_part("certified-by-year") == {"": 0}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleasedCount.objects.filter(part="muju").update(n=4)


def test_a_second_time_on_a_day_replaces_the_first(keeper):
    region(keeper, jeongeup=5)
    publish(keeper)
    region(keeper)
    publish(keeper)
    assert by_part("firms-by-city") == {"": 5, "jeongeup": 5}


def test_the_page_and_the_files_say_the_same(keeper):
    region(keeper, jeongeup=7, iksan=4, muju=6)
    publish(keeper)
    anybody = Client()
    page = anybody.get("/public/").content.decode()
    for told in ("n = 17", str(today()), "공공누리", "시군별 참여 기업 수", "비공개"):
        assert told in page
    sheet = list(csv.DictReader(io.StringIO(anybody.get("/public/data/figures.csv").content.decode("utf-8-sig"))))
    body = json.loads(anybody.get("/public/data/figures.json").content)
    assert {(row["table"], row["part"]): row["n"] for row in sheet} == {
        (row["table"], row["part"]): "" if row["n"] is None else str(row["n"]) for row in body["rows"]
    }
    (city,) = [row for row in sheet if row["part"] == "jeongeup"]
    assert (city["name"], city["n"], city["as_of"]) == ("정읍시", "7", str(today()))
    assert "주소지" in city["method"]
    catalogue = json.loads(anybody.get("/public/data/catalogue.json").content)
    assert [one["dct:issued"] for one in catalogue["dcat:dataset"]] == [str(today())] * 2
    for dataset in catalogue["dcat:dataset"]:
        assert dataset["dct:description"]
        for file in dataset["dcat:distribution"]:
            assert file["dct:license"] == "https://www.kogl.or.kr/info/licenseType1.do"
            assert anybody.get(file["dcat:downloadURL"]).status_code == 200


def test_cases_as_open_data(keeper):
    firms = three_firms(keeper)
    cases.published(firms[0], officer(keeper, "writer"), keeper)
    publish(keeper)
    (row,) = json.loads(Client().get("/public/data/cases.json").content)["rows"]
    (effect,) = row["effects"]
    assert (row["firm"], effect["n"], effect["method"], effect["source"]) == ("기업 1", 60, "전수 계수", "measured")


@pytest.mark.parametrize("lack", [{"source": ""}, {"source_url": ""}, {"source_url": "javascript:x"}, {"method": ""}])
def test_no_figure_from_elsewhere_without_its_source(keeper, lack):
    typed = {name: str(value) for name, value in SOURCE.items()} | lack
    assert logged_in(officer(keeper)).post("/programme/published/figures/add/", typed).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        ContextFigure.objects.create(**SOURCE | lack)


def test_a_figure_from_elsewhere_with_its_source(keeper):
    client = logged_in(officer(keeper))
    typed = {name: str(value) for name, value in SOURCE.items()}
    assert client.post("/programme/published/figures/add/", typed).status_code == 302
    page = Client().get("/public/").content.decode()
    for told in ("30,000 개", "2022", "정부 목표", 'href="https://www.mss.go.kr/"'):
        assert told in page
    assert "Smart factories" in Client(headers={"accept-language": "en"}).get("/public/").content.decode()
    row = ContextFigure.objects.get()
    assert client.post(f"/programme/published/figures/{row.pk}/change/", typed | {"value": "32,662"}).status_code == 302
    assert "32,662" in Client().get("/public/").content.decode()
    assert client.post(f"/programme/published/figures/{row.pk}/remove/").status_code == 302
    assert "32,662" not in Client().get("/public/").content.decode()


def test_nothing_of_a_firm_is_read_without_a_log_in(keeper):
    region(keeper, jeongeup=7)
    publish(keeper)
    with CaptureQueriesContext(connection) as asked:
        for address in ("/public/", "/public/data/figures.csv", "/public/data/figures.json", "/public/data/cases.json"):
            assert Client().get(address).status_code == 200
    tables = {word for query in asked for word in query["sql"].split('"') if word.startswith("programme_")}
    assert tables == {
        "programme_release", "programme_releasedcount", "programme_contextfigure", "programme_publishedpractice"
    }  # fmt: skip


def test_before_anything_is_published(keeper):
    assert "공개된 통계가 없습니다" in Client().get("/public/").content.decode()
    assert Client().get("/public/cases/").status_code == 200
    assert Client().get("/public/data/figures.csv").status_code == 404


LEADS = {Role.ADMINISTRATOR, RegionRole.AGENCY}
SEE = LEADS | {RegionRole.PROVINCE, RegionRole.CITY, RegionRole.FIRM}
CONSENT = LEADS | {RegionRole.FIRM}
ALONE = {"practices", "practice-add", "releases", "figure-add"}
OPEN = {
    "public-figures", "public-cases", "public-case", "open-figures-csv", "open-figures-json", "open-cases-json",
    "open-catalogue",
}  # fmt: skip
ALLOWED = {
    "practices": SEE,
    "practice": SEE,
    "practice-add": LEADS,
    "practice-change": LEADS,
    "practice-review": LEADS,
    "practice-publish": LEADS,
    "practice-take-off": LEADS,
    "effect-add": LEADS,
    "effect-change": LEADS,
    "effect-remove": LEADS,
    "consent-give": CONSENT,
    "consent-revoke": CONSENT,
    "releases": LEADS,
    "release-remove": LEADS,
    "figure-add": LEADS,
    "figure-change": LEADS,
    "figure-remove": LEADS,
}


@pytest.mark.parametrize("role", [*Role, *RegionRole])
def test_role_by_address(keeper, role):
    """Every address for every role: open as written here, refused (403) to all others."""
    firms = three_firms(keeper)
    copy, consent = cases.published(firms[0], officer(keeper, "writer"), keeper)
    figure, release = releases.add_context_figure(by=keeper, **SOURCE), publish(keeper)
    with within(EVERYTHING):
        effect = consent.practice.effects.get().pk
    numbers = {
        "practice": copy.practice_id, "effect-change": effect, "effect-remove": effect, "consent-revoke": consent.pk,
        "release-remove": release.pk, "figure-change": figure.pk, "figure-remove": figure.pk, "public-case": copy.pk,
    }  # fmt: skip
    of = {RegionRole.CITY: {"city": "jeongeup"}, RegionRole.FIRM: {"firm": firms[0]}}.get(role, {})
    client = logged_in(seated(keeper, role, **of) if role in list(RegionRole) else person(role, name=f"a-{role}"))
    assert {f"programme:{name}" for name in ALLOWED.keys() | OPEN} == set(PUBLISHING)
    for name, roles in ALLOWED.items():
        args = [] if name in ALONE else [numbers.get(name, copy.practice_id)]
        status = client.get(reverse(f"programme:{name}", args=args)).status_code
        assert (status == 403) == (role not in roles), (name, status)
        assert status in (200, 403, 405), (name, status)
    if role == Role.OPERATOR:
        for name in OPEN:
            args = [copy.pk] if name == "public-case" else []
            assert Client().get(reverse(f"programme:{name}", args=args)).status_code == 200


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_nobody_gets_further_than_the_log_in(name):
    args = [] if name in ALONE else [0]
    assert Client().get(reverse(f"programme:{name}", args=args))["Location"].startswith("/login/")
