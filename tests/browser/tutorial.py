"""What a person does in each step of docs/tutorial/first-delivered-order, in the browser."""

import base64
import io
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django_otp.oath import TOTP
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

PASSWORD = "Barley-tea-2026"
OTHER_PASSWORD = "Noodle-soup-2026"
SUM = "363,000"
"""100 pieces at 3,300 won and 10 % VAT."""


@dataclass
class Step:
    """One step of the document: its heading, the words in bold, and its table."""

    heading: str
    bold: list[str]
    table: list[list[str]]


def steps_of(text: str) -> list[Step]:
    """The numbered headings with what stands below them."""
    parts = re.split(r"(?m)^## \d+\. (.+)$", text)
    return [
        Step(heading.strip(), re.findall(r"\*\*(.+?)\*\*", body), _table(body))
        for heading, body in zip(parts[1::2], parts[2::2], strict=True)
    ]


def _table(body: str) -> list[list[str]]:
    rows = [line.strip().strip("|").split("|") for line in body.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows if not set("".join(row)) <= set("-: ")]


@dataclass
class Walk:
    """A person's way through the pages. seen: the texts of all pages of this step."""

    page: Page
    url: str
    other: Callable[[], Page]
    seen: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state()
        self.seen.append(self.page.locator("body").inner_text())

    def menu(self, name: str) -> None:
        """A place of the navigation at the left, its heading opened first where it is folded."""
        place = self.page.locator(".place", has=self.page.get_by_text(name, exact=True))
        part = self.page.locator("nav.side details", has=place)
        if not part.locator(place).is_visible():
            part.locator("summary").click()
        part.locator(place).click()
        self.look()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"[name={name}]").first.fill(value)

    def press(self, name: str, *, exact: bool = True) -> None:
        """A button or link of the page by what stands on it; the menu has words of its own."""
        part = self.page.locator("main, .centre, .paper-tools, nav.tools")
        found = part.get_by_role("button", name=name, exact=exact).or_(part.get_by_role("link", name=name, exact=exact))
        found.locator("visible=true").first.click()
        self.look()

    def save(self) -> None:
        self.page.locator("main form .button.primary").first.click()
        self.look()


def set_up(walk: Walk, step: Step) -> None:
    walk.go("/login/")
    walk.fill(company="한들국수 (가상)", site="본공장", area="제면실", work_center="제면 라인", work_unit="제면기")
    walk.fill(display_name="한들", username="handeul", password=PASSWORD, repeat=PASSWORD)
    walk.press("설정 마치기")
    walk.page.locator("details summary").first.click()
    secret = walk.page.locator("details code").inner_text().replace(" ", "")
    walk.fill(code=_code(secret))
    walk.press("계속")
    walk.press("보관했습니다")
    expect(walk.page.locator("h1")).to_have_text("시작하기")


def _code(secret: str) -> str:
    code = TOTP(base64.b32decode(secret + "=" * (-len(secret) % 8)))
    code.time = time.time()
    return f"{code.token():06d}"


def tell_of_the_company(walk: Walk, step: Step) -> None:
    walk.menu("회사")
    walk.fill(business_number="000-00-00015", representative="한들", address="한들군 국수길 1", phone="000-000-0000")
    walk.fill(business_type="제조업", business_item="면류", bank_account="시범은행 000-0000")
    walk.press("저장")
    walk.press("견본 문서 보기")
    expect(walk.page.locator("table.party")).to_contain_text("000-00-00015")
    walk.press("뒤로")


def add_a_second_person(walk: Walk, step: Step) -> None:
    walk.menu("사람")
    walk.press("사람 추가")
    walk.fill(display_name="김반장", username="banjang", password=OTHER_PASSWORD)
    walk.page.get_by_label("관리감독자").check()
    walk.press("저장")


