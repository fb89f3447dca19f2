"""A shift is given over as it went, read by another, kept, and only added to. Figures of `a_usual_day`:

M1 made 600 of 960 planned (8 h at 30 s), 582 good, 18 rejected; it stood 50 min by plan, 40 min broken.
"""

import io
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dure.inventory.models import Location, Lot
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, add_item, move, set_lot_status
from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.maintenance import services as maintenance
from dure.performance.handover import services, shifts
from dure.performance.handover.picture import picture_of
from dure.performance.handover.shifts import Turn
from dure.performance.models import Handover
from dure.plant.models import Area, Person, Shift
from dure.plant.roles import Role
from dure.plant.services import set_pin
from dure.production.models import HandEntry, RejectReason
from dure.production.services.andon import call
from dure.production.services.floor.holding import take_out_of_service
from dure.quality.models import Nonconformance
from tests.performance.plant import MONDAY, Plant, a_usual_day, add_run, add_stop, local, make_plant
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECOND_FACTOR = False


@pytest.fixture
def plant() -> Plant:
    made = make_plant(2)
    a_usual_day(made)
    return made


@pytest.fixture
def turn(plant: Plant) -> Turn:
    return shifts.turn(Area.objects.select_related("site").get(code="PACK"), MONDAY, "D")


@pytest.fixture
def han(db: None) -> Person:
    return person(Role.SUPERVISOR, name="han")


@pytest.fixture
def oh(db: None) -> Person:
    return person(Role.SUPERVISOR, name="oh", badge="B-OH")


@pytest.fixture
def signed(turn: Turn, han: Person) -> Handover:
    return services.sign(turn=turn, note="롤러 소음", tasks=["금형 세척", "베어링 확인"], by=han)


def rows(picture: dict[str, Any], name: str) -> list[list[Any]]:
    return [row["values"] for row in picture[name]["rows"]]


def test_picture_tells_made_against_planned(plant: Plant, turn: Turn) -> None:
    add_stop(plant.units[0], "09:30", "09:45")
    picture = picture_of(turn, clock.now())
    sums = picture["sums"]
    assert [Decimal(sums[name]) for name in ("good", "reject", "planned", "towards_plan")] == [582, 18, 960, 582]
    # 50 planned, 40 broken, 15 that nobody explained.
    assert (sums["stopped_s"], sums["unexplained"]) == (105 * 60, 1)
    assert picture["left_out"] == ["포장기 2"]
    hours = {row[0]: row for row in rows(picture, "hours")}
    assert [Decimal(value) for value in hours["09:00"][1:]] == [120, 120, 0, 116, 240, 120]
    assert [Decimal(value) for value in hours["16:00"][1:]] == [120, 0, -120, 0, 960, 600]
    assert "12:00" not in hours
    assert [row[2] for row in rows(picture, "stops")] == [3000, 2400, 900]
    assert rows(picture, "stops")[2][3] == ""


def test_picture_ends_now_while_the_shift_goes_on(plant: Plant, turn: Turn) -> None:
    picture = picture_of(turn, local("10:30"))
    assert Decimal(picture["sums"]["planned"]) == 300
    last = rows(picture, "hours")[-1]
    assert (last[0], last[3]) == ("10:00", None)


def test_a_stop_from_before_the_shift_is_told_from_the_shifts_beginning(plant: Plant, turn: Turn) -> None:
    add_stop(plant.units[1], "07:40", "08:10")
    (stop,) = (row for row in rows(picture_of(turn, clock.now()), "stops") if row[0] == "포장기 2")
    assert (datetime.fromisoformat(stop[1]), stop[2]) == (local("08:00"), 600)


def test_rejects_by_reason_and_the_rest(plant: Plant, turn: Turn) -> None:
    HandEntry.objects.create(
        client_id=uuid.uuid4(), work_unit=plant.units[0], starts_at=local("09:00"), hour=local("09:00"),
        kind="reject", quantity=5, reason=RejectReason.objects.create(name="긁힘"), made_by=plant.person,
        made_at=local("09:30"),
    )  # fmt: skip
    found = rows(picture_of(turn, clock.now()), "rejects")
    assert [(name, Decimal(pieces)) for name, pieces in found] == [("긁힘", 5), ("", 13)]


