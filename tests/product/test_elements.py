"""Work elements of a routing: their worth, their order, revisions, and a line that is taken over by a person."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dure.kernel.errors import Conflict, Invalid
from dure.product import selectors, services
from dure.product.balance import Sums
from dure.product.errors import Loop, NotADraft
from dure.product.models import ElementOrder, WorkElement
from dure.product.services import drafts

pytestmark = pytest.mark.django_db


@pytest.fixture
def routing(item, machine, writer):
    """Two operations with five elements: 10 s of assembly in a row, then packing, and a walk that waits for nothing."""
    routing = services.add_routing(item=item("FAN"), valid_from=date(2026, 3, 1), by=writer)
    rows = {}
    for number, name in ((10, "조립"), (20, "포장")):
        rows[number] = services.add_operation(
            routing=routing, number=number, name=name, work_center=machine.work_center, by=writer,
            run_seconds=Decimal(12),
        )  # fmt: skip
    add(rows[10], 1, "날개 끼우기", 6, "value")
    add(rows[10], 2, "나사 조이기", 4, "value", "10-1")
    add(rows[10], 3, "공구 찾기", 2, "waste")
    add(rows[20], 1, "상자 접기", 5, "needed")
    add(rows[20], 2, "담기", 3, "value", "10-2", "20-1")
    return routing


def add(operation, number, name, seconds, worth, *after) -> WorkElement:
    known = {one.code: one for one in selectors.elements_of(operation.routing)}
    return services.add_element(
        operation=operation, number=number, name=name, seconds=Decimal(seconds), worth=worth, by=None,
        after=[known[code] for code in after],
    )  # fmt: skip


def known(routing) -> dict[str, WorkElement]:
    return {one.code: one for one in selectors.elements_of(routing)}


def order(routing) -> set[tuple[str, str]]:
    rows = ElementOrder.objects.filter(then__operation__routing=routing)
    return {(row.first.code, row.then.code) for row in rows}


def test_sums_by_operation_and_where_they_differ_from_the_plan(routing):
    """10 + 2 s are the 12 s planned; folding and packing are 8 where 12 are planned."""
    first, second = selectors.worked_operations(routing)
    assert (first.sums, first.differs) == (Sums(Decimal(10), Decimal(0), Decimal(2)), False)
    assert (second.sums, second.differs) == (Sums(Decimal(3), Decimal(5), Decimal(0)), True)
    (row,) = selectors.routings_with_elements(date(2026, 3, 1))
    assert (row.total, row.value_s, row.needed_s, row.waste_s, row.count) == (20, 13, 5, 2, 5)
    assert not selectors.routings_with_elements(date(2026, 3, 1), text="없음")


def test_a_new_revision_takes_all_along_and_tells_what_it_saved(routing, writer, checker):
    services.approve_routing(routing=routing, by=checker)
    later = services.copy_routing(routing=routing, revision="B", valid_from=date(2026, 4, 1), by=writer)
    assert order(later) == order(routing) == {("10-1", "10-2"), ("10-2", "20-2"), ("20-1", "20-2")}
    services.remove_element(element=known(later)["10-3"], by=writer)
    services.change_element(element=known(later)["20-1"], by=writer, seconds=Decimal(3))
    worked = [selectors.worked_operations(one) for one in (routing, later)]
    *rows, whole = selectors.saved_between(*worked)
    assert [(row.number, row.saved.total) for row in rows] == [(10, 2), (20, 2)]
    assert whole.saved == Sums(Decimal(0), Decimal(2), Decimal(2))
    marks = [(one.mark, (one.after or one.before).name) for one in selectors.element_changes(*worked)]
    assert marks == [("removed", "공구 찾기"), ("changed", "상자 접기")]


def test_what_is_approved_stays(routing, checker):
    services.approve_routing(routing=routing, by=checker)
    element = known(routing)["10-1"]
    with pytest.raises(NotADraft):
        services.change_element(element=element, by=None, seconds=Decimal(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkElement.objects.filter(pk=element.pk).update(seconds=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ElementOrder.objects.filter(first=element).delete()


def test_order_never_goes_in_a_circle(routing):
    with pytest.raises(Loop):
        services.change_element(element=known(routing)["10-1"], by=None, after=[known(routing)["20-2"]])
    with pytest.raises(Invalid):
        services.change_element(element=known(routing)["10-1"], by=None, after=[known(routing)["10-1"]])
    assert ("20-2", "10-1") not in order(routing)


def test_removing_an_element_keeps_the_order_around_it_and_can_be_undone(routing, writer):
    services.remove_element(element=known(routing)["10-2"], by=writer)
    assert order(routing) == {("10-1", "20-2"), ("20-1", "20-2")}
    services.undo_draft_edit(head=routing, by=writer)
    assert order(routing) == {("10-1", "10-2"), ("10-2", "20-2"), ("20-1", "20-2")}
    services.remove_operation(operation=routing.operations.get(number=10), by=writer)
    assert set(known(routing)) == {"20-1", "20-2"}
    services.undo_draft_edit(head=routing, by=writer)
    assert len(known(routing)) == 5
    assert len(order(routing)) == 3
    assert any(record.table == "WorkElement" for record in selectors.history_of(routing))


def test_removing_an_operation_keeps_the_order_around_its_elements(routing, writer, machine):
    """10-1 → 20-1 → 30-1: without the middle, the last still waits for the first."""
    last = services.add_operation(
        routing=routing, number=30, name="싣기", work_center=machine.work_center, by=writer, run_seconds=Decimal(12)
    )
    rows = known(routing)
    services.change_element(element=rows["20-1"], by=writer, after=[rows["10-1"]])
    add(last, 1, "팔레트에 쌓기", 4, "needed", "20-1")
    services.remove_operation(operation=routing.operations.get(number=20), by=writer)
    assert order(routing) == {("10-1", "10-2"), ("10-1", "30-1")}


def test_two_elements_of_one_name_are_told_apart(routing, writer, checker):
    add(routing.operations.get(number=10), 4, "공구 찾기", 3, "waste")
    services.approve_routing(routing=routing, by=checker)
    later = services.copy_routing(routing=routing, revision="B", valid_from=date(2026, 4, 1), by=writer)
    services.remove_element(element=known(later)["10-4"], by=writer)
    (change,) = selectors.element_changes(*(selectors.worked_operations(one) for one in (routing, later)))
    assert (change.mark, change.before.seconds, change.after) == ("removed", 3, None)


def test_a_draft_edited_before_there_were_elements_can_still_be_undone(routing, writer):
    edit = drafts.edits_of(routing).first()
    edit.before = {name: rows for name, rows in edit.before.items() if name in ("Routing", "Operation")}
    edit.save()
    for _ in range(drafts.edits_of(routing).count()):
        services.undo_draft_edit(head=routing, by=writer)
    assert not routing.operations.exists()


def test_the_fewest_stations_for_a_takt_and_taking_them_over(routing, writer):
    """20 s of work at a takt of 10 s: two stations of 10 s each are possible and the fewest."""
    elements = selectors.elements_of(routing)
    now = selectors.layout_of(elements, Decimal(10))
    assert [(one.label, one.seconds) for one in now.stations] == [("10", 12), ("20", 8)]
    assert (now.figures.over, now.figures.efficiency) == (1, pytest.approx(20 / 24))
    proposal = selectors.fewest_stations(elements, Decimal(10))
    assert (proposal.is_best, proposal.least) == (True, 2)
    assert [one.seconds for one in proposal.layout.stations] == [10, 10]
    assert not WorkElement.objects.exclude(station=None).exists()
    services.take_stations(routing=routing, stations=proposal.places, by=writer)
    taken = selectors.layout_of(selectors.elements_of(routing), Decimal(10))
    assert [one.seconds for one in taken.stations] == [10, 10]
    assert (taken.wrong, taken.unplaced, taken.figures.efficiency) == ([], 0, 1)
    services.undo_draft_edit(head=routing, by=writer)
    assert not WorkElement.objects.exclude(station=None).exists()


def test_the_shortest_cycle_for_three_stations(routing):
    """20 s in three stations are at least 7 in whole seconds; 6 | 2 + 5 | 4 + 3 keeps the order."""
    proposal = selectors.shortest_cycle(selectors.elements_of(routing), 3, None)
    assert (proposal.layout.figures.cycle, proposal.is_best, proposal.least) == (7, True, 7)


def test_an_element_longer_than_the_takt_is_named(routing):
    proposal = selectors.fewest_stations(selectors.elements_of(routing), Decimal("5.5"))
    assert [one.code for one in proposal.too_long] == ["10-1"]
    assert proposal.layout is None


def test_a_proposal_is_not_taken_when_the_work_has_changed_or_the_order_is_broken(routing, checker):
    places = selectors.fewest_stations(selectors.elements_of(routing), Decimal(10)).places
    rows = known(routing)
    with pytest.raises(Invalid):
        services.take_stations(routing=routing, stations=places | {rows["20-2"].pk: 1, rows["20-1"].pk: 2}, by=None)
    add(rows["20-2"].operation, 3, "붙이기", 1, "value")
    with pytest.raises(Conflict):
        services.take_stations(routing=routing, stations=places, by=None)
    services.approve_routing(routing=routing, by=checker)
    with pytest.raises(NotADraft):
        services.take_stations(routing=routing, stations=places, by=None)


def test_stations_written_by_hand_are_shown_as_they_are(routing):
    rows = known(routing)
    services.change_element(element=rows["10-1"], by=None, station=2)
    services.change_element(element=rows["10-2"], by=None, station=1)
    layout = selectors.layout_of(selectors.elements_of(routing))
    assert [(one.label, one.seconds) for one in layout.stations] == [("1", 4), ("2", 6), ("–", 10)]
    assert ([(a.code, b.code) for a, b in layout.wrong], layout.unplaced) == ([("10-1", "10-2")], 3)
