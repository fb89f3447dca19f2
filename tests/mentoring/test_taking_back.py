"""Who takes which change back: whose it was, who may do that act now, and that all of it comes back."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.apps import apps

from dure.kernel.errors import Conflict, Denied, Invalid, NotFound
from dure.mentoring.models import (
    AutomationDevice,
    FloorLayout,
    ImprovementTask,
    LayoutStation,
    LevelThreshold,
    PracticeCard,
)
from dure.mentoring.services import (
    cards,
    devices,
    knowhow_undo,
    layouts,
    level,
    losses,
    residency_undo,
    task_rows,
    task_undo,
    tasks,
    tool_undo,
    visits,
)
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from dure.plant.services import records
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
CARD = {"title": "예열", "problem": "오래 걸림", "cause": "차가움", "measure": "미리 데움", "loss": "setup",
        "sector": "plastic"}  # fmt: skip
CHUTE = {"name": "미끄럼판", "kind": "chute", "text": "다음 자리로", "cost": Decimal(300_000), "life": 5,
         "before": Decimal(6), "after": Decimal(4), "pieces": Decimal(1000), "hour": Decimal(20_000),
         "running": Decimal(0)}  # fmt: skip


@pytest.fixture
def quality(db) -> Person:
    return person(Role.QUALITY, name="quality")


def newest(table: str) -> int:
    return ChangeRecord.objects.filter(table=table).latest("pk").pk


def a_layout(by: Person) -> FloorLayout:
    return layouts.add_layout(name="조립장", width=Decimal(30), height=Decimal(20), by=by)


def test_only_whoever_did_it_or_a_leader_takes_it_back(mentor, quality, chief):
    layout = a_layout(mentor)
    for by in (mentor, chief):
        layouts.change_layout(layout=layout, by=mentor, name="옮긴 조립장")
        with pytest.raises(Denied, match="somebody else"):
            tool_undo.undo(record_id=newest("FloorLayout"), by=quality)
        tool_undo.undo(record_id=newest("FloorLayout"), by=by)
        layout.refresh_from_db()
        assert layout.name == "조립장"


def test_whoever_lost_the_role_takes_nothing_back(mentor):
    layouts.change_layout(layout=a_layout(mentor), by=mentor, name="옮긴 조립장")
    mentor.roles = [Role.OFFICE.value]
    mentor.save()
    with pytest.raises(Denied, match="role"):
        tool_undo.undo(record_id=newest("FloorLayout"), by=mentor)


def test_an_act_of_others_is_not_taken_back_by_its_table(chief, quality):
    """A supervisor may undo claims of the level and not its thresholds; who reads visits doesn't change them."""
    admin = person(Role.ADMINISTRATOR, name="admin")
    rules = level.new_rules(note="", by=admin)
    threshold = LevelThreshold.objects.filter(rules=rules).first()
    level.change_threshold(threshold=threshold, by=admin, is_asked=not threshold.is_asked)
    with pytest.raises(Denied):
        level.undo_level(record_id=newest("LevelThreshold"), by=chief)
    level.undo_level(record_id=newest("LevelThreshold"), by=admin)
    visit = visits.offer(
        topic="교체", shows="순서", held_on=date(2099, 5, 4), starts=time(9), ends=time(11), place="정문", by=chief,
        statement="말하지 않음",
    )  # fmt: skip
    visits.set_status(visit=visit, status="full", by=chief)
    with pytest.raises(Denied):
        knowhow_undo.undo(record_id=newest("FactoryVisit"), by=quality)


def test_one_kind_of_record_does_not_undo_another(mentor, chief):
    layouts.change_layout(layout=a_layout(mentor), by=mentor, name="옮긴 조립장")
    record = newest("FloorLayout")
    for other in (knowhow_undo.undo, task_undo.undo, residency_undo.undo_residency_change, losses.undo,
                  level.undo_level):  # fmt: skip
        with pytest.raises(Invalid):
            other(record_id=record, by=chief)
    with pytest.raises(NotFound):
        tool_undo.undo(record_id=record + 1000, by=chief)
    # A reading of gauges in quality has the number of a row here; it is no reading of a watch.
    made = ChangeRecord.objects.create(by=chief, verb="added", table="StudyReading", row_id=1, label="1")
    with pytest.raises(Invalid):
        tool_undo.undo(record_id=made.pk, by=chief)


