"""A programme office asks for a mentor, a plan is proposed with its reasons, and what is learnt stays with a worker."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit
from tests.browser.filling import fits, press, save

pytestmark = pytest.mark.browser

SEED = """
from datetime import timedelta
from django.utils import timezone
from dure.kernel import clock
from dure.mentoring.services.mentors import add_factory, add_mentor, set_mentor_skill, set_need
from dure.plant.models import Person
from dure.plant.services.people import add_person
by, day = Person.objects.get(username="ban"), timezone.localdate(clock.now())
monday = day + timedelta(days=7 - day.weekday())
near = add_mentor(name="가까운 {tag}", city="muju", by=by)
set_mentor_skill(mentor=near, field="{field}", level=4, years=9, evidence="공장 두 곳", by=by)
firm = add_factory(name="시험공장 {tag}", city="muju", first_on=monday, last_on=monday + timedelta(weeks=12), weeks=4,
                   team=1, by=by)
set_need(factory=firm, field="{field}", level=3, by=by)
add_person(username="stay-{tag}", roles=["operator"], password="browser-test-2026", display_name="인수 {tag}", by=None)
print(near.pk, monday)
"""
WORDS = {
    "ko": ("원가·생산성: 먼 ko", "희망보다 1주 늦음", "미인수", "인수함"),
    "en": ("Energy saving: 먼 en", "1 week later than asked", "not taken over", "is taken over"),
}
FIELDS = {"ko": "cost", "en": "energy"}
"""What nobody else of the tests knows or asks for."""


def add_part(page: Page, kind: str, **values: str) -> None:
    """Open the part's form on a mentor's page and save it."""
    form = f"form[action$='/{kind}/add/']"
    page.locator(f"details:has({form}) > summary").click()
    save(page, form, **values)


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_from_the_proposal_to_what_is_handed_over(plant: Plant, visit: Callable[..., Visit], language: str, width: int):
    near, begins = plant.shell(SEED.replace("{tag}", language).replace("{field}", FIELDS[language])).split()
    monday = date.fromisoformat(begins)
    knows, late, waiting, taken = WORDS[language]
    guest = visit(width, 1000, language)
    page = guest.go("/mentoring/mentors/add/")
    save(page, name=f"먼 {language}", city="gunsan")
    add_part(page, "skill", field=FIELDS[language], level="3", years="12", evidence="공장 세 곳")
    away: dict[str, Any] = {"first_on": str(monday), "last_on": str(monday + timedelta(days=2))}
    add_part(page, "absence", **away, reason="휴가")
    guest.go(f"/mentoring/mentors/{near}/")
    firm = page.locator("form[action$='/conflict/add/'] option", has_text=f"시험공장 {language}").get_attribute("value")
    add_part(page, "conflict", factory=str(firm), reason="전 직장")
    # The near mentor is barred; the other one is away in the first week.
    guest.go("/mentoring/assignments/propose/")
    save(page, first_on=str(monday))
    row = page.locator("tr", has_text=f"시험공장 {language}")
    for said in (f"먼 {language}", str(monday + timedelta(days=7)), knows, late):
        expect(row).to_contain_text(said)
    fits(page)
    press(page, f"tr:has-text('시험공장 {language}') form[action$='/accept/'] button")
    row.locator("a[href*='/residencies/']").click()
    expect(page.locator("h1")).to_contain_text(f"시험공장 {language}")
    stay = page.url.split("/mentoring/residencies/")[1].strip("/")
    page.locator("a[href$='/weeks/1/']").click()
    save(page, aim="현장 관찰", tasks="교체 세 번 재기")
    page.locator("a[href$='/handovers/add/']").click()
    page.select_option("main [name=owner]", label=f"인수 {language}")
    save(page, text="공구 대차 점검", due_on=str(monday + timedelta(days=40)))
    expect(page.locator("main")).to_contain_text(waiting)
    worker = visit(390, 844, language, name=f"stay-{language}")
    phone = worker.go("/mentoring/handovers/")
    fits(phone)
    phone.locator("a[href$='/take/']").click()
    save(phone)
    expect(phone.locator("a[href$='/take/']")).to_have_count(0)
    guest.go(f"/mentoring/residencies/{stay}/")
    expect(page.locator("tr", has_text="공구 대차 점검")).to_contain_text(taken)
    guest.go(f"/mentoring/residencies/{stay}/report/")
    for said in (f"시험공장 {language}", "현장 관찰", "공구 대차 점검"):
        expect(page.locator("body")).to_contain_text(said)
    for path in ("residencies/", "mentors/", "factories/", "assignments/"):
        guest.go(f"/mentoring/{path}")
        fits(page)
