"""On a hub: a firm goes from its letter of intent to handing in on a phone, and the agency leads the case on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Plant, fresh_plant
from tests.programme.cases import PDF

pytestmark = pytest.mark.browser

SEED = """
from datetime import timedelta
from dure.plant.models import Enterprise
from dure.plant.services.people import add_person
from dure.plant.today import today
from dure.programme.models import Cohort, Programme, Round, SupportType
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import actors, firms, workflows
by = add_person(username="admin", roles=["administrator"], password="browser-test-2026", display_name="관리자", by=None)
day = today()
Enterprise.objects.create(code="E1", name="전북")
with within(EVERYTHING):
    programme = Programme.objects.create(code="JS", name="전북 스마트")
    cohort = Cohort.objects.create(programme=programme, year=day.year, first_on=day, last_on=day + timedelta(days=365))
    Round.objects.create(cohort=cohort, number=1, name="1차 공고", opens_on=day, closes_on=day + timedelta(days=40))
    kind = SupportType.objects.create(programme=programme, code="JS1", name="기초1단계")
    workflows.publish_workflow(programme=programme, data=workflows.usual_workflow(), by=by)
    workflows.publish_form(kind=kind, data=workflows.usual_form(), by=by)
    firm = firms.add_firm(business_number="9999900010", name="정읍국수", city="jeongeup", sector="C10", by=by)
    for kind_of, name, of in (("firm", "firm", {"firm": firm}), ("agency", "agency", {})):
        office = actors.add_organisation(kind=kind_of, name=name, by=by, **of)
        one = actors.give_seat(organisation=office, username=name, display_name=name + " 담당", first_on=day, by=by)
        one.person.set_password("browser-test-2026")
        one.person.save()
"""
PAPER = {"name": "서류.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture(scope="module")
def plant() -> Iterator[Plant]:
    """A hub, where the other tests of browsers have a plant."""
    with fresh_plant("hub", "up", DURE_SECOND_FACTOR="off") as found:
        found.shell(SEED)
        yield found


def fits(page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_from_the_letter_to_handing_in_on_a_phone_and_on_at_the_agency(visit):
    firm = visit(390, 844, name="firm")
    page = firm.page
    page.goto(firm.url + "/programme/mine/")
    page.get_by_role("link", name="참여의향서").click()
    page.get_by_label("하고 싶은 일").fill("수량을 자동으로 센다")
    page.locator("form.form button.primary").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("-0001")
    page.get_by_role("link", name="신청서 작성 시작").click()
    page.locator("form.form button.primary").click()
    page.get_by_role("link", name="신청서 작성", exact=True).click()
    expect(page.get_by_text("답 12개가 빠졌습니다.")).to_be_visible()
    assert fits(page)
    for part, filled in (
        ("기업 현황", {"담당자 이름": "대표", "연락처": "063", "생산품": "국수", "근로자": "14", "매출": "3200000000"}),
        ("현장 현황", {"공정과 설비": "건조와 포장", "현장의 문제": "종이에 적는다"}),
        ("추진 계획", {"무엇을": "실적 집계", "기대 효과": "불량 절반"}),
    ):
        page.locator("main .note").get_by_role("link", name=part).click()
        for label, text in filled.items():
            page.get_by_label(label).first.fill(text)
        if part == "기업 현황":
            page.get_by_label("사업자등록증").set_input_files([PAPER])
        if part == "현장 현황":
            page.get_by_label("스마트화 수준").select_option(label="ICT 미적용")
        assert fits(page)
        page.locator("form.form button.primary").click()
        expect(page.get_by_role("link", name="내 신청").first).to_be_attached()
    page.locator("main .note").get_by_role("link", name="사업비").click()
    page.get_by_label("비용 항목").first.fill("MES")
    page.get_by_label("원", exact=True).first.fill("40,000,000")
    assert fits(page)
    page.locator("form.form button.primary").click()
    expect(page.get_by_text("빠진 답이 없습니다.")).to_be_visible()
    page.get_by_role("button", name="동의합니다").click()
    page.get_by_role("link", name="신청서 제출").click()
    page.locator("form.form button.primary").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("제출 완료")
    assert fits(page)

    agency = visit(name="agency")
    page = agency.go("/programme/deadlines/")
    page.get_by_role("link", name="-0001").click()
    page.get_by_role("listitem").filter(has_text="요건 적합 판정").get_by_role("link", name="첨부").click()
    page.get_by_label("파일").set_input_files([PAPER])
    page.get_by_label("비고").fill("매출과 인원 확인")
    page.locator("form.form button.primary").click()
    page.get_by_role("link", name="요건 적합 판정").click()
    page.locator("form.form button.primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("요건 적합")
    expect(page.get_by_role("row").filter(has_text="요건 적합 판정")).to_contain_text("매출과 인원 확인")
