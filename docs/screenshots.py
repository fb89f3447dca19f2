"""Makes the pictures of the documentation from a running demonstration plant.

make demo            (in one window)
python docs/screenshots.py [http://localhost:8000]
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "images"
LOGIN = ("demo-supervisor", "dure-demo-2026")
PAGES = {
    "board": ("/board/", 1280, 800),
    "wall": ("/wall/", 1280, 720),
    "unit": ("/units/PKG-01/", 1280, 900),
    "stops": ("/stops/", 1024, 768),
    "connect": ("/connect/new/", 1280, 760),
    "phone": ("/today/", 390, 844),
}
LIMIT = 200_000


def main(url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(locale="ko-KR", timezone_id="Asia/Seoul").new_page()
        page.goto(f"{url}/login/")
        page.fill("#username", LOGIN[0])
        page.fill("#password", LOGIN[1])
        page.locator("form.form button.primary").click()
        page.wait_for_url(lambda where: "/login" not in where)
        for name, (path, width, height) in PAGES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(url + path)
            _keep(page.screenshot(), name)
        page.set_viewport_size({"width": 1024, "height": 768})
        page.goto(f"{url}/stops/")
        page.locator("a.stop-card").first.click()
        page.wait_for_url("**/stops/*/")
        _keep(page.screenshot(), "stop")
        browser.close()


def _keep(picture: bytes, name: str) -> None:
    if len(picture) > LIMIT:
        raise SystemExit(f"{name}.png has {len(picture)} bytes; choose a smaller window")
    (FOLDER / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000")
