"""What becomes of proposals: accepted once, taken back, changed, split, put together; exceptions acted on."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from dure.commerce.models import PurchaseRequest
from dure.commerce.selectors import order_view
from dure.commerce.services import LineWish, draft_purchase_order
from dure.kernel.errors import Conflict, DureError, Invalid
from dure.planning import selectors, services
from dure.planning.errors import Outdated
from dure.planning.models import Advice, Dismissal, Forecast, MrpRun, Peg, Proposal
from dure.planning.services import Expected, run_mrp
from dure.plant.models import ChangeRecord, Person
from dure.production.models import WorkOrder
from tests.planning import shop
from tests.planning.shop import bought, day, item, made, recipe, requested, sold, weeks

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(db) -> Person:
    return Person.objects.create(username="planner")


def bakery() -> tuple[object, object]:
    """10 pies on day 9, each of 2 kg of flour; pies take 2 days, flour 3."""
    pie, flour = item("PIE", lead=2), item("FLOUR", buy=True, unit="kg", lead=3)
    recipe(pie, {flour: 2})
    sold(pie, 10, 9)
    run_mrp()
    return pie, flour


def test_acceptance_makes_a_request_and_a_planned_order_and_the_plan_agrees(planner):
    pie, flour = bakery()
    rows = list(Proposal.objects.all())
    services.accept_proposals(ids=[row.pk for row in rows], by=planner)
    request, order = PurchaseRequest.objects.get(), WorkOrder.objects.get()
    assert (request.item, request.quantity, request.needed_on, request.reason) == (flour, 20, day(7), "SO1")
    assert (order.item, order.quantity, order.status, order.start_on) == (pie, 10, "planned", day(7))
    assert order.sales_line.order.number == "SO1"
    assert request.sales_line_id == order.sales_line_id
    wish = LineWish(flour, Decimal(20), price=Decimal(900))
    with transaction.atomic():
        bought_for = draft_purchase_order(partner=shop.supplier(), lines=[wish], by=None, requests=[request])
        assert order_view(order.sales_line.order).purchases == list(bought_for.lines.all())
        transaction.set_rollback(True)
    # Pegs lead on to what became of the proposals, before and after the next run.
    for _ in range(2):
        assert selectors.served([f"pr:{request.pk}"])[f"pr:{request.pk}"] == [f"so:{order.sales_line_id}"]
        run_mrp()
    assert not Proposal.objects.filter(status="open").exists()
    assert not Advice.objects.exists()


def test_acceptance_can_be_taken_back(planner):
    pie, flour = bakery()
    ids = list(Proposal.objects.values_list("pk", flat=True))
    services.accept_proposals(ids=ids, by=planner)
    services.undo_acceptance(ids=ids, by=planner)
    assert PurchaseRequest.objects.get().status == "refused"
    assert WorkOrder.objects.get().status == "cancelled"
    assert set(Proposal.objects.values_list("status", flat=True)) == {"open"}
    run_mrp()
    assert weeks([pie, flour]) == {"PIE": [(7, 9, 10)], "FLOUR": [(4, 7, 20)]}


def test_nothing_is_accepted_twice_and_nothing_that_was_planned_anew(planner):
    bakery()
    first, second = Proposal.objects.values_list("pk", flat=True)
    services.accept_proposals(ids=[first], by=planner)
    with pytest.raises(Outdated):
        services.accept_proposals(ids=[first, second], by=planner)
    assert PurchaseRequest.objects.count() + WorkOrder.objects.count() == 1
    run_mrp()
    with pytest.raises(Outdated):
        services.accept_proposals(ids=[second], by=planner)


@pytest.mark.django_db(transaction=True)
def test_two_sessions_at_once_accept_once():
    bakery()
    ids = list(Proposal.objects.values_list("pk", flat=True))
    told = together([lambda: services.accept_proposals(ids=ids, by=None)] * 2)
    assert sorted(type(one).__name__ for one in told) == ["Accepted", "Outdated"]
    assert (PurchaseRequest.objects.count(), WorkOrder.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_accepting_while_a_run_goes_on_orders_once():
    """Whichever comes first: either the run sees the order, or the acceptance is told to look again."""
    bakery()
    for _ in range(3):
        ids = list(Proposal.objects.filter(status="open").values_list("pk", flat=True))
        together([lambda ids=ids: services.accept_proposals(ids=ids, by=None), run_mrp])
    run_mrp()
    waiting = Proposal.objects.filter(status="open").count()
    assert PurchaseRequest.objects.count() + WorkOrder.objects.count() + waiting == 2


def together(doings: list[Callable[[], object]]) -> list[object]:
    """What each of several sessions gets that begin at the same moment."""
    start, results = threading.Barrier(len(doings)), [None] * len(doings)

    def one(at: int) -> None:
        try:
            start.wait(10)
            results[at] = doings[at]()
        except DureError as error:
            results[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(at,)) for at in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_a_changed_proposal_is_fixed_and_its_components_follow(planner):
    pie, flour = bakery()
    row = Proposal.objects.get(item=pie)
    services.change_proposal(proposal_id=row.pk, quantity=Decimal(30), due_on=day(8), by=planner)
    run_mrp()
    row.refresh_from_db()
    assert (row.status, row.quantity, row.release_on) == ("firm", 30, day(6))
    assert weeks([pie, flour]) == {"PIE": [], "FLOUR": [(3, 6, 60)]}
    services.unfix_proposal(proposal_id=row.pk, by=planner)
    run_mrp(kind="changes")
    assert weeks([pie, flour]) == {"PIE": [(7, 9, 10)], "FLOUR": [(4, 7, 20)]}


def test_splitting_and_putting_together(planner):
    _pie, flour = bakery()
    row = Proposal.objects.get(item=flour)
    part, rest = services.split_proposal(proposal_id=row.pk, quantity=Decimal(5), by=planner)
    assert (part.quantity, rest.quantity) == (5, 15)
    with pytest.raises(Invalid):
        services.split_proposal(proposal_id=rest.pk, quantity=Decimal(15), by=planner)
    whole = services.merge_proposals(ids=[part.pk, rest.pk], by=planner)
    assert (whole.quantity, Proposal.objects.filter(item=flour).count()) == (20, 1)
    run_mrp()
    assert Peg.objects.get(item=flour).supply == f"f:{whole.pk}"
    with pytest.raises(Invalid):
        services.merge_proposals(ids=Proposal.objects.values_list("pk", flat=True), by=planner)


def test_what_is_ignored_stays_so_until_it_says_something_else(planner):
    pie, _flour = bakery()
    row = Proposal.objects.get(item=pie)
    services.dismiss(item_id=pie.pk, key=row.key, by=planner)
    run_mrp()
    assert not selectors.proposals().filter(item=pie).exists()
    assert selectors.proposals(with_ignored=True).get(item=pie).is_ignored
    sold(pie, 5, 9)
    run_mrp()
    assert selectors.proposals().filter(item=pie).exists()
    again = services.dismiss(item_id=pie.pk, key=Proposal.objects.filter(item=pie).first().key, by=planner)
    services.show_again(row_id=again.pk)
    assert not Dismissal.objects.exists()


def test_advice_is_followed_on_requests_and_planned_orders(planner):
    bolt, pie = item("BOLT", buy=True), item("PIE")
    asked, order, useless = requested(bolt, 10, 9), made(pie, 10, 9, start=7), made(pie, 4, 20, start=19)
    sold(bolt, 10, 4)
    sold(pie, 8, 5)
    run_mrp()
    followed = {
        row.act + row.source: services.follow_advice(advice_id=row.pk, by=planner) for row in Advice.objects.all()
    }
    assert set(followed) == {
        f"hurrypr:{asked.pk}", f"hurrywo:{order.pk}", f"reducewo:{order.pk}", f"cancelwo:{useless.pk}",
    }  # fmt: skip
    for row in (asked, order, useless):
        row.refresh_from_db()
    assert asked.needed_on == day(4)
    assert (order.quantity, order.start_on, useless.status) == (8, day(3), "cancelled")
    run_mrp()
    assert not Advice.objects.exists()


def test_orders_at_suppliers_are_changed_by_people(planner):
    bolt = item("BOLT", buy=True)
    bought(bolt, 10, 9)
    run_mrp()
    with pytest.raises(Invalid):
        services.follow_advice(advice_id=Advice.objects.get().pk, by=planner)


def test_a_late_proposal_is_accepted_from_its_exception(planner):
    pie = item("PIE", buy=True, lead=5)
    sold(pie, 7, 2)
    run_mrp()
    services.follow_advice(advice_id=Advice.objects.get().pk, by=planner)
    assert PurchaseRequest.objects.get().needed_on == day(5)


def test_a_table_of_forecasts_is_set_and_taken_back(planner):
    pie, bun = item("PIE"), item("BUN")
    Forecast.objects.create(item=bun, first_day=day(0), last_day=day(6), quantity=7)
    wishes = [Expected(pie.pk, day(0), day(6), Decimal(30)), Expected(bun.pk, day(0), day(6), None)]
    before = ChangeRecord.objects.latest("pk").pk if ChangeRecord.objects.exists() else 0
    assert services.set_forecasts(wishes=wishes, by=planner) == 2
    assert services.set_forecasts(wishes=wishes, by=planner) == 0
    assert [(f.item, f.quantity) for f in Forecast.objects.all()] == [(pie, 30)]
    with pytest.raises(Invalid):
        services.set_forecasts(wishes=[Expected(pie.pk, day(3), day(9), Decimal(1))], by=planner)
    services.undo_changes(first=before + 1, last=ChangeRecord.objects.latest("pk").pk, by=planner)
    assert [(f.item, f.quantity) for f in Forecast.objects.all()] == [(bun, 7)]
    with pytest.raises(Conflict):
        services.undo_changes(first=10**9, last=10**9, by=planner)


def test_the_table_of_an_item_adds_up():
    _pie, flour = bakery()
    shop.stock(flour, 3)
    bought(flour, 5, 6)
    run_mrp()
    found = selectors.item_plan(flour, shop.today(), by="day")
    rows = {shop.number(b.first): b for b in found.buckets}
    assert [(b.gross, b.scheduled, b.receipts, b.releases, b.projected) for b in (rows[4], rows[6], rows[7])] == [
        (0, 0, 0, 12, 3),
        (0, 5, 0, 0, 8),
        (20, 0, 12, 0, 0),
    ]
    assert rows[7].net == 12
    assert [(shop.number(line.day), line.change, line.after) for line in found.lines] == [
        (6, 5, 8), (7, 12, 20), (7, -20, 0),
    ]  # fmt: skip
    assert not found.is_outdated
    shop.stock(flour, 1)
    assert selectors.item_plan(flour, shop.today()).is_outdated


def test_pegging_leads_up_and_down():
    pie, flour = bakery()
    supply = Proposal.objects.get(item=flour).source
    assert [(step.item_id, step.need) for step in selectors.up(supply)] == [
        (flour.pk, Proposal.objects.get(item=pie).source),
        (pie.pk, Peg.objects.get(item=pie).need),
    ]
    assert [step.item_id for step in selectors.down(Peg.objects.get(item=pie).need)] == [pie.pk, flour.pk]


def test_a_run_that_waits_is_asked_for_once(planner):
    first = services.ask_run(by=planner)
    assert services.ask_run(kind="changes", by=planner) == first
    assert MrpRun.objects.count() == 1
    assert services.carry_out(run=first).status == "done"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone()[0] == 0
