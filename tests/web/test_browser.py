"""The frame of the pages in a real browser: the badge pad, the banner over old data, nothing wider than the screen."""

import json
import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dure.commerce.models import Payment
from dure.plant import services
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.commerce.cast import make_firm
from tests.plant.plants import PASSWORD, person, small_plant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1440, 768, 390)
PAGES = "/plant/ /calendar/ /shifts/ /people/ /skills/ /tablets/ /security/ /changes/ /account/ /help/"
PAGES += " /items/ /items/add/ /boms/ /boms/add/ /routings/add/ /coverage/"


class Server:
    """The application on one port, to be stopped and started again."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        from dure.config.asgi import application

        options = {"log_level": "error", "timeout_graceful_shutdown": 1, "lifespan": "off"}
        config = uvicorn.Config(application, port=self.port, **options)
        self.running = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.running.run, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.running.should_exit = True
        self.thread.join(15)
        assert not self.thread.is_alive()


@pytest.fixture
def server(settings) -> Iterator[Server]:
    settings.SECOND_FACTOR = False
    found = Server()
    yield found
    found.stop()


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and not os.environ.get("CI"):
        pytest.skip("no Chromium on this computer")
    # The browser's driver runs an event loop in this thread, and the tests use tables between its calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="ko-KR", timezone_id="Asia/Seoul")
    found = context.new_page()
    yield found
    context.close()


def log_in(page: Page, server: Server, name: str) -> None:
    page.goto(server.url + "/login/")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()
    page.wait_for_url(lambda url: "/login" not in url)


def test_no_page_is_wider_than_the_screen_and_the_policy_stops_nothing(server: Server, page: Page):
    small_plant()
    person(Role.ADMINISTRATOR, name="admin", display_name="김도윤")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    log_in(page, server, "admin")
    wide = []
    for address in PAGES.split():
        page.goto(server.url + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((address, width))
    assert (wide, complaints) == ([], [])


def test_the_menu_folds_by_mouse_and_key_and_the_next_page_remembers(server: Server, page: Page):
    small_plant()
    person(Role.ADMINISTRATOR, name="admin", display_name="김도윤")
    log_in(page, server, "admin")
    page.goto(server.url + "/boms/")
    side = page.get_by_role("navigation", name="주 메뉴")
    expect(side.get_by_role("link", name="품목", exact=True)).to_be_visible()
    expect(side.get_by_role("link", name="수주", exact=True)).to_be_hidden()
    side.locator("summary", has_text="판매·구매").click()
    expect(side.get_by_role("link", name="수주", exact=True)).to_be_visible()
    side.locator("summary", has_text="보고서").focus()
    page.keyboard.press("Enter")
    page.goto(server.url + "/calendar/")
    expect(side.get_by_role("link", name="수주", exact=True)).to_be_visible()
    expect(side.get_by_role("link", name="표준화율", exact=True)).to_be_visible()
    expect(side.get_by_role("link", name="근무 달력", exact=True)).to_have_attribute("aria-current", "page")
    side.locator("summary", has_text="판매·구매").press("Space")
    page.reload()
    expect(side.get_by_role("link", name="수주", exact=True)).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="전체", exact=True).click()
    everything = page.get_by_role("dialog", name="모든 화면")
    expect(everything.get_by_role("link", name="표준화율", exact=True)).to_be_visible()
    everything.locator("summary", has_text="재고").click()
    everything.get_by_role("link", name="회수", exact=True).click()
    expect(page.locator("h1")).to_have_text("회수")


def test_search_finds_a_machine_while_typing(server: Server, page: Page):
    small_plant()
    person(Role.SUPERVISOR, name="chief")
    person(Role.ADMINISTRATOR)
    log_in(page, server, "chief")
    page.goto(server.url + "/plant/")
    page.keyboard.press("/")
    page.keyboard.type("충전")
    page.locator("#found a", has_text="충전기").click()
    page.wait_for_url("**/plant/unit/*/")


def test_badge_scanner_and_keypad_change_the_person_fast(server: Server, page: Page):
    small_plant()
    boss = person(Role.ADMINISTRATOR, Role.SUPERVISOR, name="admin")
    hand = person(Role.OPERATOR, name="seoyeon", display_name="이서연")
    badge = services.give_badge(person=hand, by=boss)
    services.set_pin(person=hand, pin="2580", by=boss)
    log_in(page, server, "admin")
    page.goto(server.url + "/tablets/")
    page.fill("main [name=name]", "1라인")
    page.get_by_role("button", name="등록").click()
    page.locator("details.menu", has=page.locator(".face")).click()
    page.get_by_role("button", name="로그아웃").click()
    page.goto(server.url + "/tablet/")
    page.keyboard.type(badge)  # what a scanner does
    page.keyboard.press("Enter")
    assert page.locator("[data-who]").inner_text() == "이서연"
    for digit in "2580":
        page.locator(f"[data-digit='{digit}']").click()
    assert page.locator(".pin i.on").count() == 4
    page.get_by_role("button", name="로그인", exact=True).click()
    page.wait_for_url(lambda url: "/tablet" not in url)
    assert json.loads(page.evaluate("JSON.stringify(document.querySelector('meta[name=idle-logout]').content)"))
    assert Person.objects.get(pk=hand.pk).last_login is not None


def open_live(page: Page, server: Server) -> None:
    """A page whose title says that it was told of something."""
    small_plant()
    person(Role.ADMINISTRATOR, name="admin")
    log_in(page, server, "admin")
    page.goto(server.url + "/help/")
    page.evaluate(
        """() => { document.getElementById('main').dataset.live = 'unit:1';
        document.body.addEventListener('dure:unit-1', () => { document.title = 'told'; });
        document.body.dispatchEvent(new CustomEvent('htmx:afterSettle')); }"""
    )
    expect(page).to_have_title("told", timeout=20_000)  # everything is fetched once when the stream stands


def test_a_page_looked_at_again_hears_again_though_its_stream_was_given_back_just_now(server: Server, page: Page):
    """A minute out of sight gives the stream back. Here its last beat came in the last seconds of that minute."""
    page.clock.install()
    open_live(page, server)
    turn = """hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
        document.title = 'waiting'; document.dispatchEvent(new Event('visibilitychange')); }"""
    page.evaluate(turn, True)
    page.clock.fast_forward(53_000)
    expect(page.locator("#stale")).to_be_hidden(timeout=20_000)
    page.clock.fast_forward(7_000)
    page.evaluate(turn, False)
    expect(page).to_have_title("told", timeout=20_000)


def test_the_banner_says_that_data_is_old_and_goes_by_itself(server: Server, page: Page):
    open_live(page, server)
    banner = page.locator("#stale")
    assert banner.is_hidden()
    server.stop()
    banner.wait_for(state="visible", timeout=20_000)
    assert "데이터가 오래되었습니다 · 연결 끊김" in banner.inner_text()
    page.evaluate("document.title = 'waiting'")
    server.start()
    banner.wait_for(state="hidden", timeout=20_000)
    expect(page).to_have_title("told", timeout=20_000)


def test_a_double_click_sends_a_form_once_and_the_way_back_finds_it_usable(server: Server, page: Page):
    small_plant()
    person(Role.ADMINISTRATOR)
    make_firm()
    person(Role.OFFICE, name="office")
    log_in(page, server, "office")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(server.url + "/sales-payments/add/")
    for name, value in (("partner", "SHOP"), ("amount", "5000")):
        page.fill(f"[name={name}]", value)
    save = page.get_by_role("button", name="저장", exact=True)
    save.dblclick()
    page.wait_for_url(re.compile(r"/sales-payments/\d+/$"))
    assert (len(sent), Payment.objects.count()) == (1, 1)
    page.go_back()
    expect(save).to_be_enabled()
    # What is wrong comes back with buttons that work.
    page.goto(server.url + "/sales-payments/add/")
    page.fill("[name=partner]", "NOBODY")
    page.fill("[name=amount]", "1")
    save.click()
    expect(page.locator(".error").first).to_be_visible()
    expect(save).to_be_enabled()
