"""The link by its pages: a plant enrols, agrees, sees what went, revokes; the region reads while it may."""

import re
from datetime import date, timedelta

import pytest

from dure.exchange import tasks
from dure.exchange.link import round_trip
from dure.exchange.link.models import Contract, Hub, Sent
from dure.kernel import clock
from dure.plant.roles import RegionRole, Role
from dure.programme.models import EnrolledPlant, ReportContract, ReportReading
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import actors, firms
from tests.performance.plant import a_usual_day, make_plant
from tests.plant.plants import logged_in, person
from tests.programme.linking import MONDAY, agreed, enrolled, make_link, noon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def link(tmp_path, settings, monkeypatch):
    settings.SECOND_FACTOR = False
    settings.HISTORY_DIR = tmp_path / "history"
    made = make_link(tmp_path)
    made.hub.make()
    monkeypatch.setattr(clock, "now", lambda: noon(made.day))
    return made


@pytest.fixture
def agency():
    keeper = person(Role.ADMINISTRATOR, name="keeper")
    with within(EVERYTHING):
        firm = firms.add_firm(
            business_number="9999900010", name="두레면", city="jeongeup", sector="C10", by=keeper
        )  # fmt: skip
        office = actors.add_organisation(kind="agency", name="시행기관", by=keeper)
        seat = actors.give_seat(
            organisation=office, username="agent", display_name="담당", first_on=date(2026, 1, 1), by=keeper
        )
    return logged_in(seat.person), firm


def text(client, where):
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_enrolment_to_revocation(link, agency, settings):
    region, firm = agency
    owner = logged_in(person(Role.OWNER, name="owner"))
    a_usual_day(make_plant())
    link.day = MONDAY + timedelta(days=1)
    assert "아무 데도 알리지 않고 있습니다" in text(owner, "/link/")
    assert "등록된 공장이 없습니다" in text(region, f"/programme/firms/{firm.pk}/reports/")

    key = re.search(r"[0-9a-f]{64}", text(owner, "/link/"))[0]
    enrol = f"/programme/firms/{firm.pk}/reports/enrol/"
    assert region.post(enrol, {"name": "본공장", "key": key[:60]}).status_code == 422
    assert region.post(enrol, {"name": "본공장", "key": f"{key[:32]} {key[32:].upper()}"}).status_code == 302
    assert region.post(enrol, {"name": "또", "key": key}).status_code == 422
    with within(EVERYTHING):
        plant = EnrolledPlant.objects.get()
    invitation = f"/programme/plants/{plant.pk}/invitation/"
    assert invitation in text(region, f"/programme/firms/{firm.pk}/reports/")
    with link.at_hub():
        assert "DURE_LINK_LISTEN" in text(region, invitation)
        settings.LINK_ADDRESS = "tls://hub.example:4223"
        (link.hub.secret_folder / "link.crt").write_text("PEM")
        given = re.search(r">(dure-link-1\.[\w-]+)<", text(region, invitation))[1]

    assert owner.post("/link/join", {"text": given[:-9]}).status_code == 422
    assert owner.post("/link/join", {"text": f" {given[:50]}\n{given[50:]} "}).status_code == 302
    hub = Hub.objects.get()
    assert (hub.name, hub.address, hub.authority) == ("지역 허브", "tls://hub.example:4223", "PEM")

    typed = {
        "hub": hub.pk, "reader": "시행기관", "purpose": "성과 확인", "codes": ["oee", "good"],
        "first_on": "2026-03-09", "last_on": "2026-12-31", "read_until": "2027-12-31",
    }  # fmt: skip
    assert owner.post("/link/contracts/add", typed | {"last_on": "2026-03-01"}).status_code == 422
    page = owner.post("/link/contracts/add", typed)["Location"]
    shown = text(owner, page)
    assert "60.6 %" in shown
    assert "2026-03-09 보고라면 이렇게 나갑니다" in shown
    assert f'action="{page}agree"' in shown
    assert not Sent.objects.exists()

    assert owner.post(f"{page}agree").status_code == 302
    link.nightly()
    shown = text(owner, page)
    assert "유효" in shown
    assert ">대기</span>" not in shown
    opened = text(owner, f"/link/messages/{Sent.objects.get(number=2).pk}/")
    assert "60.6 %" in opened
    assert "허브가 받았다고 확인했습니다" in opened
    assert "시행기관" in text(owner, f"/link/messages/{Sent.objects.get(number=1).pk}/")
    assert owner.get(f"{page}?format=xlsx").status_code == 200

    with within(EVERYTHING):
        contract = ReportContract.objects.get()
    told = f"/programme/contracts/{contract.pk}/"
    assert "60.6 %" in text(region, told)
    assert "담당" in text(region, told)
    assert "성과 확인" in text(region, "/programme/reports/")
    assert "성과 확인" in text(region, f"/programme/firms/{firm.pk}/reports/")

    assert "되돌릴 수 없습니다" in text(owner, f"{page}revoke")
    assert owner.post(f"{page}revoke").status_code == 302
    assert link.send() == 1
    shown = text(region, told)
    assert "60.6 %" not in shown
    assert "공장이 이 약정을 철회했습니다" in shown
    assert "3번 문서" in shown
    with within(EVERYTHING):
        assert ReportReading.objects.count() == 2
    assert "철회됨" in text(owner, page)
    assert "철회됨" in text(region, "/programme/reports/")
    assert owner.post(f"{page}revoke").status_code == 409


