"""Two people answer a table on their tablets apart from each other, settle where they differ, and read the report."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Plant, Visit

pytestmark = pytest.mark.browser

SEED = """
from datetime import date
from dure.mentoring.models import AssessmentTable
from dure.mentoring.services import assessment_tables as tables
from dure.mentoring.services import diagnoses
from dure.plant.models import Person
from dure.plant.services.people import add_person
ban, tag = Person.objects.get(username="ban"), "{tag}"
lee = add_person(username="lee-" + tag, roles=["quality"], password="browser-test-2026", display_name="Lee", by=None)
table = AssessmentTable.objects.create(key="pair-" + tag, name="Floor " + tag, levels=list("01234"),
                                       cut_points=[25, 75], cut_names=["low", "high"])
for name, questions in (("Work", (("Plan?", 40), ("Result?", 30))), ("Places", (("5S?", 30),))):
    module = tables.set_module(table=table, module=None, by=ban, area="Floor", code=name.lower(), name=name)
    for question, points in questions:
        tables.set_item(module=module, item=None, by=ban, question=question, points=points)
table = tables.publish_table(table=table, by=ban)
print(diagnoses.begin_diagnosis(table=table, first=ban, second=lee, assessed_on=date(2026, 5, 4), by=ban).pk)
"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NOTE = "only on paper"
WORDS = {
    "ko": ("제출", "합의", "마감", "진단 보고서"),
    "en": ("Hand in", "Settle", "Close", "Diagnosis report"),
}


def answer(guest: Visit, address: str, levels: tuple[int, ...], note: str, hand_in: str) -> Page:
    """Tap a level for each question, module by module, note something with the first, and hand in."""
    page, done = guest.go(f"{address}answers/"), 0
    while done < len(levels):
        questions = page.locator(".diagnosis-question")
        for at in range(questions.count()):
            one = questions.nth(at)
            if not done:
                one.locator(".diagnosis-note input").fill(note)
            one.locator(f'.diagnosis-levels button[value="{levels[done]}"]').click()
            expect(one.locator('.diagnosis-levels [aria-pressed="true"] strong')).to_have_text(str(levels[done]))
            done += 1
        assert page.evaluate(WIDE) <= 0
        with page.expect_navigation():
            page.locator(".diagnosis-nav a.primary").click()
    with page.expect_navigation():
        page.get_by_role("button", name=hand_in, exact=True).click()
    return page


@pytest.mark.parametrize(("language", "width"), [("ko", 768), ("en", 1440)])
def test_from_two_opinions_to_a_report(plant: Plant, visit, language: str, width: int):
    """Levels 4, 2, 0 and 4, 2, 2 of 4; agreed on 1 for the last: 40 + 15 + 7.5 of 100."""
    key = int(plant.shell(SEED.replace("{tag}", language)).splitlines()[-1])
    address = f"/diagnoses/{key}/"
    hand_in, settle, close, report = WORDS[language]
    first, second = visit(width, 1024, language), visit(width, 1024, language, name=f"lee-{language}")
    answer(first, address, (4, 2, 0), NOTE, hand_in)
    for path in ("", "print/"):
        assert NOTE not in second.go(address + path).locator("main").inner_text()
    page = answer(second, address, (4, 2, 2), "", hand_in)
    differs = page.locator(".diagnosis-differs")
    assert differs.count() == 1
    differs.locator("select").select_option("1")
    differs.locator("[name=reason]").fill("There is no goal")
    with page.expect_navigation():
        differs.get_by_role("button", name=settle).click()
    page = first.go(address)
    page.fill("[name=summary]", "It gets better")
    with page.expect_navigation():
        page.get_by_role("button", name=close, exact=True).click()
    told = page.locator("main").inner_text()
    assert "62.5" in told
    assert "There is no goal" in told
    assert page.evaluate(WIDE) <= 0
    if language == "en":
        assert re.findall("[가-힣]+", told.replace("김반장", "")) == []
    sheet = first.go(f"{address}print/")
    assert report in sheet.locator("h1").inner_text()
    assert "62.5 / 100 · low" in sheet.locator("main").inner_text()
    for path in ("/diagnoses/", "/assessment-tables/"):
        assert first.go(path).evaluate(WIDE) <= 0, path
