"""The pages of the models, as a supervisor sees them."""

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dure.decisions.models import FittedModel, PredictionModel
from dure.plant.models import ChangeRecord
from tests.decisions.paced import model_of
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db
PUT, OUT = "이 버전 적용", "사용 중지"


@pytest.fixture
def trial(press) -> FittedModel:
    return model_of(press)


def read(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_nothing_learnt_says_when(chief):
    assert "오늘 밤" in read(logged_in(chief), "/decisions/models/")


def test_a_version_is_put_in_use_taken_out_and_back(trial, chief):
    office, page = logged_in(chief), f"/decisions/models/{trial.model_id}/"
    seen = read(office, page)
    assert PUT in seen
    assert OUT not in seen
    assert "5.5" in seen
    assert "11.2" in seen
    assert office.post(f"{page}use/1").status_code == 302
    assert PredictionModel.objects.get().in_use == trial
    assert PUT not in read(office, page)
    assert office.post(f"{page}use/1").status_code == 409
    assert office.post(f"{page}withdraw", {"reason": ""}).status_code == 422
    assert office.post(f"{page}withdraw", {"reason": "금형 교체"}).status_code == 302
    assert PredictionModel.objects.get().in_use is None
    assert "금형 교체" in read(office, page)
    last = ChangeRecord.objects.filter(table="PredictionModel").first()
    assert office.post(f"/decisions/models/undo/{last.pk}").status_code == 302
    assert PredictionModel.objects.get().in_use == trial


def test_a_version_that_isnt_better_has_no_button(trial, chief):
    FittedModel.objects.update(ground="not_better")
    office, page = logged_in(chief), f"/decisions/models/{trial.model_id}/"
    assert PUT not in read(office, page)
    assert office.post(f"{page}use/1").status_code == 422


def test_figures_that_are_broken_are_said_and_not_used(trial, chief):
    FittedModel.objects.update(figures=json.loads('{"levels": {"0": "quick"}}'))
    office, page = logged_in(chief), f"/decisions/models/{trial.model_id}/"
    seen = read(office, page)
    assert "읽을 수 없습니다" in seen
    assert PUT not in seen
    assert office.post(f"{page}use/1").status_code == 422


def test_the_list_goes_to_a_spreadsheet(trial, chief):
    answer = logged_in(chief).get("/decisions/models/?format=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert (rows[-1][0], rows[-1][4], rows[-1][5], rows[-1][6]) == ("포장기", 5.5, 11.2, 592)
