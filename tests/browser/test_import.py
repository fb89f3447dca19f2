"""The import wizard as its user goes through it: an untidy workbook with mistakes, mended, written, taken back."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit
from tests.exchange.workbooks import Book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXTS = {
    "ko": {"good": "맞는 4행만 저장", "undone": "가져온 것을 모두 되돌렸습니다.", "remembered": "지난번처럼"},
    "en": {
        "good": "Write only the 4 good rows",
        "undone": "The whole import is taken back.",
        "remembered": "as last time",
    },
}
CODES = """
from dure.inventory.models import Item
print(*Item.objects.filter(code__startswith="{}-").order_by("code").values_list("code", flat=True))
"""


def chemicals(head: str) -> bytes:
    """A title above, a column under a name that nobody knows, mistakes of many kinds, a sum below."""
    book = Book("도금 약품.xlsx")
    book.sheet(
        "약품",
        [
            ["도금 약품 관리대장", None, None, None, None, None],
            [None, None, None, None, "작성", "26.11.3"],
            ["코드", "품명", "구분", "단위", "비축선", "리드타임"],
            [f"{head}-01", "황산니켈", "원료", "kg", "l50", 7],
            [f"{head}-02", "염화동", "원료", "키로", "1,000", 7],
            [f"{head}-03", "광택제", "약제", "L", 20, 7],
            [f"{head}-01", "황산니켈", "원료", "kg", 10, 7],
            [f"{head}-05", None, "원료", "kg", 10, 7],
            [f"{head}-06", "활성탄소", "소모품", "kg", 30, 7],
            ["합 계", None, None, None, 1220, None],
        ],
        merge=["A1:F1"],
    )
    return book.bytes()


def send(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def press(page: Page, place: str) -> None:
    with page.expect_navigation():
        page.locator(place).first.click()


def looked_at(page: Page, name: str, language: str) -> None:
    """No page is wider than its window, from a desk to a phone; pictures of it where somebody asks for them."""
    for width in (1440, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
        if folder := os.environ.get("DURE_PICTURES"):
            page.screenshot(path=Path(folder) / f"import-{name}-{language}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def upload(visit: Visit, head: str, language: str) -> Page:
    page = visit.go("/imports/")
    looked_at(page, "list", language)
    page.check('input[name="register"][value="items"]')
    page.set_input_files("#file", {"name": "도금 약품.xlsx", "mimeType": XLSX, "buffer": chemicals(head)})
    press(page, "main form button.primary")
    return page


def mend(page: Page) -> None:
    """A proposal, another, a cell typed anew, a row left out; the nameless one stays."""
    expect(page.locator("#row-4 + tr.problem-row")).to_contain_text("E4")
    press(page, "#row-4 + tr.problem-row form button")
    press(page, "#row-5 + tr.problem-row form button")
    page.fill('#row-6 input[name="cell-kind"]', "소모품")
    press(page, "#row-6 button:not([formaction])")
    press(page, "#row-7 + tr.problem-row form button")
    expect(page.locator("tr.outcome-wrong")).to_have_count(1)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_untidy_file_with_mistakes(visit: Callable[..., Visit], plant: Plant, language: str) -> None:
    begun, head, texts = visit(1440, 900, language), language.upper(), TEXTS[language]
    page = upload(begun, head, language)
    page.on("dialog", lambda dialog: dialog.accept())
    stock = page.get_by_role("combobox", name="비축선")
    # Nobody knows the name of this column; the wizard leaves it out until a person says what it is.
    stock.select_option("safety_stock")
    looked_at(page, "columns", language)
    press(page, "main form button.primary")
    looked_at(page, "rows", language)
    expect(page.locator('button[name="which"][value="all"]')).to_be_disabled()
    mend(page)
    send(page, texts["good"])
    assert plant.shell(CODES.format(head)) == f"{head}-01 {head}-02 {head}-03 {head}-06"
    looked_at(page, "result", language)
    press(page, 'main form[action$="/undo"] button')
    expect(page.locator("#toasts")).to_contain_text(texts["undone"])
    assert plant.shell(CODES.format(head)) == ""
    upload(begun, head, language)
    expect(page.locator("main")).to_contain_text(texts["remembered"])
    expect(stock).to_have_value("safety_stock")
    press(page, "main form button.danger")


def test_where_the_table_is(visit: Callable[..., Visit]) -> None:
    page = upload(visit(), "T", "ko")
    press(page, 'main a[href$="/table"]')
    looked_at(page, "table", "ko")
    page.fill("#last_row", "5")
    press(page, 'button[name="look"]')
    expect(page.locator("tr.kind-row")).to_have_count(2)
    press(page, "main form button.primary")
    press(page, "main form button.danger")
    expect(page.locator("main")).not_to_contain_text("비축선")
