"""An item, BOM and routing made by clicking; its standard approved by another, signed on the tablet, printed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Plant, Visit

PEOPLE = """
from dure.plant.models import Person
from dure.plant.services import add_person, give_badge, set_pin
if not Person.objects.filter(username="cho").exists():
    add_person(username="cho", roles=["supervisor"], password="browser-test-2026", display_name="조반장", by=None)
    kim = add_person(username="kimop", roles=["operator"], password="browser-test-2026", display_name="김작업", by=None)
    admin = Person.objects.get(username="admin")
    give_badge(person=kim, by=admin)
    set_pin(person=kim, pin="2580", by=admin)
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
RUN = """
from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.production.models import OperationRun, WorkOrder
unit, now = WorkUnit.objects.get(code="OLD1"), clock.now()
OperationRun.objects.filter(work_unit=unit, ended_at=None).update(ended_at=now)
order = WorkOrder.objects.create(number="{cup}", item=Item.objects.get(code="{cup}"), quantity=10)
OperationRun.objects.create(work_order=order, work_unit=unit, started_at=now)
"""
STEPS = 9


@pytest.fixture(scope="module", autouse=True)
def people(plant: Plant) -> None:
    plant.shell(PEOPLE)


def save(page: Page) -> None:
    page.locator("main form.form button.primary").first.click()
    page.locator(".toast").first.wait_for()


def press(page: Page, place: str) -> None:
    """The button of a form that posts to an address ending so."""
    with page.expect_navigation():
        page.locator(f'form[action$="{place}"] button').first.click()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def write_item(visit: Visit, code: str, name: str, kind: str) -> None:
    page = visit.go(f"/items/add/?kind={kind}")
    page.fill("#id_code", code)
    page.fill("#id_name", name)
    save(page)


def write_bom(page: Page, visit: Visit, cup: str, lid: str, add: str) -> str:
    visit.go("/boms/add/")
    page.fill("#id_item", cup)
    save(page)
    page.get_by_role("link", name=add).first.click()
    page.fill("#id_component", lid)
    page.fill("#id_quantity", "2")
    save(page)
    return page.url


def write_routing(page: Page, visit: Visit, cup: str) -> str:
    visit.go("/routings/add/")
    page.fill("#id_item", cup)
    save(page)
    page.locator('a[href$="/add/"].button').first.click()
    page.fill("#id_name", "뚜껑 닫기")
    page.select_option("#id_work_center", label="포장 라인")
    page.fill("#id_run_seconds", "4")
    save(page)
    return page.url


def write_standard(page: Page, visit: Visit, picture: Path, cup: str, write: str) -> str:
    visit.go(f"/standards/?q={cup}")
    page.get_by_role("link", name=write).click()
    page.wait_for_url("**/standards/add/**")
    assert (page.input_value("#id_item"), page.input_value("#id_operation_number")) == (cup, "10")
    save(page)
    for number in range(1, STEPS + 1):
        page.locator("#step details.adder > summary").last.click()
        page.locator('[id="id_stepnew_text"]').fill(f"{number}번 동작: 컵을 집어 뚜껑을 맞추고 누른다")
        page.locator('[id="id_stepnew_key_point"]').fill("딸깍 소리가 난다")
        page.locator('[id="id_stepnew_picture"]').set_input_files(str(picture))
        with page.expect_navigation():
            page.locator('form[action$="/add/step/"] button.primary').click()
    page.locator("#limit details.adder > summary").last.click()
    page.fill("#id_limitnew_name", "누르는 힘")
    page.fill("#id_limitnew_lower", "50")
    page.fill("#id_limitnew_upper", "40")
    with page.expect_navigation():
        page.locator('form[action$="/add/limit/"] button.primary').click()
    # Wrong way round: said where it was typed.
    assert page.input_value("#id_limitnew_lower") == "50"
    assert page.locator("#limit .note.bad").count() == 1
    page.fill("#id_limitnew_upper", "60")
    with page.expect_navigation():
        page.locator('form[action$="/add/limit/"] button.primary').click()
    return page.url.split("#")[0]


WORDS = {"ko": ("자재 추가", "작성하기", "읽고 서명"), "en": ("Add a component", "Write it", "Read and signed")}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_from_a_new_item_to_a_signed_standard(visit: Callable[..., Visit], plant: Plant, tmp_path: Path, language: str):
    picture = tmp_path / "step.png"
    picture.write_bytes(PIXEL)
    cup, lid = f"T-CUP-{language}", f"T-LID-{language}"
    add, write, signed = WORDS[language]
    writer = visit(language=language)
    page, other = writer.page, visit(language=language, name="cho").page
    write_item(writer, cup, f"시험 컵 {language}", "finished")
    write_item(writer, lid, f"시험 뚜껑 {language}", "packaging")
    for address in (write_bom(page, writer, cup, lid, add), write_routing(page, writer, cup)):
        other.goto(address)
        press(other, "/approve/")
        assert other.locator("h1 .badge.good").count() == 1
    address = write_standard(page, writer, picture, cup, write)
    assert [one for one in writer.complaints if "status of 422" not in one] == []  # the mistake made there
    writer.complaints.clear()
    press(page, "/submit/")
    assert page.locator('form[action$="/endorse/"]').count() == 0
    other.goto(address)
    for step in ("endorse", "approve", "put_in_force"):
        press(other, f"/{step}/")
    assert other.locator("h1 .badge.good").count() == 1
    version = re.findall(r"/versions/(\d+)/", address)[0]
    _sign(visit, plant, cup, version, language)
    other.goto(address)
    assert "김작업" in other.locator(".card", has_text=signed).inner_text()
    for paper_language in ("ko", "en"):
        other.goto(f"{address}print/?language={paper_language}")
        assert pages_of(other.pdf(format="A4", prefer_css_page_size=True)) == 1


def _sign(visit: Callable[..., Visit], plant: Plant, cup: str, version: str, language: str) -> None:
    """On a tablet, from the page of the machine that makes it: through all steps, then with badge and PIN."""
    plant.shell(RUN.format(cup=cup))
    tablet = visit(width=1024, height=768, language=language)
    page = tablet.go("/units/OLD1/")
    page.locator('a[href^="/floor/standards/"]').first.click()
    page.locator(f'a[href="/floor/standards/{version}/"]').click()
    for number in range(2, STEPS + 3):
        page.locator(f'a[href="#s{number}"]').first.click()
        page.wait_for_function(
            f"() => Math.abs(document.getElementById('s{number}').getBoundingClientRect().left"
            " - document.querySelector('.slides').getBoundingClientRect().left) < 2"
        )
    assert page.locator(f"#s{STEPS + 2} .slide-nav").is_visible()
    page.locator('a[href$="/sign/badge/"]').click()
    page.get_by_role("button", name="김작업").click()
    for digit in "2580":
        page.locator(f'[data-digit="{digit}"]').click()
    with page.expect_navigation():
        page.locator(".keypad .button.primary").click()
    assert "김작업" in page.locator(".toast").inner_text()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (390, 844)])
def test_nothing_sticks_out(visit: Callable[..., Visit], width: int, height: int, language: str):
    """Pages of the register, of audits and documents, also while they are empty."""
    one = visit(width=width, height=height, language=language)
    for path in ("/items/", "/items/1/", "/items/codes/", "/boms/", "/routings/", "/standards/", "/standards/unsigned/",
                 "/audits/", "/audits/plans/", "/audits/lists/", "/findings/", "/documents/", "/documents/add/",
                 "/coverage/", "/floor/standards/"):  # fmt: skip
        page = one.go(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} {width}: {wide} px"
        assert page.locator("h1").inner_text().strip()