def test_days_without_a_report_and_refusals_are_shown(link, agency):
    region, firm = agency
    owner = person(Role.OWNER, name="owner")
    enrolled(link, owner)
    agreed(link, owner)
    link.day = MONDAY + timedelta(days=2)
    link.nightly()
    link.on_the_way = lambda packet: packet.replace(b"report", b"rapport")
    link.day = MONDAY + timedelta(days=6)
    link.nightly()
    with within(EVERYTHING):
        contract = ReportContract.objects.get()
    shown = text(region, f"/programme/contracts/{contract.pk}/")
    assert "보고가 없는 날: 2026-03-11 – 2026-03-13" in re.sub(r"\s+", " ", shown)
    assert "읽을 수 없습니다" in text(region, f"/programme/firms/{firm.pk}/reports/")


def test_another_city_sees_nothing(link, agency):
    owner = person(Role.OWNER, name="owner")
    enrolled(link, owner)
    agreed(link, owner)
    link.nightly()
    chief = person(Role.ADMINISTRATOR, name="chief")
    with within(EVERYTHING):
        contract = ReportContract.objects.get()
        iksan = actors.add_organisation(kind=RegionRole.CITY, name="익산시", city="iksan", by=chief)
        seat = actors.give_seat(
            organisation=iksan, username="iksan", display_name="익산", first_on=date(2026, 1, 1), by=chief
        )
    client = logged_in(seat.person)
    assert client.get(f"/programme/contracts/{contract.pk}/").status_code == 404
    assert "아직 보고하는 공장이 없습니다" in text(client, "/programme/reports/")


def test_the_job_tells_and_sends(link, agency, monkeypatch):
    owner = person(Role.OWNER, name="owner")
    enrolled(link, owner)
    agreed(link, owner)
    link.day = MONDAY + timedelta(days=3)
    monkeypatch.setattr(round_trip, "open_line", link.open)
    tasks.tell_hubs_now()
    tasks.tell_hubs(0)
    assert list(Sent.objects.exclude(received_at=None).values_list("number", flat=True)) == [1, 2, 3, 4]
    link.is_cut = True
    link.day += timedelta(days=1)
    tasks.tell_hubs(0)
    assert Sent.objects.get(number=5).tries == 0
    assert Contract.objects.get().trouble == ""
