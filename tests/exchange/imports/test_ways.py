"""Ways between places out of a table: 포장동 is an area with 1라인 and 2라인, 3라인 isn't there."""

import pytest

from dure.exchange.imports import files, writing
from dure.exchange.imports.registers import register
from dure.exchange.models import Import
from dure.planning.models import Way
from dure.plant.models import Area, Person, WorkCenter
from tests.exchange.imports.story import columns, counts, one_row, outcomes, problems, tried
from tests.exchange.workbooks import text_file

pytestmark = pytest.mark.django_db
ROWS = [
    ["출발지", "도착지", "이동시간(분)"],
    ["1라인", "L2", 15],
    ["포장동", "포장동", 3],
    ["2라인", "3라인", 5],
    ["L2", "2라인", 5],
    ["1라인", "2라인", 20],
    ["2라인", "1라인", "-4"],
]


@pytest.fixture
def row(clerk: Person, world) -> Import:
    world("plant")
    return tried(text_file(ROWS), "이동.csv", "ways", clerk)


def known() -> list[tuple[str, str, int]]:
    return [(one.start.code, one.end.code, one.minutes) for one in Way.objects.all()]


def test_what_comes_of_it(row: Import, clerk: Person):
    assert columns(row) == {"start": "A", "end": "B", "minutes": "C"}
    assert problems(row) == {4: [("end", "L2")], 5: [("end", "")], 6: [("end", "")], 7: [("minutes", "4")]}
    assert counts(row) == {"new": 2, "wrong": 4}
    writing.write(row.pk, clerk, only_good=True)
    assert known() == [("L1", "L2", 15), ("A1", "A1", 3)]


def test_it_goes_out_comes_in_again_and_is_taken_back(row: Import, clerk: Person):
    writing.write(row.pk, clerk, only_good=True)
    again = tried(files.as_it_stands(register("ways")), "again.xlsx", "ways", clerk)
    assert set(outcomes(again).values()) == {"same"}
    writing.take_back(row.pk, clerk)
    assert known() == []


def test_one_that_stands_is_changed_and_put_back(row: Import, clerk: Person):
    writing.write(row.pk, clerk, only_good=True)
    other = tried(text_file([ROWS[0], ["L1", "L2", 25]]), "b.csv", "ways", clerk)
    assert one_row(other, 2).changes == [["minutes", "15", "25"]]
    writing.write(other.pk, clerk, only_good=False)
    assert known()[0] == ("L1", "L2", 25)
    writing.take_back(other.pk, clerk)
    assert known()[0] == ("L1", "L2", 15)


def test_a_word_for_both_means_the_work_center(clerk: Person, world):
    world("plant")
    Area.objects.filter(code="A1").update(name="1라인")
    row = tried(text_file([ROWS[0], ["1라인", "A1", 7]]), "a.csv", "ways", clerk)
    writing.write(row.pk, clerk, only_good=False)
    found = Way.objects.get()
    assert (found.from_center, found.to_area) == (WorkCenter.objects.get(code="L1"), Area.objects.get(code="A1"))
