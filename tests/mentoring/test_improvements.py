"""From trouble to an improvement task: the button on other pages, what it proposes, and the way back."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from dure.mentoring.models import ImprovementTask
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.web import search
from dure.web.improvements import Origin, find
from tests.access import decisions, safety
from tests.access.things import PIXEL, Things, make
from tests.mentoring.test_tasks import found
from tests.mentoring.toolbox import mentor, press, quick
from tests.plant.plants import logged_in, person

__all__ = ["mentor", "press", "quick"]
pytestmark = pytest.mark.django_db
BUTTON = re.compile(r'href="(/improvement/add/\?[^"]+)"')


def button(browser, address: str) -> str:
    """The address of the button on a page."""
    page = browser.get(address)
    assert page.status_code == 200
    return unescape(BUTTON.findall(page.content.decode())[0])


def chief() -> Person:
    return person(Role.ADMINISTRATOR, name="chief")


def decided() -> Things:
    return Things(decisions.make(chief()))


def safe() -> Things:
    return Things(safety.make(chief(), PIXEL))


@pytest.mark.parametrize(
    ("world", "pages"),
    [
        (decided, (("decisions:alarm", "ringing"), ("decisions:recommendation", "advice"))),
        (safe, (("safety:action", "action"),)),
        (make, (("quality:case", "case"), ("product:finding", "found"))),
    ],
)
def test_trouble_becomes_a_task_that_leads_back(world, pages, mentor):
    things = world()
    for page, thing in pages:
        brought(logged_in(mentor), page, things[thing])


def brought(browser, page: str, thing) -> None:
    key = getattr(thing, "pk", thing)
    address = reverse(page, args=[key])
    to = button(browser, address)
    told = {name: values[0] for name, values in parse_qs(urlsplit(to).query).items()}
    assert (told["origin_page"], told["origin_key"]) == (page, str(key))
    form = {"title": told["title"], "problem": "되풀이된다", "loss": told.get("loss", "breakdown")}
    places = re.findall(r'<option value="([au]\d+)"', browser.get(to).content.decode())
    answer = browser.post(to, form | {"place": places[0]})
    task = ImprovementTask.objects.latest("pk")
    assert answer.url == reverse("mentoring:task", args=[task.pk])
    assert (task.origin_page, task.origin_key, task.title) == (page, str(key), told["title"])
    assert f'href="{answer.url}"' in browser.get(address).content.decode()
    assert f'href="{address}"' in browser.get(answer.url).content.decode()


def test_who_may_not_add_sees_the_tasks_alone(press, mentor):
    task = found(press, mentor)
    ImprovementTask.objects.filter(pk=task.pk).update(origin_page="quality:case", origin_key="7")
    origin = Origin(page="quality:case", key="7", text="NC-7")
    seen = find(origin, frozenset({Role.OPERATOR}))
    assert seen is not None
    assert ([one.detail for one in seen.tasks], seen.add) == ([task.number], "")
    assert find(origin, frozenset()) is None


def test_the_proposed_figure_is_kept_and_an_unknown_one_left_out(press, mentor):
    browser = logged_in(mentor)
    form = {"title": "불량 줄이기", "problem": "불량", "loss": "defect", "place": f"u{press.pk}"}
    for kpi, scope in (("scrap_ratio", "work_unit:M1"), ("no_such", "work_unit:M1"), ("scrap_ratio", "work_unit:NONE")):
        browser.post(f"/improvement/add/?kpi={kpi}&scope={scope}", form)
    kept = list(ImprovementTask.objects.order_by("pk").values_list("kpi", "scope"))
    assert kept == [("scrap_ratio", "work_unit:M1"), ("", ""), ("", "")]


def test_the_search_box_finds_tasks_and_no_more_than_one_may_see(press, mentor):
    task = found(press, mentor)
    hits = [hit.href for hit in search.find(task.number, frozenset({Role.MENTOR}))]
    assert hits == [reverse("mentoring:task", args=[task.pk])]
    assert search.find(task.number, frozenset()) == []
