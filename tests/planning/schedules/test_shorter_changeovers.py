"""What changeovers consist of and what could be saved; measured set-up times for plans; all of it taken back."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.planning.models import SetupElement, SetupTime
from dure.planning.selectors import changeovers as known
from dure.planning.services import setups
from dure.planning.smed import Parts, Saving, parts_of
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from dure.production.models import OperationRun
from tests.performance.plant import Plant, add_result, add_run, add_states, local, make_plant
from tests.plant.plants import logged_in
from tests.plant.plants import person as a_person

NOW = local("+1 08:00")


def element(seconds: int, kind: str = "internal", *, could: bool = False) -> SetupElement:
    return SetupElement(seconds=seconds, kind=kind, could_be_external=could)


def test_parts_are_added_up():
    """240 + 180 + 60 s while it stands, 180 of them needn't; 90 s while it runs."""
    found = parts_of([element(240), element(180, could=True), element(60), element(90, "external")])
    assert found == Parts(480, 180, 90)
    assert (found.total_s, found.must_s, found.saving) == (570, 300, 0.375)
    assert parts_of([]).saving is None


def test_what_is_saved_in_a_week_and_a_year():
    """180 s × 20 changeovers in 8 weeks = 180 × 2.5 = 450 s a week; × 52 = 6.5 h."""
    found = Saving(180, 20, 8)
    assert (found.a_week, found.week_s, found.year_h) == (2.5, 450, 6.5)


@pytest.fixture
def plant(db) -> Plant:
    """Noodles and sauce in turns; noodles → sauce three times, set up in 10, 12 and 20.5 min; back twice."""
    made = make_plant()
    Item.objects.filter(pk=made.noodles.pk).update(group="면류")
    made.noodles.refresh_from_db()
    unit, sauce = made.units[0], Item.objects.create(code="S1", name="소스", group="소스류", supply="make")
    starts = ["08:00", "09:00", "10:00", "11:00", "13:00", "14:00"]
    ends = ["09:00", "10:00", "11:00", "13:00", "14:00", "15:00"]
    told = {"09:00": "09:10", "11:00": "11:12"}
    for at, (start, end) in enumerate(zip(starts, ends, strict=True)):
        run = add_run(unit, (made.noodles, sauce)[at % 2], f"W-{at}", start, end)
        if at % 2:
            moment = local(told[start]) if start in told else local("14:20") + timedelta(seconds=30)
            OperationRun.objects.filter(pk=run.pk).update(setup_until=moment)
        add_result(unit, f"{int(end[:2]) - 1:02}:50", 100, item=(made.noodles, sauce)[at % 2], run=run)
    add_states(unit, ("08:00", "producing"), end="15:00")
    return made


@pytest.fixture
def chief(db) -> Person:
    return a_person(Role.SUPERVISOR, name="ban")


def sauce() -> Item:
    return Item.objects.get(code="S1")


def given(plant: Plant) -> dict[str, object]:
    return {"work_unit": plant.units[0], "before": plant.noodles, "after": sauce()}


def write(plant: Plant, chief: Person) -> list[SetupElement]:
    rows = [(1, "금형 가져오기", 180, "internal", True), (2, "금형 교체", 300, "internal", False),
            (3, "소스 데우기", 120, "external", False)]  # fmt: skip
    return [
        setups.add_setup_element(
            **given(plant), number=number, name=name, seconds=seconds, kind=kind, could_be_external=could, by=chief
        )
        for number, name, seconds, kind, could in rows
    ]


def test_pairs_with_what_was_measured_and_what_could_be_saved(plant: Plant, chief: Person):
    write(plant, chief)
    first, second = known.pairs(NOW)
    assert (first.before, first.after) == (plant.noodles, sauce())
    assert (first.times, first.known, first.median_s) == (3, 3, 12 * 60)
    # 180 s, three times in eight weeks: 67.5 s a week. 480 of 720 s are explained.
    assert (first.saving.week_s, first.explained) == (67.5, pytest.approx(480 / 720))
    assert (second.times, second.elements, second.saving.week_s) == (2, [], 0)


def test_pairs_are_a_fixed_number_of_queries(plant: Plant, chief: Person, django_assert_max_num_queries):
    write(plant, chief)
    with django_assert_max_num_queries(16):
        known.pairs(NOW)


def test_elements_that_contradict_themselves_are_refused(plant: Plant, chief: Person):
    write(plant, chief)
    same = given(plant) | {"by": chief, "name": "x", "seconds": 5}
    with pytest.raises(Invalid):
        setups.add_setup_element(**same, number=1)
    with pytest.raises(Invalid):
        setups.add_setup_element(**same, number=9, kind="external", could_be_external=True)
    with pytest.raises(Invalid):
        setups.add_setup_element(**(same | {"after": plant.noodles}), number=9)
    with pytest.raises(Invalid):
        setups.add_setup_element(**(same | {"seconds": 0}), number=9)


