"""Makes the pictures of the documentation from a running demonstration plant.

make demo            (in one window)
python docs/screenshots.py [http://localhost:8000]
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "images"
PASSWORD = "dure-demo-2026"  # noqa: S105 - printed for everyone by the demonstration
BADGE, PIN = "DEMO-BADGE-1", "2580"
MACHINE = "반죽 혼합기"
PAGES = {
    "board": ("/board/", 1280, 800),
    "wall": ("/wall/", 1280, 720),
    "unit": ("/units/PKG-01/", 1280, 900),
    "stops": ("/stops/", 1024, 768),
    "connect": ("/connect/new/", 1280, 760),
    "phone": ("/today/", 390, 844),
    "andon": ("/calls/", 1024, 768),
    "maintenance": ("/maintenance/", 1024, 768),
    "near-miss": ("/safety/tell/", 390, 844),
}
FOLLOWED = {
    "stop": ("/stops/", "a.stop-card", 1024, 768),
    "chart": ("/quality/charts/", "main a[href*='/quality/charts/']", 1024, 900),
    "ccp": ("/ccp/", "a[href^='/ccp/']:has-text('CCP-2P')", 1024, 900),
    "maintenance-job": ("/maintenance/jobs/", "a:has-text('월 정기점검')", 390, 844),
}
"""Pages behind a link of another one."""
MENTORED = {
    "diagnosis": ("/diagnoses/", "main td a", 1024, 900),
    "task": ("/improvement/?state=done", "main td a", 1024, 900),
    "residency": ("/mentoring/residencies/", "main td a", 1024, 900),
}
"""The same for the log-in of a mentor."""
LIMIT = 150_000


def main(url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tablet(browser, url)
        office(browser, url)
        mentor(browser, url)
        browser.close()


def office(browser: Browser, url: str) -> None:
    """The pages of the supervisor."""
    page = _logged_in(browser, url, "demo-supervisor")
    _plan_the_service(page, url)
    for name, (path, width, height) in PAGES.items():
        _keep(_sized(page, width, height, f"{url}{path}"), name)
    _follow(page, url, FOLLOWED)


def mentor(browser: Browser, url: str) -> None:
    """What a mentor looks at in the first weeks of a stay."""
    page = _logged_in(browser, url, "demo-mentor")
    _keep(_sized(page, 1024, 900, f"{url}/losses/"), "losses")
    _follow(page, url, MENTORED)


def _follow(page: Page, url: str, pages: dict[str, tuple[str, str, int, int]]) -> None:
    for name, (path, link, width, height) in pages.items():
        _sized(page, width, height, f"{url}{path}")
        before = page.url
        page.locator(link).first.click()
        page.wait_for_url(lambda where, before=before: where != before)
        page.wait_for_load_state()
        _keep(page, name)


def tablet(browser: Browser, url: str) -> None:
    """A tablet of the noodle room at work: machines, a job before its start, a report; taken back at the end."""
    page = _logged_in(browser, url, "demo-supervisor", width=1280, height=800)
    page.goto(f"{url}/tablets/")
    page.fill("#id_name", "제면동 태블릿")
    page.select_option("#id_area", label="제면동")
    page.locator("form[action*='register'] button.primary").click()
    page.wait_for_load_state()
    page.goto(f"{url}/work/")
    page.locator(".unit-tile", has_text=MACHINE).wait_for()
    _keep(page, "work-units")
    _badge_in(page)
    page.locator(".unit-tile", has_text=MACHINE).click()
    page.locator(".floor-list .unit-tile", has_text="대기").first.click()
    start = page.locator("[data-place=acts] [data-do=act][value=start]")
    start.wait_for()
    _keep(page, "work-start")
    start.click()
    page.locator("[data-place=acts] [data-do=act][value=report]").click()
    page.locator("#report-dialog[open]").wait_for()
    page.locator("#report-dialog [data-do=target]").click()
    for digit in "300":
        page.locator(f"#report-dialog [data-do=digit][value='{digit}']").click()
    page.locator("#report-dialog [data-do=reason]").first.click()
    _keep(page, "work-report")
    page.locator("#report-dialog [data-do=close]").click()
    page.locator("[data-do=undo]").first.click()
    page.locator("[data-do=calls]").click()
    page.locator("#call-dialog[open] [data-do=call]").first.click()
    page.locator("[data-place=waiting]:empty").wait_for(state="attached")


def _badge_in(page: Page) -> None:
    page.keyboard.type(BADGE)
    page.keyboard.press("Enter")
    page.locator("#person-dialog[open]").wait_for()
    for digit in PIN:
        page.locator(f"#person-dialog [data-do=pin][value='{digit}']").click()
    page.locator("#person-dialog [data-do=enter]").click()
    page.locator("#person-dialog:not([open])").wait_for(state="attached")


def _plan_the_service(page: Page, url: str) -> None:
    """A job of the monthly service, so that its checklist can be shown; there is one job for each that is due."""
    page.goto(f"{url}/maintenance/")
    button = page.locator("tr:has-text('월 정기점검') button")
    if button.count():
        button.first.click()
        page.wait_for_load_state()


def _logged_in(browser: Browser, url: str, name: str, *, width: int = 1280, height: int = 800) -> Page:
    context = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul", viewport={"width": width, "height": height})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{url}/login/")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.locator("form.form button.primary").click()
    page.wait_for_url(lambda where: "/login" not in where)
    return page


def _sized(page: Page, width: int, height: int, address: str) -> Page:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    return page


def _keep(page: Page, name: str) -> None:
    picture = page.screenshot()
    if len(picture) > LIMIT:
        raise SystemExit(f"{name}.png has {len(picture)} bytes; choose a smaller window")
    (FOLDER / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000")