def test_picture_tells_what_is_open(plant: Plant, turn: Turn, han: Person) -> None:
    first, second = plant.units
    add_run(first, plant.noodles, "WO-1", "08:00", None)
    take_out_of_service(work_unit=second, reason="벨트 끊어짐", by=han)
    call(client_id=uuid.uuid4(), kind="machine", work_unit=first, person=han)
    flour = add_item(by=None, code="F1", name="쌀가루", kind="raw", unit_id="kg", tracking="lot")
    lot = Lot.objects.create(item=flour, number="L-7")
    source, target = (default_location(kind) for kind in (Location.Kind.SUPPLIER, Location.Kind.STOCK))
    move([Movement(flour, Decimal(40), source, target, lot=lot, value=Decimal(40))], by=han)
    set_lot_status([lot], Lot.Status.HOLD, reason="이물", by=han)
    Nonconformance.objects.create(number="NC-1", client_id=uuid.uuid4(), text="머리카락", found_at=clock.now())
    maintenance.add_job(title="벨트 교체", work_unit=second, by=han)
    service = maintenance.add_plan(
        work_unit=first, name="주유", basis="calendar", every=Decimal(30), warn=Decimal(3), by=han
    )
    type(service).objects.update(counted_from=clock.now() - timedelta(days=31))
    picture = picture_of(turn, clock.now())
    machines = {row[0]: row for row in rows(picture, "machines")}
    assert machines["포장기 1"][4] == "WO-1 쌀국수"
    assert rows(picture, "outages")[0][0::2] == ["포장기 2", "벨트 끊어짐"]
    assert rows(picture, "calls")[0][:2] == ["포장기 1", "machine"]
    ((number, item, left, why),) = rows(picture, "lots")
    assert (number, item, Decimal(left), why) == ("L-7", "쌀가루", 40, "이물")
    assert rows(picture, "cases")[0][1:4:2] == ["머리카락", "found"]
    assert rows(picture, "jobs")[0][1:4] == ["포장기 2", "벨트 교체", "planned"]
    assert rows(picture, "due")[0][:3] == ["포장기 1", "주유", "due"]
    assert [rows(picture, name) for name in ("ccp", "inspections")] == [[], []]


def test_what_another_area_leaves_open_is_not_told_here(plant: Plant, turn: Turn, han: Person) -> None:
    hall = Area.objects.create(code="OVEN", name="오븐", site=plant.site)
    take_out_of_service(work_unit=plant.units[0], reason="x", by=han)
    other = Turn(hall, turn.day, "D", "주간", turn.starts_at, turn.ends_at)
    assert rows(picture_of(other, clock.now()), "outages") == []


def test_a_night_shift_is_whole_and_offered_first_after_the_change(plant: Plant, han: Person) -> None:
    Shift.objects.create(
        site=plant.site, code="N", name="야간", starts=time(17), ends=time(8), weekdays=[0, 1, 2, 3, 4],
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    area = Area.objects.select_related("site").get(code="PACK")
    night = shifts.turn(area, MONDAY, "N")
    assert (night.starts_at, night.ends_at) == (local("17:00"), local("+1 08:00"))
    assert shifts.to_hand_over(area, local("+1 07:50")) == night
    assert shifts.to_hand_over(area, local("+1 08:20")) == night
    services.sign(turn=night, note="", tasks=[], by=han)
    assert shifts.to_hand_over(area, local("+1 08:20")).code == "D"
    assert [one.code if one else None for one in shifts.around(night)[:2]] == ["D", "D"]
    assert [one.code for one in shifts.around(night).of_day] == ["D", "N"]


def test_a_day_without_shifts_is_one_whole_day(plant: Plant, turn: Turn) -> None:
    (sunday,) = shifts.turns(turn.area, MONDAY - timedelta(days=1), MONDAY - timedelta(days=1))
    assert (sunday.code, sunday.starts_at, sunday.ends_at) == ("", local("-1 00:00"), local("00:00"))


def test_signed_taken_back_signed_again_and_read_by_another(
    turn: Turn, signed: Handover, han: Person, oh: Person
) -> None:
    with pytest.raises(Conflict):
        services.sign(turn=turn, note="", tasks=[], by=oh)
    services.take_back(handover_id=signed.pk, by=han)
    again = services.sign(turn=turn, note="베어링 소음", tasks=[], by=han)
    for wrong in (han, person(Role.OPERATOR, name="kim")):
        with pytest.raises(Denied):
            services.receive(handover_id=again.pk, by=wrong)
    row = services.receive(handover_id=again.pk, by=oh)
    assert services.receive(handover_id=again.pk, by=oh).received_at == row.received_at
    with pytest.raises(Conflict):
        services.take_back(handover_id=again.pk, by=han)
    services.add(handover_id=again.pk, text="롤러 3번", by=han)
    assert [(one.note, one.additions.count()) for one in Handover.objects.filter(undone_at=None)] == [
        ("베어링 소음", 1)
    ]


def test_things_are_ticked_and_opened_again(signed: Handover, oh: Person, han: Person) -> None:
    first = signed.tasks.get(number=1)
    services.tick(task_id=first.pk, is_done=True, by=oh)
    assert services.tick(task_id=first.pk, is_done=True, by=han).done_by == oh
    assert services.tick(task_id=first.pk, is_done=False, by=oh).done_at is None


def test_a_shift_that_has_not_begun_is_not_given_over(turn: Turn, han: Person) -> None:
    later = Turn(turn.area, turn.day, "D", "주간", clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2))
    with pytest.raises(Invalid):
        services.sign(turn=later, note="", tasks=[], by=han)


