"""The trail of a hub's pages: what is noted of whom, no file without a reason, the review, who may look."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dure.plant.models import ChangeRecord
from dure.plant.roles import RegionRole, Role
from dure.programme.models import Organisation, TrailEntry, TrailReview
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors.trail import months_before
from dure.programme.selectors.trail_check import verify
from dure.programme.services import firms
from dure.web import access
from tests.plant.plants import logged_in, person
from tests.programme.test_pages import seated
from tests.programme.test_trail import sealed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_a_hub(settings):
    settings.SECOND_FACTOR = False
    settings.SIDE = "hub"
    access.table.cache_clear()
    yield
    access.table.cache_clear()


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def firm(keeper):
    with within(EVERYTHING):
        return firms.add_firm(business_number="9999900010", name="두레면", city="jeongeup", sector="C10", by=keeper)


@pytest.fixture
def agency(firm, keeper):
    return logged_in(seated(keeper, RegionRole.AGENCY))


def newest(count=1):
    rows = TrailEntry.objects.order_by("-sequence")[:count]
    return [(one.kind, one.page, one.firm, one.whose, one.rows, one.status) for one in rows]


def test_a_firm_and_a_list_that_are_opened_are_entries(agency, firm):
    agency.get(f"/programme/firms/{firm.pk}/", REMOTE_ADDR="10.0.0.9")
    assert newest() == [("read", "programme:firm", firm.pk, "두레면", None, None)]
    entry = TrailEntry.objects.latest("sequence")
    assert (entry.address, entry.path) == ("10.0.0.9", f"/programme/firms/{firm.pk}/")
    assert entry.name.startswith("agency-")
    assert len(entry.session) == 12
    agency.get("/programme/firms/?q=두레")
    assert newest() == [("list", "programme:firms", None, "", 1, None)]
    assert verify().breaks == []


def test_what_is_refused_is_an_entry(firm, keeper):
    with within(EVERYTHING):
        other = firms.add_firm(business_number="9999900024", name="다른면", city="iksan", sector="C10", by=keeper)
    client = logged_in(seated(keeper, RegionRole.FIRM, firm=firm))
    assert client.get(f"/programme/firms/{other.pk}/").status_code == 404
    assert newest() == [("refused", "programme:firm", None, "", None, 404)]
    assert client.get("/programme/trail/").status_code == 403
    assert newest() == [("refused", "programme:trail", None, "", None, 403)]


def test_a_file_comes_with_a_reason_only_and_once(agency, firm):
    address = "/programme/firms/?format=xlsx"
    asked = agency.get(address)
    assert b"PK" not in asked.content[:2]
    assert 'name="next" value="/programme/firms/?format=xlsx"' in asked.content.decode()
    assert not TrailEntry.objects.filter(kind="export").exists()
    typed = {"chosen": "visit", "text": "현장 방문 준비", "next": address}
    assert agency.post("/programme/reason/", typed | {"text": "  a  "}).status_code == 422
    given = agency.post("/programme/reason/", typed)
    assert given["Location"] == address
    assert agency.get("/programme/firms/?format=xlsx&city=iksan").content[:2] != b"PK"
    file = agency.get(address)
    assert file.content[:2] == b"PK"
    entry = TrailEntry.objects.get(kind="export")
    assert (entry.page, entry.rows, entry.reason) == ("programme:firms", 1, "visit: 현장 방문 준비")
    assert entry.what.endswith(".xlsx")
    assert agency.get(address).content[:2] != b"PK"


def test_a_reason_leads_nowhere_else(agency):
    typed = {"chosen": "visit", "text": "현장 방문 준비", "next": "https://elsewhere.example/x"}
    assert agency.post("/programme/reason/", typed)["Location"] == "/"


def test_a_change_tells_from_where(agency, firm):
    typed = {"business_number": "9999900010", "name": "두레국수", "city": "jeongeup", "sector": "C10"}
    agency.post(f"/programme/firms/{firm.pk}/change/", typed, REMOTE_ADDR="10.0.0.8")
    record = ChangeRecord.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('dure.origin', true)")
        assert cursor.fetchone() == ("",)
    sealed()
    entry = TrailEntry.objects.get(kind="change", record=record.pk)
    assert (entry.what, entry.firm, entry.whose) == ("changed Firm", firm.pk, "두레국수")


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_in_its_request_tells_from_where(firm, keeper):
    client = logged_in(keeper)
    typed = {"business_number": "9999900010", "name": "두레국수", "city": "jeongeup", "sector": "C10"}
    client.post(f"/programme/firms/{firm.pk}/change/", typed, REMOTE_ADDR="10.0.0.8")
    entry = TrailEntry.objects.get(kind="change", what="changed Firm")
    assert (entry.address, entry.page, entry.name) == ("10.0.0.8", "programme:firm-change", "keeper")
    assert verify().breaks == []


def test_what_a_reading_costs(agency, firm, settings):
    """One statement more."""
    with CaptureQueriesContext(connection) as kept:
        agency.get(f"/programme/firms/{firm.pk}/")
    settings.SIDE = "plant"
    access.table.cache_clear()
    with CaptureQueriesContext(connection) as plain:
        agency.get(f"/programme/firms/{firm.pk}/")
    assert len(kept) - len(plain) == 1
    assert sum("programme_trailentry" in one["sql"] for one in kept.captured_queries) == 1


def test_the_trail_is_searched(agency, firm, keeper):
    agency.get(f"/programme/firms/{firm.pk}/")
    client = logged_in(keeper)
    shown = client.get("/programme/trail/?person=agency&kind=read&firm=두레").context["page"]
    assert [one.page for one in shown] == ["programme:firm"]
    assert list(client.get("/programme/trail/?firm=없음").context["page"]) == []
    sealed()
    text = client.get("/programme/trail/?kind=change&firm=두레면").content.decode()
    assert "기업 추가" in text
    assert "added Firm" not in text
    this = datetime.now(UTC).strftime("%Y-%m")
    assert client.get(f"/programme/trail/?month={this}").context["page"].paginator.count > 0
    assert list(client.get("/programme/trail/?month=2001-01").context["page"]) == []
    assert client.get("/programme/trail/?month=x").status_code == 200


def test_the_check_by_the_page(agency, keeper, firm):
    agency.get(f"/programme/firms/{firm.pk}/")
    page = logged_in(keeper).post("/programme/trail/check/")
    assert page.context["found"].breaks == []
    assert newest()[0][0] == "upkeep"
    last = page.context["found"].last
    assert f"1–{last}번" in page.content.decode()


def test_a_month_is_due_until_it_is_signed(keeper):
    before = months_before(datetime.now(UTC), 1)
    sealed_first = TrailEntry.objects.create(kind="login", at=before, name="early")
    TrailEntry.objects.create(kind="export", at=before, name="early")
    province = logged_in(seated(keeper, RegionRole.PROVINCE))
    month = f"{before:%Y-%m}"
    assert sealed_first.sequence == 1
    assert month in province.get("/programme/trail/").content.decode()
    address = f"/programme/trail/reviews/{before.year}/{before.month}/"
    page = province.get(address)
    assert (page.context["figures"].logins, page.context["figures"].downloads) == (1, 1)
    assert province.post(address, {"note_text": "x"}).status_code == 422
    assert province.post(address, {"note_text": "내려받기 사유 확인함"}).status_code == 302
    assert TrailReview.objects.get().note == "내려받기 사유 확인함"
    assert province.post(address, {"note_text": "내려받기 사유 확인함"}).status_code == 409
    assert "내려받기 사유 확인함" in province.get("/programme/trail/reviews/").content.decode()
    assert province.get("/programme/trail/").context["due"] == []
    assert province.get("/programme/trail/reviews/2001/1/").status_code == 404
    assert province.get("/programme/trail/reviews/2001/13/").status_code == 404


def test_terms_are_the_keepers_alone(keeper):
    client = logged_in(keeper)
    assert client.post("/programme/trail/terms/read/", {"months": "6"}).status_code == 422
    assert client.post("/programme/trail/terms/read/", {"months": "36"}).status_code == 302
    assert "36" in client.get("/programme/trail/terms/").content.decode()
    assert client.get("/programme/trail/terms/nothing/").status_code == 404
    assert logged_in(seated(keeper, RegionRole.PROVINCE)).get("/programme/trail/terms/").status_code == 403


@pytest.mark.parametrize("role", [RegionRole.AGENCY, RegionRole.CITY, RegionRole.FIRM, RegionRole.ASSEMBLY])
def test_who_is_looked_at_does_not_look_through_the_trail(keeper, firm, role):
    of = {RegionRole.CITY: {"city": "jeongeup"}, RegionRole.FIRM: {"firm": firm}}.get(role, {})
    client = logged_in(seated(keeper, role, **of))
    for address in ("/programme/trail/", "/programme/trail/reviews/", "/programme/trail/terms/"):
        assert client.get(address).status_code == 403
    assert client.post("/programme/trail/check/").status_code == 403
    assert Organisation.objects.count() == 1