def test_what_is_recorded_is_all_of_a_row():
    """What follows from a card's words is found anew."""
    found = {
        (model.__name__, field.name)
        for model in apps.get_app_config("mentoring").get_models()
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in records.facts_of(model())
    }
    assert found == {("PracticeCard", "terms"), ("PracticeCard", "terms_by")}


def test_a_device_goes_out_of_use_and_in_again_as_it_was(mentor, chief):
    device = devices.add_device(by=mentor, **CHUTE)
    for check in [one.value for one in devices.checks_of("chute")]:
        devices.answer_check(device=device, check=check, answer="yes", by=mentor, on=date(2026, 5, 4))
    answered = newest("DeviceAnswer")
    devices.put_in_use(device=device, on=date(2026, 5, 5), by=chief)
    with pytest.raises(Denied):
        tool_undo.undo(record_id=newest("AutomationDevice"), by=mentor)
    with pytest.raises(Conflict, match="in use"):
        tool_undo.undo(record_id=answered, by=mentor)
    devices.take_out_of_use(device=device, by=chief)
    tool_undo.undo(record_id=newest("AutomationDevice"), by=chief)
    assert AutomationDevice.objects.get().in_use_since == date(2026, 5, 5)
    devices.take_out_of_use(device=device, by=chief)
    out = newest("AutomationDevice")
    tool_undo.undo(record_id=answered, by=mentor)
    with pytest.raises(Conflict, match="safety"):
        tool_undo.undo(record_id=out, by=chief)


def test_a_removed_device_comes_back_whole(mentor):
    [device, *_others] = devices.add_examples(by=mentor)
    devices.remove_device(device=device, by=mentor)
    tool_undo.undo(record_id=newest("AutomationDevice"), by=mentor)
    assert AutomationDevice.objects.get(name=device.name).is_example


def test_a_card_is_found_by_the_words_that_came_back(mentor):
    card = cards.add_card(by=mentor, **CARD)
    before = PracticeCard.objects.get(pk=card.pk).terms
    cards.change_card(card=card, by=mentor, title="공구", problem="못 찾음", cause="자리 없음", measure="그림자 판")
    assert PracticeCard.objects.get(pk=card.pk).terms != before
    knowhow_undo.undo(record_id=newest("PracticeCard"), by=mentor)
    assert PracticeCard.objects.get(pk=card.pk).terms == before


def test_the_old_name_of_a_station_comes_back_in_its_trips(mentor):
    layout = a_layout(mentor)
    one, _other = (
        layouts.add_layout_part(table=LayoutStation, layout=layout, by=mentor, code=code, x=Decimal(at), y=Decimal(1))
        for at, code in enumerate(("A", "B"), start=1)
    )
    [trip] = layouts.tally_trips(
        layout=layout, visits=["A", "B"], minutes=Decimal(60), day_minutes=Decimal(480), walker="", by=mentor
    )
    layouts.change_layout_part(part=one, by=mentor, code="Z")
    trip.refresh_from_db()
    assert trip.start == "Z"
    tool_undo.undo(record_id=newest("LayoutStation"), by=mentor)
    trip.refresh_from_db()
    assert trip.start == "A"


def test_causes_that_were_judged_stay(mentor, press):
    task = tasks.find_task(problem="봉합이 터진다", loss="setup", area=press.work_center.area, by=mentor)
    task_rows.add_cause(task=task, text="온도", by=mentor)
    ImprovementTask.objects.filter(pk=task.pk).update(state="declined", reason="다른 일로")
    with pytest.raises(Conflict):
        task_undo.undo(record_id=newest("TaskCause"), by=mentor)
