"""Quantities entered by hand: their own rows, never doubled, always with who and when."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dure.events.models import RecordedEvent
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.production import services
from dure.production.errors import AlreadyChanged, BadQuantity
from dure.production.models import HandEntry, OperationRun, ProductionResult, RejectReason, StateInterval
from dure.production.selectors import entries as selectors
from dure.production.selectors import figures
from dure.production.selectors.performance import quantities
from dure.telemetry.models import Meaning
from tests.production.pages.conftest import Line


def enter(line: Line, kind: str = "good", quantity: float = 5, **given: object) -> HandEntry:
    unit = given.pop("work_unit", line.packer)
    values = {
        "client_id": uuid.uuid4(),
        "work_unit": unit,
        "starts_at": selectors.slots_of(unit, clock.now())[0].slot.start,
        "kind": kind,
        "quantity": Decimal(quantity),
        "person": line.person,
    }
    return services.enter_quantity(**{**values, **given})


def made(line: Line, unit: object = None) -> tuple[int, int, int, int]:
    rows = ProductionResult.objects.filter(work_unit=unit or line.packer)
    total = figures.sums(rows, "work_unit").get((unit or line.packer).pk, figures.Figures())
    return tuple(int(value) for value in (total.produced, total.good, total.reject, total.rework))


def test_pieces_without_a_machine_go_to_a_row_of_their_own_source(line: Line):
    services.start_run(work_order=line.order(), work_unit=line.packer, person=line.person)
    enter(line, "good", 40)
    enter(line, "reject", 3)
    enter(line, "rework", 2)
    row = ProductionResult.objects.get(work_unit=line.packer)
    assert (row.source, row.item, row.shift) == ("hand", line.item, "D")
    assert (row.produced, row.good, row.reject, row.rework) == (45, 40, 3, 2)
    assert RecordedEvent.objects.filter(name="production.HandEntryMade").count() == 3


def test_the_same_form_sent_twice_is_entered_once(line: Line):
    form = uuid.uuid4()
    first, second = enter(line, client_id=form), enter(line, client_id=form)
    assert first == second
    assert made(line) == (5, 5, 0, 0)


def test_the_same_form_with_another_figure_is_refused(line: Line):
    form = uuid.uuid4()
    enter(line, client_id=form)
    with pytest.raises(Conflict):
        enter(line, client_id=form, quantity=6)
    assert made(line) == (5, 5, 0, 0)


def test_good_pieces_of_a_counting_machine_are_refused(line: Line):
    line.result(good=118, reject=2)
    with pytest.raises(Invalid, match="correct it on the page Results"):
        enter(line, "good", 5, work_unit=line.press)
    assert made(line, line.press) == (120, 118, 2, 0)


def test_a_reject_at_a_counting_machine_is_taken_from_what_it_counted(line: Line):
    row = line.result(good=118, reject=2)
    scratch = RejectReason.objects.create(name="긁힘")
    entry = enter(line, "reject", 8, work_unit=line.press, reason=scratch)
    row.refresh_from_db()
    assert (row.produced, row.good, row.reject) == (120, 118, 2)
    assert made(line, line.press) == (120, 110, 10, 0)
    assert "긁힘" in entry.corrections.get().reason
    assert not ProductionResult.objects.filter(source="hand").exists()
    services.take_entry_back(entry_id=entry.pk, person=line.person)
    assert made(line, line.press) == (120, 118, 2, 0)


def test_more_rejects_than_counted_good_pieces_are_refused_whole(line: Line):
    line.result(good=6, reject=0)
    with pytest.raises(Invalid, match="good pieces were counted"):
        enter(line, "reject", 7, work_unit=line.press)
    assert made(line, line.press) == (6, 6, 0, 0)
    assert not HandEntry.objects.exists()


def test_the_correction_of_an_entry_is_taken_back_with_it_only(line: Line):
    line.result()
    entry = enter(line, "reject", 1, work_unit=line.press)
    with pytest.raises(Conflict):
        services.undo_correction(correction_id=entry.corrections.get().pk, person=line.person)


def test_a_machine_that_counts_rejects_only_takes_good_pieces_only(line: Line):
    line.counter.meaning = Meaning.REJECT
    line.counter.save()
    enter(line, "good", 5, work_unit=line.press)
    with pytest.raises(Invalid):
        enter(line, "reject", 1, work_unit=line.press)
    assert made(line, line.press) == (5, 5, 0, 0)


def test_the_automatic_share_counts_hand_entries_as_hand(line: Line):
    line.result(good=118, reject=2)
    enter(line, "reject", 8, work_unit=line.press)
    enter(line, "good", 30)
    day = timedelta(hours=30)
    rows = quantities([line.press.pk, line.packer.pk], line.now - day, line.now + day)
    assert sum(row.produced for row in rows) == 150
    assert sum(row.automatic for row in rows) == 120


def test_pieces_made_while_nobody_knew_the_state_have_no_part_in_effectiveness(line: Line):
    entry = enter(line, "good", 40)
    row = ProductionResult.objects.get(work_unit=line.packer)
    assert row.unseen == 40
    StateInterval.objects.create(
        work_unit=line.packer, started_at=row.hour - timedelta(hours=1), ended_at=None, state="producing"
    )
    enter(line, "good", 2)
    row.refresh_from_db()
    assert (row.produced, row.unseen) == (42, 0)
    services.take_entry_back(entry_id=entry.pk, person=line.person)
    row.refresh_from_db()
    assert (row.produced, row.unseen) == (2, 0)


def test_taking_back_keeps_the_entry_and_who_did_it(line: Line):
    entry = enter(line)
    services.take_entry_back(entry_id=entry.pk, person=line.person)
    entry.refresh_from_db()
    assert (entry.quantity, entry.undone_by) == (5, line.person)
    assert made(line) == (0, 0, 0, 0)
    with pytest.raises(AlreadyChanged):
        services.take_entry_back(entry_id=entry.pk, person=line.person)


def test_a_correction_replaces_and_its_undo_brings_the_first_figure_back(line: Line):
    first = enter(line, "good", 50)
    second = services.correct_entry(entry_id=first.pk, kind="reject", quantity=Decimal(5), person=line.person)
    assert (second.replaces, second.starts_at) == (first, first.starts_at)
    assert made(line) == (5, 0, 5, 0)
    services.restore_entry(entry_id=first.pk, person=line.person)
    assert made(line) == (50, 50, 0, 0)
    assert HandEntry.objects.filter(undone_at=None).count() == 1
    assert HandEntry.objects.count() == 3


def test_what_a_correction_of_the_result_needs_is_not_taken_back(line: Line):
    entry = enter(line, "good", 5)
    row = ProductionResult.objects.get(work_unit=line.packer)
    services.correct_result(result_id=row.pk, person=line.person, reason="x", good=Decimal(-4), produced=Decimal(-4))
    with pytest.raises(Invalid):
        services.take_entry_back(entry_id=entry.pk, person=line.person)
    assert made(line) == (1, 1, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_is_no_entry(line: Line, quantity: int):
    with pytest.raises(BadQuantity):
        enter(line, quantity=quantity)


@pytest.mark.parametrize("hours", [-3, 60])
def test_only_the_last_two_days_can_be_entered_for(line: Line, hours: int):
    start = line.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours)
    with pytest.raises(Invalid, match="48"):
        enter(line, starts_at=start)


def test_an_earlier_hour_goes_to_the_order_of_that_hour(line: Line):
    hour = line.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    order = line.order()
    OperationRun.objects.create(
        work_order=order,
        work_unit=line.packer,
        started_at=hour + timedelta(minutes=20),
        ended_at=hour + timedelta(hours=2),
    )
    starts = [row.slot.start for row in selectors.slots_of(line.packer, line.now) if row.slot.hour == hour]
    assert sorted(starts) == [hour, hour + timedelta(minutes=20)]
    enter(line, starts_at=hour)
    enter(line, starts_at=hour + timedelta(minutes=20), quantity=7)
    rows = ProductionResult.objects.filter(work_unit=line.packer).order_by("first_at")
    assert [(row.hour, row.run_id is None, int(row.good)) for row in rows] == [(hour, True, 5), (hour, False, 7)]


def test_a_reason_out_of_use_or_for_good_pieces_is_refused(line: Line):
    reason = services.add_reject_reason(name="  치수   불량 ")
    assert reason.name == "치수 불량"
    with pytest.raises(Invalid):
        enter(line, "good", reason=reason)
    services.switch_reject_reason(reason_id=reason.pk, is_active=False)
    reason.refresh_from_db()
    with pytest.raises(Invalid):
        enter(line, "reject", reason=reason)
    assert services.add_reject_reason(name="치수 불량").is_active
    with pytest.raises(Conflict):
        services.add_reject_reason(name="치수 불량")


def test_reasons_chosen_most_at_a_machine_come_first(line: Line):
    first, second = (services.add_reject_reason(name=name) for name in ("이물", "긁힘"))
    enter(line, "reject", reason=second)
    assert selectors.reject_reasons(line.packer.pk) == [second, first]
    assert selectors.reject_reasons(line.press.pk) == [first, second]


def test_slots_are_hours_cut_at_runs_and_shifts():
    from dure.production.slots import Slot, Stretch, slots

    day = datetime(2026, 3, 2, tzinfo=UTC)

    def at(hour: int, minute: int = 0) -> datetime:
        return day + timedelta(hours=hour, minutes=minute)

    early, late = (day.date(), "D"), (day.date(), "N")
    found = slots(
        at(10, 50),
        3,
        [Stretch(at(8, 40), at(9, 30), 7)],
        lambda moment: early if moment < at(10, 30) else late,
        [at(10, 30)],
    )
    assert found == [
        Slot(at(10, 30), at(11), late, None),
        Slot(at(10), at(10, 30), early, None),
        Slot(at(9, 30), at(10), early, None),
        Slot(at(9), at(9, 30), early, 7),
        Slot(at(8, 40), at(9), early, 7),
        Slot(at(8), at(8, 40), early, None),
    ]
