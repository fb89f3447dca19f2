"""Every page of production, quality, maintenance and safety with rows on it: at tablet and phone size, both languages.

The pages are found in the URLs: a new one is opened here without being named, and one that needs a row says so.
The rows are the demonstration's.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Plant, Visit, fresh_plant, sign_in
from tests.browser.test_pages import NAMELESS

LOADS = (
    """
from datetime import timedelta
from dure.demo import plant
from dure.demo.floor import ports_from
from dure.demo.simulation import Plant, local_day
from dure.kernel import clock
from pathlib import Path
now_us = clock.now_us()
simulated = Plant(1, local_day(now_us) - timedelta(days=40))
plant.load(simulated, ports_from(50_000, Path("/nowhere")), now_us)
from dure.demo import register
register.load(local_day(now_us), since=local_day(now_us) - timedelta(days=21))
plant.plan_orders(simulated, now_us, 1)
""",
    "from dure.demo import trade; trade.load()",
    "from dure.demo import agreed, shop; agreed.load(); shop.load()",
    """
import uuid
from datetime import timedelta
from decimal import Decimal
from dure.kernel import clock
from dure.plant.models import Person, WorkUnit
from dure.plant.services import add_part, register_tablet
from dure.plant.services.people import add_person
from dure.production.models import Downtime, OrderOperation, RejectReason
from dure.production.services.entries import enter_quantity
from dure.production.services.floor import reporting, starting
from dure.production.services.floor.reporting import Loss, Said
boss = add_person(username="ban", roles=["supervisor", "quality", "maintenance", "planner", "office", "owner"],
                  password="browser-test-2026", display_name="김반장", by=None)
units = {one.code: one for one in WorkUnit.objects.all()}
rows = OrderOperation.objects.filter(order__status__in=("released", "running"), order__item__code__startswith="RN")
first = rows.filter(number=10).order_by("order__due_at").first()
starting.start(client_id=uuid.uuid4(), operation=first, work_unit=units["MIX-01"], person=boss, allowed_by=boss)
loss = Loss(Decimal(2), "reject", reason=RejectReason.objects.first())
reporting.report(client_id=uuid.uuid4(), operation=first, work_unit=units["MIX-01"], person=boss,
                 said=Said(Decimal(300), losses=[loss]))
Downtime.objects.create(work_unit=units["PKG-01"], started_at=clock.now() - timedelta(minutes=40),
                        ended_at=clock.now() - timedelta(minutes=10))
bench = add_part(level="work-unit", by=boss, code="HAND-01", name="손포장대", work_center=units["PKG-01"].work_center)
hour = clock.now().replace(minute=0, second=0, microsecond=0)
enter_quantity(client_id=uuid.uuid4(), work_unit=bench, starts_at=hour,
               kind="good", quantity=Decimal(40), person=boss)
print(register_tablet(name="제면동 태블릿", area=units["MIX-01"].work_center.area, by=boss)[1])
""",
)
FIND = """
import json
from django.apps import apps
told = {}
for name, label in %r.items():
    row = apps.get_model(label).objects.order_by("pk").last()
    assert row is not None, f"{name}: no {label}"
    told[name] = {key: getattr(row, key, None) for key in ("pk", "number", "code", "token", "item_id", "work_unit_id")}
