"""Reasons of stops: named, corrected, split and taken back, with everything before kept."""

from datetime import timedelta

import pytest

from dure.kernel.errors import Conflict, Invalid
from dure.production import services
from dure.production.errors import AlreadyChanged, NotAReason, NothingToUndo
from dure.production.models import Downtime, DowntimeReason
from dure.production.selectors import stops
from tests.production.pages.conftest import Line


def test_a_correction_keeps_the_reason_before(line: Line):
    stop = line.stop(30, lasted=10)
    services.assign_downtime_reason(downtime_id=stop.pk, reason=line.jam, person=line.person, note="3번 롤러")
    services.assign_downtime_reason(downtime_id=stop.pk, reason=line.meal, person=line.person)
    newest, first = stop.revisions.all().order_by("-pk")
    assert (first.reason_before, first.reason_after) == (None, line.jam)
    assert (newest.reason_before, newest.reason_after, newest.note_before) == (line.jam, line.meal, "3번 롤러")


def test_undo_goes_back_one_change_each_time(line: Line):
    stop = line.stop(30, lasted=10)
    for reason in (line.jam, line.meal):
        services.assign_downtime_reason(downtime_id=stop.pk, reason=reason, person=line.person)
    assert services.undo_downtime_change(downtime_id=stop.pk, person=line.person).reason == line.jam
    assert services.undo_downtime_change(downtime_id=stop.pk, person=line.person).reason is None
    with pytest.raises(NothingToUndo):
        services.undo_downtime_change(downtime_id=stop.pk, person=line.person)


def test_a_split_tiles_the_stop_and_keeps_the_original(line: Line):
    stop = line.stop(60, lasted=40)
    cut = stop.started_at + timedelta(minutes=15)
    first, second = services.split_downtime(downtime_id=stop.pk, at=cut, person=line.person)
    stop.refresh_from_db()
    assert stop.replaced_at is not None
    assert (first.started_at, first.ended_at, second.started_at, second.ended_at) == (
        stop.started_at,
        cut,
        cut,
        stop.ended_at,
    )
    assert {first.origin, second.origin} == {stop}
    assert set(stops.stops()) == {first, second}


def test_undoing_a_split_joins_the_parts_with_the_end_that_came_meanwhile(line: Line):
    stop = line.stop(60)
    first, second = services.split_downtime(
        downtime_id=stop.pk, at=stop.started_at + timedelta(minutes=15), person=line.person
    )
    Downtime.objects.filter(pk=second.pk).update(ended_at=line.now)  # what the recorder does
    joined = services.undo_downtime_change(downtime_id=first.pk, person=line.person)
    assert (joined.pk, joined.replaced_at, joined.ended_at) == (stop.pk, None, line.now)
    assert list(stops.stops()) == [joined]


def test_a_joined_stop_can_be_split_and_joined_again(line: Line):
    stop = line.stop(60, lasted=40)
    for minutes in (10, 20):
        first, _ = services.split_downtime(
            downtime_id=stop.pk, at=stop.started_at + timedelta(minutes=minutes), person=line.person
        )
        services.undo_downtime_change(downtime_id=first.pk, person=line.person)
    stop.refresh_from_db()
    assert stop.replaced_at is None
    assert stops.stops().get() == stop


@pytest.mark.parametrize("minutes", [0, -1, 40, 41])
def test_a_cut_outside_the_stop_is_refused(line: Line, minutes: int):
    stop = line.stop(60, lasted=40)
    with pytest.raises(Invalid):
        services.split_downtime(
            downtime_id=stop.pk, at=stop.started_at + timedelta(minutes=minutes), person=line.person
        )
    assert Downtime.objects.count() == 1


def test_a_split_stop_is_not_changed_any_more(line: Line):
    stop = line.stop(60, lasted=40)
    services.split_downtime(downtime_id=stop.pk, at=stop.started_at + timedelta(minutes=5), person=line.person)
    with pytest.raises(AlreadyChanged):
        services.assign_downtime_reason(downtime_id=stop.pk, reason=line.jam, person=line.person)


def test_a_group_or_a_reason_out_of_use_is_no_reason(line: Line):
    stop = line.stop(30)
    with pytest.raises(NotAReason):
        services.assign_downtime_reason(downtime_id=stop.pk, reason=line.jam.parent, person=line.person)
    DowntimeReason.objects.filter(pk=line.jam.pk).update(is_active=False)
    line.jam.refresh_from_db()
    with pytest.raises(NotAReason):
        services.assign_downtime_reason(downtime_id=stop.pk, reason=line.jam, person=line.person)


def test_open_stops_ask_first_and_reasons_chosen_last_are_offered_first(line: Line):
    ended, running = line.stop(90, lasted=20), line.stop(30)
    assert list(stops.unexplained(line.area, line.now)) == [running, ended]
    services.assign_downtime_reason(downtime_id=ended.pk, reason=line.jam, person=line.person)
    services.assign_downtime_reason(downtime_id=running.pk, reason=line.meal, person=line.person)
    assert stops.last_reasons(line.press.pk) == [line.meal, line.jam]
    assert list(stops.unexplained(line.area, line.now)) == []


def test_a_used_reason_is_switched_off_an_unused_one_deleted(line: Line):
    stop = line.stop(30)
    services.assign_downtime_reason(downtime_id=stop.pk, reason=line.jam, person=line.person)
    assert services.remove_downtime_reason(reason_id=line.jam.pk) is False
    assert services.remove_downtime_reason(reason_id=line.meal.pk) is True
    assert DowntimeReason.objects.get(pk=line.jam.pk).is_active is False
    services.restore_downtime_reason(reason_id=line.jam.pk)
    assert DowntimeReason.objects.get(pk=line.jam.pk).is_active is True


def test_reasons_have_two_levels_and_their_own_codes(line: Line):
    with pytest.raises(Invalid):
        services.save_downtime_reason(code="X", name="x", kind="unplanned", parent=line.jam)
    with pytest.raises(Conflict):
        services.save_downtime_reason(code="M1", name="x", kind="unplanned", parent=line.jam.parent)