def items_from_excel(walk: Walk, step: Step) -> None:
    walk.menu("엑셀 가져오기")
    walk.page.locator("label.import-register").filter(has_text="품목").first.click()
    walk.page.set_input_files("#file", {"name": "품목.xlsx", "mimeType": "", "buffer": _workbook(step.table)})
    walk.press("파일 읽기")
    walk.press("저장하지 않고 시험하기")
    walk.press("3행 모두 저장")
    walk.menu("품목")
    for row in step.table[1:]:
        expect(walk.page.locator("main")).to_contain_text(row[1])


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(["우리 품목 목록"])
    sheet.append([])
    for row in rows:
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def write_the_recipe(walk: Walk, step: Step) -> None:
    walk.menu("자재명세서(BOM)")
    walk.press("BOM 추가")
    walk.fill(item="N-01", revision="A", base_quantity="100")
    walk.press("저장")
    for code, quantity in (row[:2] for row in step.table[1:]):
        walk.press("자재 추가")
        walk.fill(component=code, quantity=quantity)
        walk.press("저장")
    where = walk.page.url
    other = walk.other()
    other.goto(where)
    other.get_by_role("button", name="승인", exact=True).click()
    expect(other.locator("h1")).to_contain_text("승인")
    walk.seen.append(other.locator("body").inner_text())


def add_a_customer(walk: Walk, step: Step) -> None:
    walk.menu("거래처")
    walk.press("새 거래처")
    walk.fill(name="가온마트 (가상)", business_number="000-00-00029")
    walk.press("저장")
    walk.menu("단가")
    walk.press("새 단가")
    walk.fill(item="N-01", price="3300")
    walk.save()


def bring_in_the_stock(walk: Walk, step: Step) -> None:
    for code, quantity, value in (row[:3] for row in step.table[1:]):
        walk.menu("재고")
        walk.press("발주 없는 입고")
        walk.fill(item=code, quantity=quantity, value=value)
        walk.save()
    walk.menu("재고")
    expect(walk.page.locator("main")).to_contain_text("쌀가루")


def take_the_order(walk: Walk, step: Step) -> None:
    walk.menu("수주")
    walk.press("새 견적")
    walk.fill(partner="가온마트 (가상)")
    walk.save()
    walk.page.locator("[name=line-0-item]").fill("N-01")
    walk.page.locator("[name=line-0-quantity]").fill("100")
    walk.press("저장")
    walk.press("수주 확정")


def make_it(walk: Walk, step: Step) -> None:
    walk.menu("작업지시")
    walk.press("새 작업지시")
    walk.fill(quantity="100")
    walk.page.locator("[name=item]").select_option(label="쌀국수")
    walk.save()
    walk.press("입고")
    expect(walk.page.locator("main")).to_contain_text("쌀가루")
    walk.press("완성품 입고")
    expect(walk.page.locator("#toasts")).to_contain_text("재고에 입고했습니다")


def deliver_it(walk: Walk, step: Step) -> None:
    walk.menu("출하 대기")
    walk.press("출하")
    walk.press("출하 완료")
    expect(walk.page.locator("main")).to_contain_text("쌀국수")


def hand_over_the_papers(walk: Walk, step: Step) -> None:
    walk.press("거래명세서")
    text = _pdf_of(walk)
    assert "거래명세서" in text
    assert "가온마트" in text
    walk.press("뒤로")
    walk.press("계산서")
    walk.press("계산서 작성")
    expect(walk.page.locator("main")).to_contain_text(SUM)
    walk.go("/first-steps/")
    ways = walk.page.locator("section.card")
    expect(ways.first.locator("li.done")).to_have_count(ways.first.locator("li").count())


def _pdf_of(walk: Walk) -> str:
    answer = walk.page.request.get(walk.page.url + ("&" if "?" in walk.page.url else "?") + "format=pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()


DEEDS = (
    set_up,
    tell_of_the_company,
    add_a_second_person,
    items_from_excel,
    write_the_recipe,
    add_a_customer,
    bring_in_the_stock,
    take_the_order,
    make_it,
    deliver_it,
    hand_over_the_papers,
)
