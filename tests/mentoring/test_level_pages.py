"""The pages of levels as those who use them see them, and the navigation that fits the level."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring import tasks
from dure.mentoring.level import USUAL, Level
from dure.mentoring.level_words import WORDS
from dure.mentoring.models import LevelClaim, LevelDay, LevelRules, LevelThreshold, ShownModules
from dure.mentoring.selectors import level as selectors
from dure.mentoring.services import level as services
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.web import menu
from dure.web.access import Pass
from tests.access.things import PIXEL
from tests.mentoring import stages
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
PAGES = "/level/"


@pytest.fixture
def chief(db) -> Person:
    return person(Role.ADMINISTRATOR, name="chief")


@pytest.fixture
def office(chief: Person) -> Client:
    return logged_in(chief)


@pytest.fixture
def today() -> date:
    return timezone.localdate(clock.now())


def read(client: Client, path: str = PAGES) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_before_anything_was_computed(office: Client):
    assert "아직 계산한 수준이 없습니다" in read(office)


def test_computing_shows_figures_thresholds_and_what_is_missing(office: Client, today: date):
    stages.on_paper()
    assert office.post("/level/compute").status_code == 302
    page = read(office)
    assert "JS1 미만" in page
    assert "0 / 6" in page
    assert "데이터 없음" in page
    assert page.count("level-spark") == len(USUAL)
    assert LevelDay.objects.get().day == today
    missing = read(office, "/level/criteria/bom/")
    assert "CAKE cake" in missing
    assert reverse("product:bom_add") + "?item=" in missing
    assert office.get("/level/criteria/nothing/").status_code == 404
    for key in USUAL:
        assert read(office, f"/level/criteria/{key}/")


def test_the_page_asks_a_fixed_number_of_questions(office: Client, today: date, django_assert_max_num_queries):
    stages.on_paper()
    for ago in range(20):
        services.compute_level(day=today - timedelta(days=ago), now=clock.now())
    with django_assert_max_num_queries(14):
        read(office)


def test_the_export_has_every_criterion(office: Client):
    stages.on_paper()
    office.post("/level/compute")
    sheet = load_workbook(BytesIO(office.get(PAGES + "?format=xlsx").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sum(row[0] in ("JS1", "JS2", "JS3") for row in rows) == len(USUAL)
    assert ["JS2", "자동 집계 수량", "데이터 없음"] in [row[:3] for row in rows]


def test_the_report_on_paper_has_every_criterion_and_what_is_missing(office: Client, today: date):
    assert office.get("/level/print/").status_code == 404
    stages.on_paper()
    office.post("/level/compute")
    pages = PdfReader(BytesIO(office.get("/level/print/?format=pdf").content)).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(595, 842)}
    assert [f"{at} / {len(pages)}" in page.extract_text() for at, page in enumerate(pages, 1)] == [True] * len(pages)
    assert 3 <= len(pages) <= 4
    text = "".join(page.extract_text() for page in pages)
    assert all(str(WORDS[key].name) in text for key in USUAL)
    missing = text.partition("아직 부족한 것")[2]
    assert "자재명세서(BOM)가 있는 품목 0.0 % (≥ 90.0 %)" in missing
    assert "CAKE cake" in missing
    english = office.get("/level/print/?language=en").content.decode()
    assert "What is still missing" in english


def test_who_only_reads_sees_no_button(office: Client):
    office.post("/level/compute")
    page = read(logged_in(person(Role.OFFICE)))
    assert "/level/compute" not in page
    assert "/level/claims/add/" not in page


def test_a_claim_stands_beside_what_the_data_says(office: Client, today: date):
    stages.on_paper()
    stages.standardise(today)
    office.post("/level/compute")
    claim = {"level": "2", "claimed_on": f"{today}", "claimed_by": "인증기관", "number": "제1호"}
    file = SimpleUploadedFile("c.png", PIXEL, "image/png")
    assert office.post("/level/claims/add/", claim | {"picture": file}).status_code == 302
    row = LevelClaim.objects.get()
    assert office.get(f"/level/claims/{row.pk}/file").headers["Content-Type"] == "image/png"
    page = read(office)
    assert "1단계 높습니다" in page
    assert "자동 집계 수량: 데이터가 없습니다." in page
    assert office.post(f"/level/claims/{row.pk}/", claim | {"level": "1"}).status_code == 302
    assert "일치합니다" in read(office)
    assert LevelClaim.objects.get().file == row.file
    ended = {"until": f"{today - timedelta(days=1)}"}
    assert office.post(f"/level/claims/{row.pk}/", claim | ended).status_code == 422
    assert office.post(f"/level/claims/{row.pk}/remove").status_code == 302
    assert not LevelClaim.objects.exists()
    undo = next(one for one in read(office).split('"') if one.startswith("/level/undo/"))
    assert office.post(undo).status_code == 302
    assert LevelClaim.objects.get().file == row.file


def test_an_old_claim_no_longer_counts(chief: Person, today: date):
    given = {"level": 1, "claimed_by": "x", "by": chief, "claimed_on": today - timedelta(days=400)}
    services.add_claim(**given, until=today - timedelta(days=35))
    assert selectors.claim_on(today) is None
    assert selectors.claim_on(today - timedelta(days=35)) is not None


def test_thresholds_are_written_published_and_stay(office: Client, chief: Person, today: date):
    stages.on_paper()
    office.post("/level/thresholds/new/", {"note": "우리 지역 기준"})
    row = LevelRules.objects.get()
    assert row.thresholds.count() == len(USUAL)
    with pytest.raises(Conflict):
        services.new_rules(note="x", by=chief)
    bom = row.thresholds.get(criterion="bom")
    wrong = {"reach": "40", "keep": "50", "is_asked": "on"}
    assert office.post(f"/level/thresholds/lines/{bom.pk}/", wrong).status_code == 422
    assert office.post(f"/level/thresholds/lines/{bom.pk}/", wrong | {"keep": "30"}).status_code == 302
    bom.refresh_from_db()
    assert (bom.reach, bom.keep) == (0.4, 0.3)
    assert selectors.thresholds_of(selectors.rules_in_force(today)) == USUAL
    assert office.post(f"/level/thresholds/{row.pk}/publish").status_code == 302
    assert selectors.thresholds_of(selectors.rules_in_force(today))["bom"].reach == 0.4
    assert selectors.rules_in_force(today - timedelta(days=1)) is None
    assert office.post(f"/level/thresholds/lines/{bom.pk}/", wrong | {"keep": "20"}).status_code == 409
    for change in (
        lambda: LevelThreshold.objects.filter(pk=bom.pk).update(reach=0.1),
        lambda: LevelThreshold.objects.filter(pk=bom.pk).delete(),
        lambda: LevelRules.objects.filter(pk=row.pk).update(note="anders"),
    ):
        with pytest.raises(IntegrityError, match="thresholds in force"), transaction.atomic():
            change()
    assert "우리 지역 기준" in read(office, "/level/thresholds/")
    assert "≥ 40" in read(office, f"/level/thresholds/{row.pk}/")


def test_a_day_is_judged_by_the_thresholds_of_that_day(chief: Person, today: date):
    stages.on_paper()
    draft = services.new_rules(note="leicht", by=chief)
    for one in draft.thresholds.all():
        values = {"is_asked": one.criterion in ("equipment", "counted", "due"), "reach": 0.0, "keep": 0.0}
        services.change_threshold(threshold=one, by=chief, **values)
    services.publish_rules(rules=draft, on=today, by=chief)
    assert services.compute_level(day=today - timedelta(days=1), now=clock.now()).level == Level.NONE
    row = services.compute_level(day=today, now=clock.now())
    # No machine has a nameplate, which is enough now; nothing was counted, which never is.
    assert (row.level, row.rules) == (Level.JS1, draft)
    assert row.figures.count() == 3


def test_a_version_asks_something_of_each_level_or_is_thrown_away(office: Client, chief: Person, today: date):
    draft = services.new_rules(note="x", by=chief)
    for one in draft.thresholds.all():
        services.change_threshold(threshold=one, by=chief, is_asked=one.criterion == "bom")
    with pytest.raises(Invalid):
        services.publish_rules(rules=draft, on=today, by=chief)
    assert office.post(f"/level/thresholds/{draft.pk}/discard").status_code == 302
    assert not LevelRules.objects.exists()


def names(shown: list[menu.Entry]) -> set[str]:
    return {entry.url_name for entry in shown}


def test_pages_come_and_go_with_the_level_and_nothing_is_lost(office: Client, chief: Person, today: date):
    every = menu.open_to(Pass(signed_in=True, roles=frozenset({Role.ADMINISTRATOR})))
    assert menu.limit() is None
    assert names(menu.within(every, menu.limit())) == names(every)
    assert office.post("/level/pages/", {"choice": "next"}).status_code == 302
    assert menu.limit() == 1
    for level, highest in ((0, 1), (1, 2), (2, 3), (3, 3), (1, 2)):
        LevelDay.objects.update_or_create(day=today, defaults={"level": level, "computed_at": clock.now()})
        assert menu.limit() == highest
    shown = names(menu.within(every, menu.limit()))
    assert {"product:boms", "production:connections", "mentoring:level"} <= shown
    assert "planning:schedule" not in shown
    assert "decisions:inbox" not in shown
    page = read(office)
    assert 'href="/planning/schedule/"' not in page
    assert office.get("/planning/schedule/").status_code == 200
    assert "개 더 보기" in page
    assert office.post("/all-pages/", {"all": "1"}, headers={"Referer": "/level/"})["Location"] == "/level/"
    page = read(office)
    assert 'href="/planning/schedule/"' in page
    assert "우리 수준에 맞는 화면만 보기" in page
    office.post("/all-pages/", {"all": "0"})
    assert 'href="/planning/schedule/"' not in read(office)


def test_the_choice_of_pages_is_taken_back(office: Client, chief: Person):
    services.choose_modules(choice="1", by=chief)
    assert selectors.highest_shown() == 1
    office.post("/level/pages/", {"choice": "all"})
    assert selectors.highest_shown() is None
    undo = next(one for one in read(office).split('"') if one.startswith("/level/undo/"))
    office.post(undo)
    assert ShownModules.objects.get().choice == "1"


def test_every_level_of_an_entry_names_an_entry_that_is_there():
    levels = {entry.url_name: entry.from_level for entry in menu.entries()}
    assert levels["planning:schedule"] == levels["decisions:inbox"] == 3
    assert levels["production:connections"] == levels["board:live"] == 2
    assert levels["product:boms"] == levels["mentoring:level"] == 1
    told = [name for module in menu.offered("menu", but="dure.web") for name in getattr(module, "FROM_LEVEL", {})]
    assert set(told) - levels.keys() == set()


def test_the_job_of_the_night_computes_the_day_that_is_over(today: date):
    stages.on_paper()
    tasks.level_nightly(timestamp=0)
    tasks.level_nightly(timestamp=0)
    assert [row.day for row in LevelDay.objects.all()] == [today - timedelta(days=1)]
