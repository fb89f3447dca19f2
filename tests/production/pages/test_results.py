"""Corrections are added to what was counted; held counts become results only when a person says so."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dure.events.models import RecordedEvent
from dure.kernel.errors import Invalid
from dure.plant.models import Shift
from dure.production import services
from dure.production.errors import AlreadyChanged, BadQuantity, NothingToUndo
from dure.production.forms import CorrectionForm
from dure.production.models import ProductionResult
from dure.production.selectors import figures, results
from tests.production.pages.conftest import Line


def held_figures(line: Line) -> figures.Figures:
    sums = figures.sums(ProductionResult.objects.filter(work_unit=line.press), "work_unit")
    return sums.get(line.press.pk, figures.Figures())


def test_a_correction_is_added_and_the_counted_row_stays(line: Line):
    row = line.result(good=118, reject=2)
    services.correct_result(result_id=row.pk, person=line.person, reason="재검사", good=Decimal(-3), reject=Decimal(3))
    row.refresh_from_db()
    assert (row.good, row.reject) == (118, 2)
    after = held_figures(line)
    assert (after.produced, after.good, after.reject) == (120, 115, 5)


def test_undoing_a_correction_restores_the_figure_and_keeps_who_did_it(line: Line):
    row = line.result()
    made = services.correct_result(
        result_id=row.pk, person=line.person, reason="오타", good=Decimal(-8), reject=Decimal(8)
    )
    services.undo_correction(correction_id=made.pk, person=line.person)
    made.refresh_from_db()
    assert made.undone_by == line.person
    assert held_figures(line).good == 118
    with pytest.raises(AlreadyChanged):
        services.undo_correction(correction_id=made.pk, person=line.person)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"good": Decimal(-119)}, BadQuantity),
        ({"good": Decimal(1)}, BadQuantity),
        ({}, Invalid),
    ],
)
def test_impossible_corrections_are_refused(line: Line, change: dict[str, Decimal], error: type[Exception]):
    row = line.result(good=118, reject=2)
    with pytest.raises(error):
        services.correct_result(result_id=row.pk, person=line.person, reason="x", **change)
    assert not row.corrections.exists()


def test_a_correction_needs_a_reason(line: Line):
    row = line.result()
    with pytest.raises(Invalid):
        services.correct_result(result_id=row.pk, person=line.person, reason="  ", reject=Decimal(-1))


def test_pieces_that_arrive_while_a_person_types_stay_counted(line: Line):
    row = line.result(good=118, reject=2)
    ProductionResult.objects.filter(pk=row.pk).update(good=130, produced=132)  # the recorder went on
    services.correct_result(result_id=row.pk, person=line.person, reason="x", good=Decimal(-1), reject=Decimal(1))
    assert held_figures(line).good == 129


def test_a_confirmed_count_goes_to_the_hour_shift_and_order_of_its_time(line: Line):
    run = services.start_run(work_order=line.order(), work_unit=line.press, person=line.person)
    held = line.held(500, at=run.started_at + timedelta(seconds=1))
    services.decide_held_count(held_count_id=held.pk, person=line.person, quantity=Decimal(3))
    row = ProductionResult.objects.get(source="confirmed")
    assert (row.produced, row.good, row.run, row.item, row.shift) == (3, 3, run, line.item, "D")
    assert row.hour == held.time.replace(minute=0, second=0, microsecond=0)
    assert RecordedEvent.objects.filter(name="production.HeldCountDecided").count() == 1


def test_undoing_a_decision_takes_the_pieces_off_and_asks_again(line: Line):
    first, second = line.held(500), line.held(40)
    services.decide_held_count(held_count_id=first.pk, person=line.person, quantity=Decimal(3))
    services.decide_held_count(held_count_id=second.pk, person=line.person, quantity=Decimal(40))
    services.undo_held_decision(held_count_id=first.pk, person=line.person)
    assert held_figures(line).produced == 40
    services.undo_held_decision(held_count_id=second.pk, person=line.person)
    assert not ProductionResult.objects.filter(source="confirmed").exists()
    assert set(results.held_counts()) == {first, second}


def test_a_rejected_count_counts_nothing(line: Line):
    held = line.held(500)
    services.decide_held_count(held_count_id=held.pk, person=line.person)
    assert held_figures(line).produced == 0
    with pytest.raises(AlreadyChanged):
        services.decide_held_count(held_count_id=held.pk, person=line.person, quantity=Decimal(1))


@pytest.mark.parametrize("quantity", [Decimal(0), Decimal(501), Decimal(-1)])
def test_no_more_than_was_held_can_be_counted(line: Line, quantity: Decimal):
    held = line.held(500)
    with pytest.raises(BadQuantity):
        services.decide_held_count(held_count_id=held.pk, person=line.person, quantity=quantity)


def test_a_count_that_waits_has_no_decision_to_undo(line: Line):
    with pytest.raises(NothingToUndo):
        services.undo_held_decision(held_count_id=line.held().pk, person=line.person)


def dialog(line: Line, **changes: str) -> CorrectionForm:
    shown = CorrectionForm.for_figures(results.result(line.result(good=118, reject=2).pk).held).initial
    return CorrectionForm({**shown, "reason": "재검사", **changes})


def test_the_dialog_takes_the_right_figures_and_gives_differences(line: Line):
    form = dialog(line, good="115", reject="4", rework="1")
    assert form.is_valid()
    assert form.differences() == {"produced": 0, "good": -3, "reject": 2, "rework": 1}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"good": "115"}, "3"),
        ({"produced": "130"}, "10"),
        ({"reject": "5"}, "123"),
    ],
)
def test_sums_that_do_not_agree_are_answered_with_a_sentence(line: Line, changes: dict[str, str], sentence: str):
    form = dialog(line, **changes)
    assert not form.is_valid()
    assert sentence in str(form.non_field_errors())


def test_produced_changes_only_when_it_is_typed(line: Line):
    form = dialog(line, produced="121", good="119")
    assert form.is_valid()
    assert form.differences() == {"produced": 1, "good": 1, "reject": 0, "rework": 0}


def test_pieces_that_had_no_kind_before_may_stay_without_one(line: Line):
    row = line.result(good=100, reject=2)
    ProductionResult.objects.filter(pk=row.pk).update(produced=110)
    shown = CorrectionForm.for_figures(results.result(row.pk).held).initial
    assert CorrectionForm({**shown, "reason": "x", "good": "99", "reject": "3"}).is_valid()
    assert not CorrectionForm({**shown, "reason": "x", "good": "99"}).is_valid()


def test_a_confirmed_count_is_taken_back_although_the_calendar_was_changed_meanwhile(line: Line) -> None:
    held = services.decide_held_count(held_count_id=line.held(500).pk, person=line.person, quantity=Decimal(5))
    Shift.objects.all().delete()
    services.undo_held_decision(held_count_id=held.pk, person=line.person)
    assert not ProductionResult.objects.filter(source="confirmed").exists()


def test_a_confirmed_count_that_a_correction_needs_is_not_taken_back(line: Line) -> None:
    held = services.decide_held_count(held_count_id=line.held(500).pk, person=line.person, quantity=Decimal(5))
    row = ProductionResult.objects.get(source="confirmed")
    services.correct_result(result_id=row.pk, person=line.person, reason="scrap", good=Decimal(-3), reject=Decimal(3))
    with pytest.raises(Invalid, match="take that correction back first"):
        services.undo_held_decision(held_count_id=held.pk, person=line.person)
    row.refresh_from_db()
    assert row.good == 5
