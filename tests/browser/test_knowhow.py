"""What was learnt goes on: cards between factories, a course with its certificate, a request, a visit of guests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dure.mentoring.card_file import packed, unpacked
from tests.browser.conftest import Plant, Visit
from tests.browser.filling import fits, press, save

pytestmark = pytest.mark.browser

SEED = """
from django.utils import timezone
from dure.kernel import clock
from dure.plant.services.people import add_person
add_person(username="learn-{tag}", roles=["operator"], password="browser-test-2026", display_name="배움 {tag}", by=None)
print(timezone.localdate(clock.now()))
"""
OTHER = "5f1c1d1e-0000-4000-8000-0000000000"
"""Of a card that another factory wrote, but for its last two digits."""


def agreeing(guest: Visit) -> Page:
    """Says yes to every question of the browser."""
    guest.page.on("dialog", lambda asked: asked.accept())
    return guest.page


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_a_card_is_written_found_shared_and_tried(
    visit: Callable[..., Visit], tmp_path: Path, language: str, width: int
):
    guest = visit(width, 1000, language)
    page, title = agreeing(guest), f"숙성고 온도를 나누어 잰다 {language}"
    guest.go("/mentoring/cards/add/")
    save(page, title=title, problem="반죽이 고르게 부풀지 않았다", cause="한 곳만 쟀다", measure="세 곳을 잰다",
         loss="defect", sector="food", process="숙성", cost_won="120000")  # fmt: skip
    press(page, "form[action$='/publish/'] button")
    guest.go(f"/mentoring/cards/?q=숙성고 온도 {language}")
    fits(page)
    page.get_by_role("link", name=title).click()
    page.locator("a[href$='/share/']").click()
    page.fill("[name=origin]", "김제의 한 식품공장")
    with page.expect_download() as got:
        page.locator("main form.form button").click()
    card = unpacked(got.value.path().read_bytes())
    assert (card.facts["title"], card.facts["origin"], card.facts["author"]) == (title, "김제의 한 식품공장", "")
    digits = {"ko": "01", "en": "02"}[language]
    file = tmp_path / "card.zip"
    file.write_bytes(packed(card.facts | {"key": OTHER + digits, "title": f"들인 카드 {language}"}, card.pictures))
    guest.go("/mentoring/cards/take-in/")
    page.set_input_files("main [name=file]", file)
    save(page)
    expect(page.locator("h1")).to_contain_text(f"들인 카드 {language}")
    expect(page.locator("main")).to_contain_text("김제의 한 식품공장")
    page.locator("main a[href$='/try/']").click()
    save(page, note="우리도 고르지 않다")
    page.locator("main td a[href*='/improvement/']").click()
    expect(page.locator("main")).to_contain_text("우리도 고르지 않다")


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_a_course_ends_with_a_certificate_that_a_stranger_checks(
    plant: Plant, visit: Callable[..., Visit], language: str, width: int
):
    today, name = plant.shell(SEED.replace("{tag}", language)), f"배움 {language}"
    guest = visit(width, 1000, language)
    page = agreeing(guest)
    guest.go("/mentoring/courses/add/")
    save(page, name=f"봉합 점검 {language}", hours="3")
    save(page, "form[action$='/questions/add/']", text="무엇을 먼저 보나요?", options="봉합 강도\n상자 색", right="1")
    page.locator("a[href$='/sessions/add/']").click()
    save(page, held_on=today, starts="09:00", ends="12:00", trainer_name="강사")
    session = page.url
    page.select_option("main [name=person]", label=name)
    save(page, "form[action$='/people/add/']")
    learner = visit(390, 844, language, name=f"learn-{language}")
    phone = learner.go("/mentoring/training/own/")
    fits(phone)
    phone.locator("main a[href$='/test/after/']").click()
    phone.get_by_text("봉합 강도").click()
    save(phone)
    page.goto(session)
    save(page, "form[action$='/minutes/']", minutes="150")
    press(page, "form[action$='/close/'] button")
    press(page, "form[action$='/certify/'] button")
    page.locator("main a[href*='/mentoring/certificates/']").click()
    code = page.locator(".certificate .code").inner_text()
    stranger = visit(390, 844, language, log_in=False)
    stranger.go(f"/mentoring/certificates/check/?code={code.lower()}")
    fits(stranger.page)
    told = stranger.page.locator("main").inner_text()
    assert f"봉합 점검 {language}" in told
    assert name not in told


def test_a_request_of_the_floor_is_answered(plant: Plant, visit: Callable[..., Visit]):
    plant.shell(SEED.replace("{tag}", "voice"))
    worker, leader = visit(390, 844, name="learn-voice"), visit(1440, 900)
    worker.go("/mentoring/voices/ask/")
    save(worker.page, topic="place", text="휴게실 환풍기가 멈춰 있습니다")
    leader.go("/mentoring/voices/")
    fits(leader.page)
    leader.page.get_by_role("link", name="휴게실 환풍기가 멈춰 있습니다").click()
    leader.page.locator("main a[href$='/answer/']").click()
    save(leader.page, state="answered", text="금요일에 바꿉니다")
    worker.go("/mentoring/voices/own/")
    expect(worker.page.locator("main")).to_contain_text("금요일에 바꿉니다")
    press(worker.page, "form[action$='/see/'] button")


def test_guests_book_a_visit_without_a_log_in(visit: Callable[..., Visit]):
    host, guest = visit(1440, 900, "en"), visit(390, 844, log_in=False)
    page, phone = agreeing(host), guest.page
    host.go("/mentoring/visits/add/")
    save(page, topic="금형 교체 10분", shows="예열대와 순서표", held_on="2090-05-04", starts="14:00", ends="16:00",
         place="정문", most="2")  # fmt: skip
    offer = page.url
    phone.goto(page.input_value("#link"))
    fits(phone)
    phone.check("[name=accepts]")
    save(phone, firm="손님금속", contact="담당", reach="010-0000-0000", people="담당\n동행")
    page.goto(offer)
    booking = page.locator("form[action$='/decide/']")
    booking.locator("[name=answer]").fill("안전화를 신고 오세요")
    with page.expect_navigation():
        booking.get_by_role("button", name="Confirm").click()
    fits(page)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("확정")
    expect(phone.locator("main")).to_contain_text("안전화를 신고 오세요")