print(json.dumps(told, default=str))
"""
ORDER, UNIT, OPERATION = "production.WorkOrder", "plant.WorkUnit", "production.OrderOperation"
HACCP, RISK, MATRIX = "quality.HaccpVersion", "safety.RiskAssessment", "safety.RiskMatrix"
ROWS = {
    "production:day-sheet": UNIT,
    "production:day-sheet-enter": UNIT,
    "production:entry": UNIT,
    "production:entry-correct": "production.HandEntry",
    "production:entry-list": UNIT,
    "production:entry-why": UNIT,
    "production:floor-batch": UNIT,
    "production:floor-report": OPERATION,
    "production:floor-unit": UNIT,
    "production:order-choose": UNIT,
    "production:order-cost": ORDER,
    "production:order-floor": ORDER,
    "production:order-goods": ORDER,
    "production:order-paper": ORDER,
    "production:order-values": ORDER,
    "production:reason-edit": "production.DowntimeReason",
    "production:report-correct": "production.OperationStep",
    "production:recount-state": UNIT,
    "production:rework": OPERATION,
    "production:stop": "production.Downtime",
    "production:tool": "plant.Tool",
    "production:tool-cavities": "plant.Tool",
    "production:unit-rules": UNIT,
    "production:weigh-order": ORDER,
    "production:weigh-rule": "production.WeighRule",
    "quality:capability": "quality.Characteristic",
    "quality:case": "quality.Nonconformance",
    "quality:ccp_point": "quality.ControlPoint",
    "quality:ccp_sheet": "quality.ControlPoint",
    "quality:characteristic": "quality.Characteristic",
    "quality:chart": "quality.Chart",
    "quality:chart_add": "quality.Characteristic",
    "quality:chart_change": "quality.Chart",
    "quality:chart_live": "quality.Chart",
    "quality:clean": UNIT,
    "quality:control_point": "quality.ControlPoint",
    "quality:calibrate": "quality.Gauge",
    "quality:gauge": "quality.Gauge",
    "quality:gauge_change": "quality.Gauge",
    "quality:study_add": "quality.Gauge",
    "quality:control_point_add": HACCP,
    "quality:haccp_change": HACCP,
    "quality:hazard_add": HACCP,
    "quality:haccp_sheet": HACCP,
    "quality:haccp_version": HACCP,
    "quality:hazard": "quality.Hazard",
    "quality:inspect_work": "quality.Inspection",
    "quality:inspection": "quality.Inspection",
    "quality:inspection_report": "quality.Inspection",
    "quality:item": "quality.Characteristic",
    "quality:plan": "quality.InspectionPlan",
    "quality:study": "quality.GaugeStudy",
    "maintenance:failures": UNIT,
    "maintenance:history": UNIT,
    "maintenance:job": "maintenance.Job",
    "maintenance:job-change": "maintenance.Job",
    "maintenance:job-paper": "maintenance.Job",
    "maintenance:plan": "maintenance.MaintenancePlan",
    "maintenance:plan-change": "maintenance.MaintenancePlan",
    "maintenance:request": "maintenance.WorkRequest",
    "maintenance:told": "maintenance.WorkRequest",
    "safety:accident": "safety.Accident",
    "safety:accident-change": "safety.Accident",
    "safety:action": "safety.CorrectiveAction",
    "safety:action-add-for": "safety.NearMiss",
    "safety:action-change": "safety.CorrectiveAction",
    "safety:at": "safety.ReportPoint",
    "safety:at-suggest": "safety.ReportPoint",
    "safety:band": "safety.RiskBand",
    "safety:band-add": MATRIX,
    "safety:injury": "safety.Injury",
    "safety:injury-add": "safety.Accident",
    "safety:lifting": "safety.ErgonomicTask",
    "safety:line": "safety.RiskLine",
    "safety:line-add": RISK,
    "safety:matrix": MATRIX,
    "safety:matrix-words": MATRIX,
    "safety:near-miss": "safety.NearMiss",
    "safety:near-miss-answer": "safety.NearMiss",
    "safety:posture": "safety.ErgonomicTask",
    "safety:risk": RISK,
    "safety:risk-change": RISK,
    "safety:risk-print": RISK,
    "safety:suggestion": "safety.Suggestion",
    "safety:suggestion-answer": "safety.Suggestion",
    "safety:task": "safety.ErgonomicTask",
    "safety:task-change": "safety.ErgonomicTask",
    "safety:told": "safety.NearMiss",
}
"""Of which table the newest row is what the page shows."""
WORDS = {
    "kind": "unit",
    "source": "near_miss",
    "stage": "before",
    "part": "hazards",
    "verb": "submit",
    "field": "picture",
}
"""What stands for the words in addresses."""
CONTEXTS = ("production", "quality", "maintenance", "safety")
FILES = {
    "maintenance:picture",
    "production:weigh-label",
    "production:work-media",
    "quality:case_picture",
    "safety:accident-picture",
    "safety:evidence-file",
    "safety:picture",
}
"""Never a page."""
CONNECTING = "production:connect"
"""Looked at with a device at the other end: test_day.py, test_connections.py."""
ONLY_POSTED = 405
GONE_ON = {"quality:inspect_work": 302}
"""Pages that send on, or are no longer there, once what they were for is done."""
ENGLISH = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());)
    if (/[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(node.data) && node.parentElement.checkVisibility()
        && !node.parentElement.closest("script, style, code, pre, [lang=en]")) found.push(node.data.trim());
  return found;
}"""
SMALL = """() => {
  const found = [];
  const targets = "button, summary, select, textarea, input:not([type=hidden]), a.button, a.card, a.round";
  for (const e of document.querySelectorAll(targets)) {
    const own = e.matches("[type=checkbox], [type=radio], [type=file]") && e.closest("label") || e;
    if (!own.checkVisibility() || own.matches(".skip, .sr") || e.disabled) continue;
    const {width, height} = own.getBoundingClientRect();
    if (width > 1 && (width < 47.5 || height < 47.5)) found.push(`${width} x ${height} ${own.outerHTML.slice(0, 140)}`);
  }
  return found;
}"""


