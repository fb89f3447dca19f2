"""The pages of the loss map: figures, what isn't known, tasks, rates, exports, both languages."""

import io
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.mentoring.lossmap.parts import Part
from dure.mentoring.models import ImprovementTask, LossRate, MonthlyLoss
from dure.mentoring.selectors import losses as selectors
from dure.mentoring.services import losses as services
from dure.performance.scope import everything, scope_of
from dure.plant.roles import Role
from tests.mentoring.loss_plant import MARCH, SEOUL, packing
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 9, tzinfo=SEOUL)
MAP = "?month=2026-03"


@pytest.fixture
def owner(settings) -> Client:
    settings.SECOND_FACTOR = False
    return logged_in(person(Role.OWNER, name="owner"))


def mapped(units: int = 1) -> None:
    packing(units=units)
    services.refresh_month(month=MARCH, now=APRIL)


def test_an_empty_plant_is_told_what_to_expect(owner: Client):
    page = owner.get(reverse("mentoring:losses"))
    assert page.status_code == 200
    assert "아직 계산한 손실이 없습니다" in page.content.decode()


def test_the_map_shows_the_waterfall_and_what_is_not_known(owner: Client):
    mapped()
    text = owner.get(reverse("mentoring:losses") + MAP).content.decode()
    assert 'aria-labelledby="losses-t losses-d"' in text
    assert "모르는 손실과 알아내는 방법" in text
    assert "800,000원" in text


def test_the_waterfall_goes_from_what_could_be_to_what_is_left():
    """Five days of 8 h at 240,000 won: known losses lead to good pieces, their material to what is left."""
    mapped()
    found = selectors.loss_map(everything(), MARCH, 1)
    steps = {step.code: step.won for step in found.steps}
    could, good, left = steps.pop("could"), steps.pop("good"), steps.pop("left")
    assert good == pytest.approx(5 * 291 / 60 * 240_000, abs=1)
    defects = [step for step in found.steps if step.code == "defect"]
    assert [step.won for step in defects] == pytest.approx([5 * 36_000, 5 * 18_000])
    assert left == pytest.approx(good - 5 * 18_000, abs=1)
    lost = sum(step.won for step in found.steps[1 : [s.code for s in found.steps].index("good")])
    assert could - lost == pytest.approx(good, abs=1)
    assert could == pytest.approx(5 * 8 * 240_000)


def test_a_part_of_the_plant_leaves_out_what_is_of_the_whole():
    mapped(units=2)
    whole, part = (selectors.loss_map(scope, MARCH, 1) for scope in (everything(), scope_of("work_unit:M1")))
    assert None in whole.places
    assert set(part.places) == {scope_of("work_unit:M1").unit_ids[0]}


def test_several_months_are_told_as_a_mean():
    mapped()
    services.refresh_month(month=date(2026, 2, 1), now=APRIL)
    one, two = (selectors.loss_map(everything(), MARCH, span) for span in (1, 3))
    assert two.months == [date(2026, 2, 1), MARCH]
    key = next(key for key in one.lines if key[0] is Part.FAILURE)
    assert two.lines[key].won.mid == pytest.approx(one.lines[key].won.mid / 2)


