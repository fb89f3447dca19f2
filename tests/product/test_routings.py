"""Routings in force, their times, and the ideal cycles that follow from them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import WorkUnit
from dure.product import selectors, services
from dure.product.cycles import Outcome
from dure.product.errors import NotADraft, Overlap, OwnWork
from dure.product.models import IdealCycle, Operation, Routing

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
MIDNIGHT = datetime(2026, 2, 28, 15, tzinfo=UTC)
"""1 March 2026, 0:00 in Seoul"""
NOON = datetime(2026, 3, 5, 3, tzinfo=UTC)


def packing(item, machine: WorkUnit, run: str = "2.5", since: date = MARCH, revision: str = "A") -> Routing:
    """Kneading for 600 s in batches of 200, packing with a set-up of 300 s."""
    routing = services.add_routing(item=item, valid_from=since, revision=revision, by=None)
    services.add_operation(
        routing=routing, number=10, name="kneading", work_center=machine.work_center, run_seconds=Decimal(600),
        run_basis="batch", batch_size=Decimal(200), by=None,
    )  # fmt: skip
    pack = services.add_operation(
        routing=routing, number=20, name="packing", work_center=machine.work_center, setup_seconds=Decimal(300),
        run_seconds=Decimal(run), by=None,
    )  # fmt: skip
    mixer, packer = WorkUnit.objects.get(code="M2"), machine
    services.set_units(operation=routing.operations.get(number=10), units=[(mixer, {})], by=None)
    services.set_units(operation=pack, units=[(packer, {})], by=None)
    return routing


def cycles(**more) -> dict[str, Decimal]:
    rows = IdealCycle.objects.filter(**more).order_by("valid_from")
    return {row.work_unit.code: row.seconds for row in rows}


def test_an_approved_routing_gives_the_ideal_cycles(item, machine):
    routing = packing(item("NOODLE"), machine)
    assert not IdealCycle.objects.exists()
    services.approve_routing(routing=routing, by=None)
    # 600 s for 200 pieces are 3 s a piece.
    assert cycles(valid_from=MIDNIGHT) == {"M2": 3, "M1": Decimal("2.5")}
    assert {row.operation.number for row in IdealCycle.objects.all()} == {10, 20}


def test_a_new_revision_brings_new_cycles_from_its_day_on(item, machine):
    noodle = item("NOODLE")
    services.approve_routing(routing=packing(noodle, machine), by=None)
    services.approve_routing(routing=packing(noodle, machine, "2", APRIL, "B"), by=None)
    rows = IdealCycle.objects.filter(work_unit=machine).order_by("valid_from").values_list("seconds", flat=True)
    assert list(rows) == [Decimal("2.5"), 2]
    assert IdealCycle.objects.filter(work_unit__code="M2").count() == 1  # 3 s is what it was
    assert selectors.routing_of(noodle, date(2026, 3, 31)).revision == "A"
    assert selectors.routing_of(noodle, APRIL).revision == "B"


def test_what_a_person_has_timed_is_never_overwritten(item, machine):
    """Somebody has timed 2.2 s at the packer. The routing says 2.5: it is proposed and waits."""
    noodle = item("NOODLE")
    services.set_ideal_cycle(item=noodle, work_unit=machine, seconds=Decimal("2.2"), valid_from=MIDNIGHT, by=None)
    routing = services.approve_routing(routing=packing(noodle, machine), by=None)
    assert cycles() == {"M1": Decimal("2.2"), "M2": 3}
    (waiting,) = selectors.open_proposals(NOON)
    assert (waiting.timed.work_unit_id, waiting.timed.seconds, waiting.known.seconds, waiting.outcome) == (
        machine.pk, Decimal("2.5"), Decimal("2.2"), Outcome.ASK,
    )  # fmt: skip
    pack = routing.operations.get(number=20)
    made = services.accept_cycle(operation=pack, work_unit=machine, by=None, at=NOON)
    assert (made.seconds, made.valid_from, made.operation) == (Decimal("2.5"), NOON, pack)
    assert selectors.open_proposals(NOON) == []
    # What was counted before keeps its figure.
    assert IdealCycle.objects.get(work_unit=machine, valid_from=MIDNIGHT).seconds == Decimal("2.2")
    assert services.accept_cycle(operation=pack, work_unit=machine, by=None, at=NOON) is None


def test_a_persons_general_figure_counts_for_every_machine(item, machine):
    noodle = item("NOODLE")
    services.set_ideal_cycle(item=noodle, work_unit=None, seconds=Decimal(3), valid_from=MIDNIGHT, by=None)
    services.approve_routing(routing=packing(noodle, machine), by=None)
    assert IdealCycle.objects.count() == 1  # 3 s at the mixer is the same, 2.5 s at the packer waits
    assert len(selectors.open_proposals(NOON)) == 1


def test_without_named_machines_those_of_the_work_center_count(item, machine, django_assert_max_num_queries):
    routing = services.add_routing(item=item("NOODLE"), valid_from=MARCH, by=None)
    services.add_operation(
        routing=routing, number=10, name="all", work_center=machine.work_center, run_seconds=Decimal(4), by=None
    )
    services.approve_routing(routing=routing, by=None)
    assert cycles() == {"M1": 4, "M2": 4}
    units = [(unit.code, step.run_s) for unit, step in selectors.candidates(routing.operations.get())]
    assert units == [("M1", 4), ("M2", 4)]
    with django_assert_max_num_queries(5):
        selectors.open_proposals(NOON)


def test_a_machine_may_have_its_own_times(item, machine):
    routing = packing(item("NOODLE"), machine)
    pack, other = routing.operations.get(number=20), WorkUnit.objects.get(code="M2")
    services.set_units(operation=pack, units=[(machine, {}), (other, {"run_seconds": Decimal(9)})], by=None)
    found = selectors.candidates(selectors.operations_of(routing).get(number=20))
    assert [(unit.code, step.setup_s, step.run_s) for unit, step in found] == [
        ("M1", 300, Decimal("2.5")),
        ("M2", 300, 9),
    ]


def test_how_long_it_takes(item, machine):
    # 500 pieces: 3 batches of 600 s, then 300 + 500 x 2.5 = 1,550 s.
    assert selectors.lead_seconds(packing(item("NOODLE"), machine), Decimal(500)) == 1800 + 1550


def test_an_operation_is_done_somewhere(item, machine):
    routing = services.add_routing(item=item("NOODLE"), valid_from=MARCH, by=None)
    with pytest.raises(Invalid, match="외주로 표시"):
        services.add_operation(routing=routing, number=10, name="plating", by=None)
    services.add_operation(routing=routing, number=10, name="plating", is_subcontracted=True, lead_time_days=3, by=None)
    assert selectors.lead_seconds(routing, Decimal(500)) == 3 * 86_400


def test_an_approved_routing_is_frozen(item, machine, writer):
    routing = services.approve_routing(routing=packing(item("NOODLE"), machine), by=None)
    operation = routing.operations.first()
    for change in (
        lambda: services.change_routing(routing=routing, note="x", by=writer),
        lambda: services.change_operation(operation=operation, run_seconds=Decimal(1), by=writer),
        lambda: services.remove_operation(operation=operation, by=writer),
        lambda: services.set_units(operation=operation, units=[], by=writer),
    ):
        with pytest.raises(NotADraft):
            change()
    for change in (
        lambda: Operation.objects.filter(pk=operation.pk).update(name="x"),
        lambda: operation.units.all().delete(),
        lambda: Routing.objects.filter(pk=routing.pk).update(note="x"),
    ):
        with pytest.raises(DatabaseError, match="only a draft"), transaction.atomic():
            change()


def test_four_eyes_and_overlap(item, machine, writer, checker):
    noodle = item("NOODLE")
    services.approve_routing(routing=packing(noodle, machine), by=checker)
    second = services.add_routing(item=noodle, valid_from=MARCH, revision="B", by=writer)
    services.add_operation(
        routing=second, number=10, name="x", work_center=machine.work_center, run_seconds=Decimal(1), by=writer
    )
    with pytest.raises(OwnWork):
        services.approve_routing(routing=second, by=writer)
    with pytest.raises(Overlap):
        services.approve_routing(routing=second, by=checker)
    services.change_routing(routing=second, valid_from=APRIL, by=writer)
    assert services.approve_routing(routing=second, by=checker).status == "approved"


def test_undo_copy_and_comparison(item, machine, writer):
    routing = services.approve_routing(routing=packing(item("NOODLE"), machine), by=None)
    copy = services.copy_routing(routing=routing, revision="B", valid_from=APRIL, by=writer)
    assert not selectors.compare_routings(routing, copy)
    pack = copy.operations.get(number=20)
    services.change_operation(operation=pack, run_seconds=Decimal(2), tools=["wrench", "gauge"], by=writer)
    services.remove_operation(operation=copy.operations.get(number=10), by=writer)
    services.add_operation(
        routing=copy, number=30, name="checking", work_center=machine.work_center, run_seconds=Decimal(1), by=writer
    )
    found = selectors.compare_routings(routing, copy)
    assert (found.added, found.removed) == ([30], [10])
    assert found.changed[0].fields == {"run_seconds": (Decimal("2.5"), 2), "tools": ([], ["wrench", "gauge"])}
    for _ in range(3):
        services.undo_draft_edit(head=copy, by=writer)
    assert not selectors.compare_routings(routing, copy)
    with pytest.raises(Conflict):
        services.undo_draft_edit(head=copy, by=writer)
    assert [row.table for row in selectors.history_of(copy)].count("Operation") == 6