def test_what_was_measured_goes_into_plans(plant: Plant, chief: Person):
    """The median of 10, 12 and 20.5 min is 12 min."""
    row = setups.take_over_setup(**given(plant), now=NOW, by=chief)
    assert (row.work_center, row.before, row.after, row.minutes) == (
        plant.units[0].work_center, "면류", "소스류", 12,
    )  # fmt: skip
    with pytest.raises(Conflict):
        setups.take_over_setup(**given(plant), now=NOW, by=chief)
    SetupTime.objects.update(minutes=30)
    assert setups.take_over_setup(**given(plant), now=NOW, by=chief).pk == row.pk
    assert SetupTime.objects.get().minutes == 12


def test_too_few_measured_or_no_group_is_refused(plant: Plant, chief: Person):
    with pytest.raises(Invalid):
        setups.take_over_setup(work_unit=plant.units[0], before=sauce(), after=plant.noodles, now=NOW, by=chief)
    Item.objects.filter(code="S1").update(group="")
    with pytest.raises(Invalid):
        setups.take_over_setup(**given(plant), now=NOW, by=chief)
    assert not SetupTime.objects.exists()


def test_a_changeover_that_isnt_there(plant: Plant):
    with pytest.raises(NotFound):
        known.changeover(plant.units[0].pk, plant.noodles.pk, plant.noodles.pk, NOW)


@pytest.fixture
def office(chief: Person, monkeypatch) -> Client:
    monkeypatch.setattr("dure.kernel.clock.now", lambda: NOW)
    return logged_in(chief)


def page_of(plant: Plant, name: str = "changeover") -> str:
    return reverse(f"planning:{name}", args=[plant.units[0].pk, plant.noodles.pk, sauce().pk])


def undo_last(office: Client) -> int:
    last = ChangeRecord.objects.first().pk
    return office.post(reverse("planning:data-undo", args=[last, last])).status_code


def test_an_element_is_written_changed_removed_and_taken_back(plant: Plant, office: Client):
    page = page_of(plant)
    assert "아직 적은 요소가 없습니다" in office.get(page).content.decode()
    typed = {"number": "1", "name": "금형 가져오기", "seconds": "180", "kind": "internal", "could_be_external": "on"}
    assert office.post(page_of(plant, "setup-element-add"), typed).status_code == 302
    row = SetupElement.objects.get()
    assert (row.seconds, row.could_be_external) == (180, True)
    assert "180 s × 3" in office.get(page).content.decode()
    assert office.post(page_of(plant, "setup-element-add"), typed).status_code == 422
    change = reverse("planning:setup-element", args=[row.pk])
    assert office.post(change, typed | {"seconds": "200"}).status_code == 302
    assert SetupElement.objects.get().seconds == 200
    assert undo_last(office) == 302
    assert SetupElement.objects.get().seconds == 180
    assert office.post(reverse("planning:setup-element-remove", args=[row.pk])).status_code == 302
    assert not SetupElement.objects.exists()
    assert undo_last(office) == 302
    assert SetupElement.objects.get().name == "금형 가져오기"


def test_one_click_takes_the_measured_time_over_and_another_takes_it_back(plant: Plant, office: Client):
    take = page_of(plant, "setup-take")
    assert take in office.get(page_of(plant)).content.decode()
    assert office.post(take).status_code == 302
    assert SetupTime.objects.get().minutes == 12
    assert take not in office.get(page_of(plant)).content.decode()
    assert undo_last(office) == 302
    assert not SetupTime.objects.exists()


def test_removing_a_set_up_time_is_taken_back(plant: Plant, office: Client):
    row = SetupTime.objects.create(minutes=15)
    assert office.post(reverse("planning:setup-remove", args=[row.pk])).status_code == 302
    assert undo_last(office) == 302
    assert SetupTime.objects.get().minutes == 15


def test_the_list_its_export_and_the_way_to_another_one(plant: Plant, chief: Person, office: Client):
    write(plant, chief)
    address = reverse("planning:changeovers")
    assert page_of(plant) in office.get(address).content.decode()
    rows = list(load_workbook(BytesIO(office.get(f"{address}?format=xlsx").content)).active.iter_rows(values_only=True))
    assert rows[-2][1:4] == ("쌀국수", "소스", 3)
    there = office.get(address, {"unit": plant.units[0].pk, "before": "S1", "after": "N1"})
    assert there.url == reverse("planning:changeover", args=[plant.units[0].pk, sauce().pk, plant.noodles.pk])
    wrong = office.get(address, {"unit": plant.units[0].pk, "before": "S1", "after": "S1"})
    assert wrong.status_code == 200
    assert office.get(address, {"unit": plant.units[0].pk, "before": "?", "after": ""}).status_code == 200