def test_a_spreadsheet_holds_every_line_with_its_range(owner: Client):
    mapped()
    answer = owner.get(reverse("mentoring:losses") + MAP + "&format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["고장"][5] == 800_000
    assert rows["데이터 없는 시간"][5] is None


def test_every_loss_has_a_page_with_its_formula_or_what_is_missing(owner: Client):
    mapped()
    for row in MonthlyLoss.objects.all():
        text = owner.get(reverse("mentoring:loss", args=[row.pk])).content.decode()
        assert ("아직 모릅니다" in text) == (row.won is None), row.part
    row = MonthlyLoss.objects.get(part="failure")
    text = owner.get(reverse("mentoring:loss", args=[row.pk])).content.decode()
    assert "3.3 h × 240,000원 = 800,000원" in text
    assert "/reports/stops/?span=month&amp;day=2026-03-01&amp;scope=work_unit%3AM1" in text


def test_english_has_no_korean_but_names(owner: Client):
    mapped()
    row = MonthlyLoss.objects.get(part="failure")
    for address in (reverse("mentoring:losses") + MAP, reverse("mentoring:loss", args=[row.pk])):
        text = owner.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert "Loss map" in text


def test_a_task_is_begun_from_the_map_and_undone(owner: Client):
    mapped()
    row = MonthlyLoss.objects.get(part="failure")
    page = owner.post(reverse("mentoring:loss-task", args=[row.pk]), follow=True)
    made = ImprovementTask.objects.get()
    assert made.number in page.content.decode()
    assert made.number.startswith("IM")
    task = owner.get(reverse("mentoring:task", args=[made.pk])).content.decode()
    assert reverse("mentoring:loss", args=[row.pk]) in task
    undo = next(message.extra_tags for message in page.context["messages"]).removeprefix("undo=")
    owner.post(undo)
    assert not ImprovementTask.objects.exists()


def test_a_loss_with_a_task_is_not_proposed_again(owner: Client):
    packing()
    LossRate.objects.all().delete()
    services.refresh_month(month=MARCH, now=APRIL)
    MonthlyLoss.objects.filter(part="failure").update(low=500_000, gain=300_000)
    found = selectors.loss_map(everything(), MARCH, 1)
    assert [one.part for one, _ in selectors.first_tasks(found)] == [Part.FAILURE]
    owner.post(reverse("mentoring:loss-task", args=[MonthlyLoss.objects.get(part="failure").pk]))
    assert selectors.first_tasks(found) == []


def test_rates_are_decided_shown_and_removed(owner: Client):
    mapped()
    page = owner.get(reverse("mentoring:loss-rates")).content.decode()
    assert "가정한 값: 연 6 %, 최소 4.6 %" in page
    assert "상법" not in page
    given = {
        "kind": "capital",
        "valid_from": "2026-03-01",
        "value": "7",
        "low": "5",
        "high": "9",
        "reason": "은행 이자",
    }
    page = owner.post(reverse("mentoring:loss-rate-set"), given, follow=True)
    assert "은행" in page.content.decode()
    assert owner.post(reverse("mentoring:loss-rate-set"), given | {"low": "8"}).status_code == 422
    assert owner.post(reverse("mentoring:loss-rate-set"), given | {"kind": "hour"}).status_code == 422
    owner.post(reverse("mentoring:loss-rate-remove", args=[LossRate.objects.get().pk]))
    assert not LossRate.objects.exists()


def test_rates_are_read_by_those_who_see_prices(owner: Client):
    """Packing loses 800,000 won by failures; an hour of it is worth 240,000."""
    mapped()
    given = {"kind": "complaint", "valid_from": "2026-03-01", "value": "71234", "reason": "처리 두 시간"}
    owner.post(reverse("mentoring:loss-rate-set"), given)
    reader = logged_in(person(Role.MAINTENANCE, name="reader"))
    rates, failure = reverse("mentoring:loss-rates"), MonthlyLoss.objects.get(part="failure")
    page = reverse("mentoring:loss", args=[failure.pk])
    for told, where in (("71,234", rates), ("240,000", rates), ("240,000", page)):
        assert told in owner.get(where).content.decode()
        assert told not in reader.get(where).content.decode()
    assert "처리 두 시간" in reader.get(rates).content.decode()
    assert f"{failure.won:,.0f}" in reader.get(page).content.decode()
    book = load_workbook(io.BytesIO(reader.get(rates + "?format=xlsx").content))
    assert 71234 not in [cell.value for row in book.active.iter_rows() for cell in row]
    book = load_workbook(io.BytesIO(owner.get(rates + "?format=xlsx").content))
    assert 71234 in [cell.value for row in book.active.iter_rows() for cell in row]


def test_a_month_that_is_none_is_refused(owner: Client):
    assert owner.get(reverse("mentoring:losses") + "?month=never").status_code == 422
