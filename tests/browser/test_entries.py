"""Entering quantities by hand on a tablet: the pad, undo, a reject with its reason, a correction, a double tap."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

FIGURES = (
    "from dure.production.selectors.figures import sums; from dure.production.models import ProductionResult as R; "
    "f = list(sums(R.objects.filter(work_unit__code='OLD1', source='hand'), 'work_unit').values()); "
    "print(*(int(getattr(f[0], n)) for n in ('produced', 'good', 'reject')) if f else (0, 0, 0))"
)
NEW_REASON = "from dure.production.services import add_reject_reason; add_reject_reason(name='긁힘')"


def type_in(page: Page, digits: str) -> None:
    for digit in digits:
        page.locator(f"[data-digit='{digit}']").click()


def test_a_day_of_entries(visit: Callable[..., Visit], plant: Plant):
    plant.shell(NEW_REASON)
    page = visit(768, 1024).go("/entries/")
    page.get_by_role("link", name="기존 포장기").first.click()
    row = page.locator("tbody tr")

    type_in(page, "128")
    page.locator("[data-digit='back']").click()
    expect(page.locator("#quantity")).to_have_value("12")
    page.get_by_role("button", name="양품").click()
    toast = page.locator("#toasts .toast")
    expect(toast).to_contain_text("양품 12")
    assert plant.shell(FIGURES) == "12 12 0"
    toast.get_by_role("button", name="되돌리기").click()
    expect(row.first).to_contain_text("김반장")
    expect(row.first.locator("s")).to_have_text("12")
    assert plant.shell(FIGURES) == "0 0 0"

    type_in(page, "30")
    page.get_by_role("button", name="양품").dblclick()
    expect(row).to_have_count(2)
    type_in(page, "4")
    page.get_by_role("button", name="불량").click()
    page.get_by_role("button", name="긁힘").click()
    expect(row.first).to_contain_text("긁힘")
    assert plant.shell(FIGURES) == "34 30 4"

    row.first.get_by_role("button", name="정정").click()
    dialog = page.locator("dialog#correct")
    dialog.get_by_label("수량").fill("1")
    dialog.get_by_role("button", name="저장").click()
    expect(dialog).to_be_hidden()
    expect(row).to_have_count(4)
    assert plant.shell(FIGURES) == "31 30 1"


def test_an_earlier_hour_is_chosen_and_said(visit: Callable[..., Visit], plant: Plant):
    page = visit(390, 844).go("/entries/OLD1/")
    page.locator("summary", has_text="지난 시간으로 입력").click()
    earlier = page.locator(".slot-grid a").nth(2)
    hour = earlier.inner_text().split()[0]
    earlier.click()
    expect(page.get_by_text("지난 시간의 수량을 입력하고 있습니다.")).to_be_visible()
    type_in(page, "7")
    page.get_by_role("button", name="양품").click()
    expect(page.locator("tbody tr").first).to_contain_text(hour)


def test_nothing_typed_is_said_by_the_browser_itself(visit: Callable[..., Visit]):
    page = visit(768, 1024).go("/entries/OLD1/")
    page.get_by_role("button", name="양품").click()
    assert page.evaluate("document.querySelector('#quantity').validity.valueMissing")
