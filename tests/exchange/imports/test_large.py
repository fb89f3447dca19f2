"""Mending the rows of a large file: what was changed is tried at once, the rest as a job, and people needn't wait."""

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from dure.exchange import tasks
from dure.exchange.imports import checking, services, writing
from dure.exchange.models import Import
from dure.inventory.models import Item
from dure.plant.models import Person
from tests.exchange.imports.story import outcomes, problems, tried
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db
ITEMS = "품번,품명,단위\nA-1,너트,EA\nA-2,볼트,EA\nA-3,와셔,낱알\nA-4,핀,낱알\nA-5,키,EA\n".encode()


@pytest.fixture(autouse=True)
def few(monkeypatch) -> None:
    """Three rows are many."""
    monkeypatch.setattr(services, "AT_ONCE", 3)


def waiting(row: Import) -> int:
    return ProcrastinateJob.objects.filter(
        task_name="exchange.check_import", status="todo", args__import_id=row.pk
    ).count()


@pytest.fixture
def row(clerk: Person) -> Import:
    found = tried(ITEMS, "a.csv", "items", clerk)
    assert found.state == "matched"
    assert waiting(found) == 1
    ProcrastinateJob.objects.all()._raw_delete("default")
    tasks.check_import(import_id=found.pk)
    found.refresh_from_db()
    assert (found.state, found.is_stale, found.counts["wrong"]) == ("checked", False, 2)
    return found


def test_the_mended_row_is_right_at_once_and_one_job_looks_at_the_rest(row: Import) -> None:
    services.edit_cells(row=row, number=4, texts={"unit": "EA"})
    services.edit_cells(row=row, number=5, texts={"unit": "EA", "name": "너트"})
    row.refresh_from_db()
    assert outcomes(row) == dict.fromkeys((2, 3, 4, 5, 6), "new")
    assert (row.is_stale, row.counts["new"], row.counts["wrong"], row.counts["doubt"]) == (True, 5, 0, 0)
    assert waiting(row) == 1
    tasks.check_import(import_id=row.pk)
    row.refresh_from_db()
    assert row.is_stale is False
    assert list(problems(row, doubts=True)) == [5], "what it is like stands in another row: only all rows together tell"


def test_rows_that_are_the_same_are_found_by_the_job_and_by_writing(row: Import, clerk: Person) -> None:
    services.take_proposal(row=row, number=4, at=0, everywhere=True)
    services.edit_cells(row=row, number=6, texts={"code": "A-1"})
    assert outcomes(row)[6] == "new"
    with pytest.raises(Exception, match="Nothing was written"):
        writing.write(row.pk, clerk, only_good=False)
    assert Item.objects.count() == 0
    assert outcomes(row)[6] == "wrong"
    services.leave_out(row=row, number=6, left_out=True)
    assert outcomes(row)[6] == "left"
    tasks.check_import(import_id=row.pk)
    writing.write(row.pk, clerk, only_good=False)
    assert sorted(Item.objects.values_list("code", flat=True)) == ["A-1", "A-2", "A-3", "A-4"]


def test_what_was_typed_while_the_job_judged_is_not_overwritten(row: Import, monkeypatch) -> None:
    """The edit comes after the job has read the rows: its row keeps what its own trial said, the job comes again."""
    real, late = checking.judged, []

    def and_then(*arguments: object, **more: object) -> object:
        found = real(*arguments, **more)
        if not late:
            late.append(1)
            services.edit_cells(row=row, number=4, texts={"unit": "EA"})
        return found

    monkeypatch.setattr(checking, "judged", and_then)
    ProcrastinateJob.objects.all()._raw_delete("default")
    tasks.check_import(import_id=row.pk)
    assert outcomes(row)[4] == "new"
    assert Import.objects.get().is_stale is True
    assert waiting(row) == 1


def test_a_cell_left_out_still_means_the_one_above(clerk: Person, world) -> None:
    world("kimchi")
    lines = ["모품목,자품목,소요량,단위"] + ["K-100,R-100,1,kg", ",R-101,0.1,kg", ",R-102,0.2,상자", ",P-1,1,SHEET"]
    row = tried("\n".join(lines).encode(), "b.csv", "boms", clerk)
    tasks.check_import(import_id=row.pk)
    services.edit_cells(row=row, number=4, texts={"unit": "kg"})
    assert problems(row).get(4) is None
    tasks.check_import(import_id=row.pk)
    assert problems(row) == {}


def test_the_page_says_that_it_is_not_the_last_word(row: Import, clerk: Person) -> None:
    client: Client = logged_in(clerk)
    address = reverse("exchange:import-rows", args=[row.pk])
    assert "큰 파일의 행" not in client.get(address).content.decode()
    client.post(reverse("exchange:import-cell", args=[row.pk]), {"number": 4, "cell-unit": "EA", "was-unit": "낱알"})
    assert "큰 파일의 행을 고쳤습니다" in client.get(address).content.decode()
    client.post(reverse("exchange:import-again", args=[row.pk]))
    assert waiting(row) == 1


def test_an_import_thrown_away_meanwhile_is_no_trouble(row: Import) -> None:
    services.discard(row=row)
    tasks.check_import(import_id=row.pk)
    assert not Import.objects.exists()