CHANGES: dict[str, Callable[[Handover], object]] = {
    "the note": lambda row: Handover.objects.filter(pk=row.pk).update(note="x"),
    "the figures": lambda row: Handover.objects.filter(pk=row.pk).update(picture={}),
    "who read it": lambda row: Handover.objects.filter(pk=row.pk).update(received_at=clock.now()),
    "taking it back": lambda row: Handover.objects.filter(pk=row.pk).update(
        received_by=None, received_at=None, undone_by=row.signed_by, undone_at=clock.now()
    ),
    "a thing to do": lambda row: row.tasks.update(text="x"),
    "a thing away": lambda row: row.tasks.all()._raw_delete("default"),
    "an addition": lambda row: row.additions.update(text="x"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_keeps_what_was_signed(signed: Handover, han: Person, oh: Person, change: Any) -> None:
    services.add(handover_id=signed.pk, text="정정", by=han)
    services.receive(handover_id=signed.pk, by=oh)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change(signed)


def test_pages_from_signing_to_reading(turn: Turn, han: Person, oh: Person) -> None:
    client = logged_in(han)
    page = client.get(reverse("performance:handover-shift"), {"area": "PACK", "day": "2026-03-09", "shift": "D"})
    assert page.status_code == 200
    html = page.content.decode()
    assert "960" in html
    assert "style=" not in html
    asked = {"area": "PACK", "day": "2026-03-09", "shift": "D", "note": "롤러 소음", "tasks": "금형 세척\n\n 베어링 "}
    client.post(reverse("performance:handover-sign"), asked)
    row = Handover.objects.get()
    assert [one.text for one in row.tasks.all()] == ["금형 세척", "베어링"]
    assert client.post(reverse("performance:handover-sign"), asked).status_code == 409
    there = reverse("performance:handover", args=[row.pk])
    assert "롤러 소음" in client.get(there).content.decode()
    receive = reverse("performance:handover-receive", args=[row.pk])
    assert client.post(receive).status_code == 403
    assert client.post(receive, {"badge": "B-OH", "pin": "0000"}).status_code == 403
    logged_in(oh).post(receive)
    row.refresh_from_db()
    assert row.received_by == oh
    paper = client.get(reverse("performance:handover-paper", args=[row.pk]))
    assert paper.status_code == 200
    assert "582" in paper.content.decode()


def test_who_comes_confirms_by_badge_on_the_screen_of_who_goes(signed: Handover, han: Person, oh: Person) -> None:
    set_pin(person=oh, pin="4711", by=None)
    url = reverse("performance:handover-receive", args=[signed.pk])
    assert logged_in(han).post(url, {"badge": "B-OH", "pin": "4711"}).status_code == 302
    signed.refresh_from_db()
    assert signed.received_by == oh


def test_taken_back_words_and_unfinished_things_are_in_the_next_form(signed: Handover, han: Person, oh: Person) -> None:
    client = logged_in(han)
    services.tick(task_id=signed.tasks.get(number=1).pk, is_done=True, by=oh)
    asked = {"area": "PACK", "day": "2026-03-10", "shift": "D"}
    form = client.get(reverse("performance:handover-shift"), asked).context["form"]
    assert form.initial == {"note": "", "tasks": "베어링 확인"}
    back = client.post(reverse("performance:handover-undo", args=[signed.pk]))
    form = client.get(back["Location"]).context["form"]
    assert form.initial == {"note": "롤러 소음", "tasks": "금형 세척\n베어링 확인"}


def test_list_is_searched_and_a_spreadsheet(signed: Handover, client: Client) -> None:
    reader = logged_in(person(Role.OPERATOR, name="kim"))
    url = reverse("performance:handovers")
    for query, there in (("베어링", True), ("롤러", True), ("없음", False)):
        assert (b"/handover/%d/" % signed.pk in reader.get(url, {"q": query}).content) is there
    assert signed in reader.get(url, {"state": "unread"}).context["page"].object_list
    sheet = load_workbook(io.BytesIO(reader.get(url, {"format": "xlsx"}).content)).worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[:5] for row in values if row[0] == "2026-03-09"] == [["2026-03-09", "주간", "포장 구역", 582, 18]]


def test_wrong_questions_are_refused_clearly(plant: Plant, han: Person) -> None:
    client, url = logged_in(han), reverse("performance:handover-shift")
    for query, status in (
        ({"area": "NO"}, 404),
        ({"day": "x"}, 422),
        ({"day": "0001-01-01"}, 422),
        ({"day": "9999-12-31"}, 422),
        ({"day": "2026-03-09", "shift": "Z"}, 404),
    ):
        assert client.get(url, query).status_code == status
    assert client.get(reverse("performance:handover", args=[999999])).status_code == 404


def test_empty_plant_says_the_next_step(db: None) -> None:
    client = logged_in(person(Role.SUPERVISOR, name="han"))
    for name in ("handover-shift", "handovers"):
        assert 'class="empty"' in client.get(reverse(f"performance:{name}")).content.decode()