@dataclass
class Shop:
    """The plant, the token of a tablet in it, and for each name of ROWS the values of its newest row."""

    plant: Plant
    token: str
    rows: dict[str, dict[str, Any]]

    def pages(self) -> Iterator[tuple[str, str]]:
        """Name and address of each URL of the contexts."""
        for context in CONTEXTS:
            named = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == context)
            for pattern in flat(named.url_patterns):
                name = f"{context}:{pattern.name}"
                wanted = pattern.pattern.regex.groupindex
                yield name, reverse(name, kwargs={key: self.value(name, key) for key in wanted})

    def value(self, name: str, key: str) -> str:
        row = self.rows.get(name, {})
        if (name, key) == ("quality:case_step", "verb"):
            return "contain"
        if key in WORDS:
            return WORDS[key]
        if name == "quality:item":
            key = "item_id"
        if name == "production:floor-report" and key == "code":
            return "MIX-01"
        return str(row.get(key) or row.get("pk") or 1)


def flat(patterns: list[Any]) -> Iterator[Any]:
    for one in patterns:
        if hasattr(one, "url_patterns"):
            if not getattr(one, "namespace", ""):
                yield from flat(one.url_patterns)
        elif one.name:
            yield one


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with fresh_plant(DURE_SECOND_FACTOR="off") as plant:
        told = [plant.shell(code, within_s=300) for code in LOADS]
        yield Shop(plant, told[-1], json.loads(plant.shell(FIND % ROWS)))


@pytest.fixture
def look(shop: Shop, chromium: Browser) -> Iterator[Callable[[int, int, str], Visit]]:
    """Opens a browser of a size and language, the supervisor logged in on a registered tablet."""
    visits: list[Visit] = []

    def begin(width: int, height: int, language: str) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale=language, timezone_id="Asia/Seoul"
        )
        context.set_default_timeout(60_000)
        found = Visit(context.new_page(), shop.plant.url)
        visits.append(found)
        found.page.on("console", lambda said: said.type == "error" and found.complaints.append(said.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        sign_in(found, "ban", "")
        context.add_cookies([{"name": "dure_language", "value": language, "url": shop.plant.url}])
        context.add_cookies([{"name": "dure_tablet", "value": shop.token, "url": shop.plant.url}])
        return found

    yield begin
    for one in visits:
        one.page.context.close()


def answer_of(visit: Visit, path: str) -> tuple[int, bool]:
    """Its status, and whether it is a whole page to whoever opens it: not a part of one, a sheet or a picture."""
    answer = visit.page.request.get(visit.url + path, max_redirects=0)
    is_page = answer.status == 200 and "text/html" in answer.headers["content-type"] and "<html" in answer.text()
    return answer.status, is_page


def troubles(visit: Visit, language: str) -> list[str]:
    """What is wrong with the page that is open."""
    page = visit.page
    found = [f"console: {one}" for one in visit.complaints]
    visit.complaints.clear()
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{over} px too wide"] if over > 0 else []
    found += page.evaluate(NAMELESS)
    found += [f"in English: {text}" for text in page.evaluate(ENGLISH)] if language == "ko" else []
    if page.locator("body.kiosk").count():
        found += [f"small: {text}" for text in page.evaluate(SMALL)]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(("width", "height"), [(768, 1024), (390, 844)])
def test_each_page_fits_and_speaks(
    shop: Shop, look: Callable[[int, int, str], Visit], width: int, height: int, language: str
):
    visit = look(width, height, language)
    found: dict[str, list[str]] = {}
    seen = 0
    for name, path in [one for one in shop.pages() if one[0] not in FILES and not one[0].startswith(CONNECTING)]:
        status, is_page = answer_of(visit, path)
        if is_page:
            visit.go(path)
            seen += 1
            if wrong := troubles(visit, language):
                found[path] = wrong
        elif status not in {200, ONLY_POSTED, GONE_ON.get(name)}:
            found[path] = [f"{name} answers {status}; where it needs a row, ROWS says of which table"]
    assert found == {}
    assert seen > 90


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (390, 844)])
def test_a_gloved_hand_hits_each_target_of_the_work_page(
    shop: Shop, look: Callable[[int, int, str], Visit], width: int, height: int
):
    """The machines, the work at one, and each sheet that opens over it."""
    visit = look(width, height, "ko")
    page = visit.go("/work/")
    page.locator(".unit-tile", has_text="반죽 혼합기").click()
    page.locator("[data-place=acts] button").first.wait_for()
    assert troubles(visit, "ko") == []
    page.locator(".floor-list .unit-tile").last.click()
    expect(page.locator("[data-place=acts] button").first).to_be_in_viewport()
    sheets = (("[data-do=person]", "person"), ("[data-do=calls]", "call"))
    for opener, sheet in sheets:
        page.locator(opener).first.click()
        page.locator(f"#{sheet}-dialog[open]").wait_for()
        assert troubles(visit, "ko") == [], sheet
        page.locator(f"#{sheet}-dialog [data-do=close]").click()
