"""Cases by their pages: a firm's way from the letter to handing in, and what offices see and do."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from dure.plant.today import today
from dure.programme.models import ApplicationPart, Case, EarlierSupport, Round
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import cases, papers
from dure.programme.tasks import find_overdue
from tests.plant.plants import logged_in
from tests.programme.cases import ANSWERS, PDF, filled_in, make_region, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def region():
    with within(EVERYTHING):
        return make_region()


@pytest.fixture
def draft(region):
    with within(EVERYTHING):
        return step(region.begun(), "apply", region.people["firm"])


@pytest.fixture
def handed_in(region, draft):
    with within(EVERYTHING):
        filled_in(draft, region.people["firm"])
        return step(draft, "submit", region.people["firm"])


def newest(case):
    with within(EVERYTHING):
        return case.steps.order_by("-pk")[0].pk


def state(case):
    with within(EVERYTHING):
        return Case.objects.get(pk=case.pk).state


def text(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_a_firm_goes_from_the_letter_to_handing_in(region):
    client = logged_in(region.people["firm"])
    assert "아직 신청이 없습니다" in text(client.get("/programme/mine/"))
    typed = {"firm": region.firm.pk, "call": region.round.pk, "kind": region.type.pk, "wish": "수량을 자동으로 센다"}
    assert client.post("/programme/cases/begin/", typed).status_code == 302
    assert "JS-2026-0001 이(가) 이미 있습니다" in text(client.post("/programme/cases/begin/", typed), 409)
    with within(EVERYTHING):
        case = Case.objects.get()
    assert case.wish == "수량을 자동으로 센다"
    assert client.post(f"/programme/cases/{case.pk}/steps/apply/", {"after": newest(case)}).status_code == 302
    place = f"/programme/cases/{case.pk}/application/"
    assert "답 12개가 빠졌습니다" in text(client.get(place))
    for name in ("firm", "today", "plan"):
        file = {"registration": SimpleUploadedFile("등록증.pdf", PDF)} if name == "firm" else {}
        assert client.post(f"{place}{name}/", {"seen": 0} | ANSWERS[name] | file).status_code == 302
    costs = {"seen": 0, "costs-item": ["MES", ""], "costs-note": ["", ""], "costs-won": ["40,000,000", ""]}
    assert client.post(f"{place}cost/", costs).status_code == 302
    page = text(client.get(place))
    assert "빠진 답이 없습니다" in page
    assert "40,000,000원" in page
    assert "등록증.pdf" in page
    submit = f"/programme/cases/{case.pk}/steps/submit/"
    assert "정보 이용 동의" in text(client.post(submit, {"after": newest(case)}), 409)
    client.post(f"{place}agree/")
    assert client.post(submit, {"after": newest(case)}).status_code == 302
    assert state(case) == "submitted"
    assert client.post(f"{place}firm/", {"seen": 1}).status_code == 409
    assert "제출 완료" in text(client.get("/programme/mine/"))


def test_what_somebody_else_saved_meanwhile_is_not_lost(region, draft):
    client, place = logged_in(region.people["firm"]), f"/programme/cases/{draft.pk}/application/plan/"
    client.post(place, {"seen": 0, "system": "처음"})
    page = text(client.post(place, {"seen": 0, "system": "겹친 글"}), 409)
    assert "firm 담당 님이 이 항목을 저장했습니다" in page
    assert "겹친 글" in page
    with within(EVERYTHING):
        assert ApplicationPart.objects.get().answers == {"system": "처음"}


def test_a_wrong_file_leaves_the_part_as_it_was(region, draft):
    client, place = logged_in(region.people["firm"]), f"/programme/cases/{draft.pk}/application/firm/"
    typed = {"seen": 0, "contact": "대표", "registration": SimpleUploadedFile("a.exe", b"MZ\x90")}
    assert client.post(place, typed).status_code == 422
    with within(EVERYTHING):
        assert draft.application.parts.count() == 0


def test_only_what_nobody_needs_is_called_optional(region, draft):
    client, place = logged_in(region.people["firm"]), f"/programme/cases/{draft.pk}/application/plan/"
    # Of the plan's four questions the two about the defect rate may stay empty.
    assert text(client.get(place)).count("(선택)") == 2
    assert client.post(place, {"seen": 0, "system": "집계"}).status_code == 302


def test_a_file_is_removed_by_the_firm_while_it_writes(region, draft):
    client = logged_in(region.people["firm"])
    typed = {"seen": 0, "registration": SimpleUploadedFile("등록증.pdf", PDF)}
    client.post(f"/programme/cases/{draft.pk}/application/firm/", typed)
    with within(EVERYTHING):
        file = draft.application.files.get()
    assert client.get(f"/programme/attachments/{file.pk}/").headers["Content-Type"] == "application/pdf"
    assert client.post(f"/programme/attachments/{file.pk}/remove/").status_code == 302
    with within(EVERYTHING):
        assert draft.application.files.count() == 0


@pytest.mark.parametrize(
    ("who", "seen"), [("firm", 200), ("agency", 200), ("city", 200), ("firm2", 404), ("city2", 404)]
)
def test_who_reads_an_application_and_its_files(region, handed_in, who, seen):
    client = logged_in(region.people[who])
    with within(EVERYTHING):
        file = handed_in.application.files.get()
    for address in (f"/programme/cases/{handed_in.pk}/application/", f"/programme/attachments/{file.pk}/"):
        assert client.get(address).status_code == seen


def test_the_agency_leads_a_case_on_with_papers(region, handed_in):
    client = logged_in(region.people["agency"])
    place = f"/programme/cases/{handed_in.pk}/"
    page = text(client.get(place))
    assert "요건 검토서" in page
    assert f"{place}steps/admit/" not in page
    given = {"file": SimpleUploadedFile("검토.pdf", PDF), "note": "매출과 인원 확인"}
    assert client.post(f"{place}papers/rules_checked/", given).status_code == 302
    page = text(client.get(place))
    assert "매출과 인원 확인" in page
    assert f"{place}steps/admit/" in page
    seen = newest(handed_in)
    assert client.post(f"{place}steps/admit/", {"after": seen}).status_code == 302
    assert state(handed_in) == "eligible"
    other = logged_in(region.people["agency2"])
    assert "agency 담당 님이 ‘요건 적합 판정’" in text(other.post(f"{place}steps/review/", {"after": seen}), 409)
    with within(EVERYTHING):
        paper = handed_in.papers.get()
    assert client.get(f"/programme/papers/{paper.pk}/").status_code == 200


def test_sending_back_needs_a_reason_and_shows_it_to_the_firm(region, handed_in):
    client, place = logged_in(region.people["agency"]), f"/programme/cases/{handed_in.pk}/steps/return/"
    assert client.post(place, {"after": newest(handed_in)}).status_code == 422
    client.post(place, {"after": newest(handed_in), "reason": "견적서를 더해 주십시오"})
    page = text(logged_in(region.people["firm"]).get("/programme/mine/"))
    assert "견적서를 더해 주십시오" in page
    assert "신청서 작성" in page
    assert "7일 남음" in page


def test_supports_found_are_shown_to_the_agency_only(region, handed_in):
    with within(EVERYTHING):
        papers.load_supports(text="9999900010,기업 1,스마트공장 보급,,2026-01-01", source="조회", by=region.keeper)
    assert "다른 사업 진행 중" in text(logged_in(region.people["agency"]).get(f"/programme/cases/{handed_in.pk}/"))
    assert "스마트공장 보급" not in text(logged_in(region.people["firm"]).get("/programme/mine/"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {1, 2, 3}),
        ({"q": "기업 2"}, {2}),
        ({"q": "999-99-00010"}, {1}),
        ({"q": "2026-0003"}, {3}),
        ({"state": "drafting"}, {1}),
        ({"city": "iksan"}, {3}),
        ({"late": "on"}, {2}),
    ],
)
def test_the_list_of_cases_by_filters(region, draft, asked, found):
    with within(EVERYTHING):
        for firm in region.firms[1:]:
            cases.begin_case(firm=firm, call=region.round, kind=region.type, by=region.people["agency"])
        Case.objects.filter(firm=region.firms[1]).update(due_on=today() - timedelta(days=3))
    page = text(logged_in(region.people["agency"]).get("/programme/cases/", asked))
    assert {n for n in (1, 2, 3) if f"JS-2026-000{n}</a>" in page} == found


def test_a_city_lists_its_firms_cases_and_takes_them_along(region, draft):
    with within(EVERYTHING):
        cases.begin_case(firm=region.firms[2], call=region.round, kind=region.type, by=region.people["agency"])
    sheet = logged_in(region.people["city"]).get("/programme/cases/?format=xlsx")
    cells = [cell for row in load_workbook(BytesIO(sheet.content)).active.iter_rows(values_only=True) for cell in row]
    assert "JS-2026-0001" in cells
    assert "JS-2026-0002" not in cells
    assert "신청서 작성 중" in cells


def test_what_is_late_stands_in_the_list_of_who_has_to_act(region, handed_in):
    with within(EVERYTHING):
        Case.objects.update(due_on=today() - timedelta(days=2))
    find_overdue(timestamp=0)
    with within(EVERYTHING):
        assert Case.objects.get().overdue_on == today()
    page = text(logged_in(region.people["agency"]).get("/programme/deadlines/"))
    assert handed_in.number in page
    assert "2일 지남" in page
    for who in ("province", "city"):
        assert handed_in.number not in text(logged_in(region.people[who]).get("/programme/deadlines/"))


def test_what_is_due_later_is_not_told_yet(region, handed_in):
    agency = logged_in(region.people["agency"])
    for days, told in ((14, True), (15, False)):
        with within(EVERYTHING):
            Case.objects.update(due_on=today() + timedelta(days=days))
        assert (handed_in.number in text(agency.get("/programme/deadlines/"))) == told


def test_withdrawing_on_the_page(region, draft):
    client, place = logged_in(region.people["firm"]), f"/programme/cases/{draft.pk}/steps/withdraw/"
    assert client.post(place, {"after": newest(draft), "reason": ""}).status_code == 422
    assert client.post(place, {"after": newest(draft), "reason": "투자를 미룹니다"}).status_code == 302
    page = text(client.get("/programme/mine/"))
    assert "철회" in page
    assert "투자를 미룹니다" in page
    assert reverse("programme:case-begin") in page


def test_no_round_no_letter(region):
    Round.objects.update(closes_on=today() - timedelta(days=1), opens_on=today() - timedelta(days=9))
    assert "지금은 신청을 받는 회차가 없습니다" in text(logged_in(region.people["firm"]).get("/programme/mine/"))


def test_the_agency_publishes_steps_and_forms_and_loads_supports(region):
    client = logged_in(region.people["agency"])
    steps = {"programme": region.programme.pk, "data": '{"first": "a", "steps": []}'}
    first = '{"first": "a", "steps": [{"name": "go", "from": ["a"], "to": "b", "roles": ["agency"]}]}'
    assert client.post("/programme/life-cycles/add/", steps | {"data": "{"}).status_code == 422
    assert client.post("/programme/life-cycles/add/", steps | {"data": '{"first": 1}'}).status_code == 422
    assert client.post("/programme/life-cycles/add/", steps | {"data": first}).status_code == 302
    assert client.post("/programme/application-forms/add/", {"kind": region.type.pk, "data": "{}"}).status_code == 422
    assert ">v2 <" in text(client.get("/programme/life-cycles/")).replace("\n", "")
    lines = {"source": "중기부", "text": "999-99-00010\t기업 1\t보급사업\tJS1\t2024-01-01\t2024-12-31\t1,000"}
    assert client.post("/programme/supports/load/", lines).status_code == 302
    page = text(client.get("/programme/supports/?q=99999"))
    assert "보급사업" in page
    with within(EVERYTHING):
        row = EarlierSupport.objects.get()
    assert f"/programme/supports/{row.pk}/remove/" in page
    assert client.post(f"/programme/supports/{row.pk}/remove/").status_code == 302
    assert EarlierSupport.objects.count() == 0
    assert client.post("/programme/supports/load/", lines | {"text": "1,2,3"}).status_code == 422
