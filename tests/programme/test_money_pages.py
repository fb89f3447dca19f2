"""Money by its pages: who sees and does what, and what the pages say."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.models import Commitment, Disbursement, Evidence
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import actors
from tests.plant.plants import logged_in, person
from tests.programme.cohort import NUMBERS, small_cohort
from tests.programme.test_spending import PNG, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


@pytest.fixture
def small(keeper):
    with within(EVERYTHING):
        made = small_cohort(keeper)
        made.gives("province", 60_000_000)
        made.gives("city", 50_000_000, city="jeongeup")
        made.took(made.cases[0], "agree")
    return made


def seated(keeper, kind, name, **of):
    with within(EVERYTHING):
        office = actors.add_organisation(kind=kind, name=name, by=keeper, **of)
        seat = actors.give_seat(
            organisation=office, username=f"{kind}-{office.pk}", display_name=name, first_on=today(), by=keeper
        )
    return logged_in(seat.person)


COMMIT = {
    "cost": "50000000", "sponsor": "0", "advance": "50", "advance_after": "agree", "interim": "30",
    "interim_after": "check", "balance": "20", "balance_after": "pass",
}  # fmt: skip


def test_from_the_proposal_to_the_payment(small, keeper):
    agency, province = seated(keeper, RegionRole.AGENCY, "기관"), seated(keeper, RegionRole.PROVINCE, "도")
    case = small.cases[0]
    page = f"/programme/cases/{case.pk}/money/"
    assert "아직 교부 결정이 없습니다" in agency.get(page).content.decode()
    refused = agency.post(f"/programme/cases/{case.pk}/commit/", COMMIT | {"balance": "30"})
    assert refused.status_code == 422
    assert "합이 100 %" in refused.content.decode()
    assert agency.post(f"/programme/cases/{case.pk}/commit/", COMMIT).status_code == 302
    with within(EVERYTHING):
        made = Commitment.objects.get()
    assert agency.post(f"/programme/commitments/{made.pk}/approve/").status_code == 403
    assert province.post(f"/programme/commitments/{made.pk}/approve/").status_code == 302
    shown = agency.get(page).content.decode()
    for text in ("15,000,000", "25,000,000", "10,000,000", "20,000,000", "12,000,000", "8,000,000"):
        assert text in shown
    assert province.get(f"/programme/cases/{case.pk}/pay/").status_code == 403
    pay = {"tranche": "1", "won": "20000000", "paid_on": "2026-06-01", "document": "E-1"}
    assert agency.post(f"/programme/cases/{case.pk}/pay/", pay).status_code == 302
    with within(EVERYTHING):
        ordered = Disbursement.objects.get()
    assert agency.post(f"/programme/payments/{ordered.pk}/release/").status_code == 403
    assert province.post(f"/programme/payments/{ordered.pk}/release/").status_code == 302
    listed = agency.get("/programme/money/").content.decode()
    assert "25,000,000" in listed
    sheet = agency.get("/programme/money/?format=xlsx")
    assert sheet["Content-Type"].endswith("sheet")


def test_a_firm_hands_in_its_papers_and_sees_no_others(small, keeper):
    with within(EVERYTHING):
        own, other = small.cases[0], small.cases[2]
        firm = seated(keeper, RegionRole.FIRM, "기업 1", firm=own.firm)
    given = {
        "item": "MES", "kind": "tax-invoice", "document": "1-2-3", "issued_on": "2026-06-01",
        "supplier_number": "999-99-00024", "supply": "1000000", "vat": "100000",
    }  # fmt: skip
    file = SimpleUploadedFile("계산서.png", PNG, "image/png")
    assert firm.post(f"/programme/cases/{own.pk}/evidence/add/", given | {"file": file}).status_code == 302
    with within(EVERYTHING):
        row = Evidence.objects.get()
    assert row.supplier_number == NUMBERS[1]
    assert firm.get(f"/programme/evidence/{row.pk}/file/")["Content-Type"] == "image/png"
    assert "999-99-00024" in firm.get(f"/programme/cases/{own.pk}/money/").content.decode()
    assert firm.post(f"/programme/evidence/{row.pk}/accept/").status_code == 403
    assert firm.get(f"/programme/cases/{other.pk}/money/").status_code == 404
    stranger = seated(keeper, RegionRole.CITY, "익산시", city="iksan")
    assert stranger.get(f"/programme/evidence/{row.pk}/file/").status_code == 404
    agency = seated(keeper, RegionRole.AGENCY, "기관")
    assert agency.post(f"/programme/evidence/{row.pk}/accept/").status_code == 302


def test_the_states_system_is_compared_and_told(small, keeper):
    agency = seated(keeper, RegionRole.AGENCY, "기관")
    data = workbook([1, "JS-2026-0001", "기업 1", "E1", date(2026, 6, 1), 5])
    given = {"cohort": small.cohort.pk, "file": SimpleUploadedFile("집행.xlsx", data)}
    answer = agency.post("/programme/money/state-files/add/", given)
    assert answer.status_code == 302
    page = agency.get(answer["Location"]).content.decode()
    assert "보탬e에만 있음" in page
    wrong = {"cohort": small.cohort.pk, "file": SimpleUploadedFile("집행.csv", b"a,b")}
    assert "다음 열을 찾지 못했습니다" in agency.post("/programme/money/state-files/add/", wrong).content.decode()


def test_a_rule_for_money_and_a_refund(small, keeper):
    agency = seated(keeper, RegionRole.AGENCY, "기관")
    rule = {
        "cohort": small.cohort.pk, "four_eyes_above": "5000000", "interest": "0.03", "decided_on": "2026-05-01",
        "source": "지침",
    }  # fmt: skip
    assert agency.post("/programme/money/rules/add/", rule).status_code == 302
    case = small.cases[0]
    given = {"won": "100", "interest": "1", "due_on": "2026-12-31", "reason": "잔액"}
    assert agency.post(f"/programme/cases/{case.pk}/refund/", given).status_code == 302
    assert "잔액" in agency.get(f"/programme/cases/{case.pk}/money/").content.decode()
