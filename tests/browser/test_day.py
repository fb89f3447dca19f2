"""A day at the plant, clicked through in the real pages: connect, watch, explain, correct, report."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Plant, Visit, wait_until
from tests.browser.machine import Machine

Begin = Callable[..., Visit]


def test_wrong_password_is_said(visit: Begin):
    stranger = visit(log_in=False)
    page = stranger.go("/login/")
    page.fill("#username", "ban")
    page.fill("#password", "wrong-password")
    page.locator("form.form button.primary").click()
    expect(page.locator(".note.bad")).to_be_visible()
    # Chromium itself notes an answer of 4xx on the console.
    assert [one for one in stranger.complaints if "status of 4" not in one] == []
    stranger.complaints.clear()


def settled(good: Locator, plant: Plant) -> int:
    """What the board shows once it equals the tables and the machine has made no piece meanwhile."""
    code = (
        "from django.db.models import Sum; from dure.production.models import ProductionResult as R; "
        "print(int(R.objects.filter(work_unit__name='신형 포장기').aggregate(n=Sum('good'))['n'] or 0))"
    )
    wait_until(lambda: plant.shell(code).split()[0] == good.inner_text(), 60)
    return int(good.inner_text())


def test_from_the_wizard_to_the_first_count_and_a_board_that_moves(visit: Begin, modbus: Machine, plant: Plant):
    page = visit().go("/connect/new/")
    page.locator("a.protocol", has_text="Modbus").click()
    page.fill("[name=name]", "신형 포장기 PLC")
    page.fill("[name=host]", "127.0.0.1")
    page.fill("[name=port]", str(modbus.port))
    page.get_by_role("button", name="찾기").click()
    expect(page.get_by_role("heading", name="어떤 신호를 수집할까요?")).to_be_visible()
    if not page.locator("#typed").is_visible():
        page.get_by_text("주소 직접 입력").first.click()
    page.fill("#typed", "1/holding/0/uint16")
    page.get_by_role("button", name="실시간 값 보기").click()
    expect(page.locator("#value-0 .value")).to_have_text("100")
    modbus.count = 101
    expect(page.locator("#value-0 .value")).to_have_text("101")
    page.select_option("#meaning-0", "total")
    page.get_by_role("button", name="다음").click()
    page.fill("[name=name]", "신형 포장기")
    page.get_by_role("button", name="연결하기").click()
    expect(page.get_by_text("첫 값이 도착했습니다")).to_be_visible()
    expect(page.locator(".checks .good")).to_have_count(3)
    counted = page.get_by_role("status").filter(has_text="첫 제품이 집계되었습니다")

    def makes_one_more() -> bool:
        modbus.count += 1
        return counted.is_visible()

    wait_until(makes_one_more, 60)

    board = visit().go("/board/")
    good = board.locator("a.tile", has_text="신형 포장기").locator("[data-good]")
    board.evaluate("window.same = true")
    before = modbus.count
    expect(good).to_have_text(re.compile(r"[1-9]"))
    # The counting began at some reading; from then on every piece of the machine shows.
    began = before - settled(good, plant)
    modbus.count = before + 5
    expect(good).to_have_text(str(before + 5 - began))
    assert board.evaluate("window.same") is True  # no reload


def test_an_unreachable_machine_is_said_and_what_to_do(visit: Begin):
    page = visit().go("/connect/new/by/modbus/")
    page.fill("[name=name]", "없는 설비")
    page.fill("[name=host]", "127.0.0.1")
    page.fill("[name=port]", "1")
    page.get_by_role("button", name="찾기").click()
    expect(page).to_have_url(re.compile("/connect/new/"))
    expect(page.get_by_role("alert").first).to_be_visible()


def test_a_stop_gets_its_reason_on_the_tablet_and_back(visit: Begin):
    page = visit(768, 1024).go("/stops/")
    page.locator("a.stop-card", has_text="기존 포장기").first.click()
    page.get_by_role("link", name="설비 고장").click()
    page.get_by_role("button", name="걸림").first.click()
    expect(page.locator("#toasts")).to_contain_text("걸림")
    expect(page.locator("#queue")).to_contain_text("설비 고장 › 걸림")
    page.locator("#toasts").get_by_role("button", name="되돌리기").click()
    expect(page.locator("#queue")).not_to_contain_text("설비 고장 › 걸림")


def test_buttons_of_the_tablet_are_big_enough_for_gloves(visit: Begin):
    page = visit(768, 1024).go("/stops/")
    page.locator("a.stop-card").first.click()
    boxes = [button.bounding_box() for button in page.locator("main .button:visible").all()]
    assert boxes
    assert min(box["height"] for box in boxes if box) >= 48


def test_a_result_is_corrected_and_the_counted_figure_stays(visit: Begin, plant: Plant):
    page = visit().go("/results/")
    row = page.locator("tr", has_text="기존 포장기").first
    row.get_by_role("button", name="정정").click()
    page.fill("#correct [name=good]", "116")
    page.fill("#correct [name=reject]", "4")
    page.fill("#correct [name=reason]", "재검사에서 2개 불량")
    page.locator("#correct").get_by_role("button", name="저장").click()
    expect(row).to_contain_text("정정됨")
    expect(row).to_contain_text("116")
    expect(row.locator("s").first).to_have_text("118")
    code = (
        "from dure.production.models import ResultCorrection as R; print(R.objects.get().good, R.objects.get().reason)"
    )
    assert plant.shell(code) == "-2.0000 재검사에서 2개 불량"


def test_an_order_starts_and_finishes_on_the_machines_page(visit: Begin):
    page = visit().go("/units/OLD1/")
    page.get_by_role("button", name="작업 시작").click()
    page.locator("#order").get_by_role("button", name=re.compile("W-1")).click()
    expect(page.locator("#unit-live")).to_contain_text("W-1")
    page.get_by_role("button", name="보류").click()
    expect(page.locator("#unit-live")).to_contain_text("진행 중인 작업지시 없음")


def test_the_report_prints_without_frame_and_buttons(visit: Begin):
    page = visit().go("/reports/")
    page.emulate_media(media="print")
    assert not page.locator("nav.side").is_visible()
    assert not page.locator(".top").is_visible()
    assert page.pdf()[:5] == b"%PDF-"
