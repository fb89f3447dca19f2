"""Every live page in both languages at three widths: nothing sticks out, everything has a name."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

PAGES = (
    "/board/",
    "/wall/",
    "/units/OLD1/",
    "/units/OLD1/rules/",
    "/stops/",
    "/results/",
    "/held/",
    "/entries/",
    "/entries/OLD1/",
    "/reject-reasons/",
    "/items/",
    "/items/add/",
    "/items/1/",
    "/orders/",
    "/orders/new",
    "/reasons/",
    "/connect/",
    "/connect/new/",
    "/connect/new/by/modbus/",
    "/connect/new/by/mqtt/",
    "/connect/new/by/http_push/",
    "/connect/away",
    "/mqtt/",
    "/mqtt/new",
    "/history/",
    "/signals/",
    "/today/",
    "/kpi/",
    "/kpi/oee/",
    "/kpi/targets/",
    "/reports/",
    "/reports/trends/",
    "/reports/losses/",
    "/reports/stops/",
    "/reports/hours/",
    "/plant/",
    "/plant/work-unit/1/",
    "/calendar/",
    "/shifts/",
    "/people/",
    "/skills/",
    "/tablets/",
    "/changes/",
    "/account/",
)
WIDTHS = ((1440, 900), (768, 1024), (390, 844))
NAMELESS = """() => {
  const name = (e) => (e.getAttribute("aria-label") || e.textContent || e.title || "").trim()
    || [...e.querySelectorAll("img[alt]")].map((i) => i.alt).join("").trim();
  const bad = [];
  for (const e of document.querySelectorAll("a[href], button"))
    if (e.checkVisibility() && !name(e)) bad.push(e.outerHTML.slice(0, 120));
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (e.checkVisibility() && !e.labels?.length && !e.getAttribute("aria-label")) bad.push(e.outerHTML.slice(0, 120));
  for (const e of document.querySelectorAll("img:not([alt])")) bad.push(e.outerHTML.slice(0, 120));
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) bad.push("id twice: " + id);
  if (!document.documentElement.lang) bad.push("no language");
  if (document.querySelectorAll("main").length !== 1) bad.push("not one main");
  return bad;
}"""


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_pages_fit_and_speak(visit: Callable[..., Visit], width: int, height: int, language: str):
    person = visit(width, height, language)
    for path in PAGES:
        page = person.go(path)
        assert page.evaluate("document.documentElement.lang") == language
        sticks_out = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sticks_out <= 0, f"{path} is {sticks_out} px too wide at {width}"
        assert page.evaluate(NAMELESS) == [], path
