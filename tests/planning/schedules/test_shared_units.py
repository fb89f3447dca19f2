"""Ovens that take several orders at once: what goes in, what together, what that does to the plan. An oven takes 30
minutes a load of 40 pieces; minutes by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dure.planning.changeovers import Changeovers, Kind, Line
from dure.planning.drafting import as_followed, better
from dure.planning.scheduling.check import faults
from dure.planning.scheduling.problem import MAKESPAN
from dure.planning.scheduling.solver import solve
from dure.planning.setting import setting
from dure.planning.sharing import Measure, Room, Together, family, fit
from dure.planning.workshop import Note, Order, Station, Weights
from dure.product.times import Step
from tests.planning.schedules.test_workshop import PIECE, at, shop, work

D = Decimal
LOAD = Step(run_s=D(1800), batch=D(40))
PIECES = Room(Measure.PIECES, D(100))


def oven(room: Room | None = PIECES, number: int = 1, **more) -> Station:
    return Station(number, f"오븐 {number}", (), room=room, center=7, **more)


def bake(left: int = 40, step: Step = LOAD, **more):
    return work(left=left, step=step, **more)


def planned(of, limit_s: float = 0.1) -> dict[int, tuple[int, int]]:
    """Job → when its first operation is done."""
    found = better(of, Weights(), limit_s=limit_s)
    assert faults(found.problem, found.tasks) == []
    return {task.job: (task.start_min, task.end_min) for task in found.tasks if task.operation == 0}


def two(first: int = 1, second: int = 1, *, room: Room | None = PIECES, kinds=None, lines=(), **more):
    """Two orders of 40, of the same item or of others."""
    orders = (Order(1, "W1", first, (bake(**more),), due=at(30)), Order(2, "W2", second, (bake(**more),), due=at(30)))
    return shop(*orders, stations=(oven(room),), changeovers=Changeovers(lines, kinds or {}, {1: 7}))


def test_two_orders_go_in_at_once():
    """One at a time the second is half an hour late."""
    assert planned(two()) == {0: (0, 30), 1: (0, 30)}
    assert sorted(planned(two(room=None)).values()) == [(0, 30), (30, 60)]


def test_a_plan_that_ignores_what_an_oven_holds_is_refused():
    """100 pieces go in, 3 × 40 don't."""
    orders = tuple(Order(n, f"W{n}", 1, (bake(),)) for n in (1, 2, 3))
    room = shop(*orders, stations=(oven(),))
    assert sorted(planned(room).values()) == [(0, 30), (0, 30), (30, 60)]
    boundless = better(replace(room, stations=(oven(replace(PIECES, capacity=D(120))),)), Weights(), limit_s=0.1)
    assert [task.start_min for task in boundless.tasks] == [0, 0, 0]
    (fault,) = faults(setting(room, Weights()).problem, boundless.tasks)
    assert str(fault) == "0.0 is done together with more than unit 0 holds."


def test_other_items_wait_unless_their_group_may_go_in_too():
    """Of one group, with the same time."""
    bread = {1: Kind("bread"), 2: Kind("bread"), 3: Kind("cake")}
    group = replace(PIECES, together=Together.GROUP)
    one_by_one = [(0, 30), (30, 60)]
    assert sorted(planned(two(1, 2, kinds=bread)).values()) == one_by_one
    assert sorted(planned(two(1, 2, kinds=bread, room=group)).values()) == [(0, 30), (0, 30)]
    assert sorted(planned(two(1, 3, kinds=bread, room=group)).values()) == one_by_one
    anything = replace(PIECES, together=Together.ANY)
    assert sorted(planned(two(1, 3, kinds=bread, room=anything)).values()) == [(0, 30), (0, 30)]
    nuts = bread | {3: Kind("cake", frozenset({"nuts"}))}
    assert sorted(planned(two(1, 3, kinds=nuts, room=anything)).values()) == one_by_one


def test_items_of_a_group_with_another_time_wait():
    group = replace(PIECES, together=Together.GROUP)
    orders = (Order(1, "W1", 1, (bake(),)), Order(2, "W2", 2, (bake(step=replace(LOAD, run_s=D(2400))),)))
    bread = Changeovers((), {1: Kind("bread"), 2: Kind("bread")}, {1: 7})
    found = planned(shop(*orders, stations=(oven(group),), changeovers=bread))
    assert sorted(end - begin for begin, end in found.values()) == [30, 40]
    assert min(end for _, end in found.values()) <= max(begin for begin, _ in found.values())
    # Where anything may go in, the door stays shut until the longest is done.
    mixed = planned(shop(*orders, stations=(oven(replace(PIECES, together=Together.ANY)),), changeovers=bread))
    assert mixed == {0: (0, 40), 1: (0, 40)}


def test_a_family_needs_one_set_up():
    """Ten minutes from cake to any bread. The routing's own set-up of the second bread, 20, counts for both."""
    group = replace(PIECES, together=Together.GROUP)
    kinds = {1: Kind("bread"), 2: Kind("bread"), 3: Kind("cake")}
    of = two(1, 2, kinds=kinds, room=group, lines=(Line(10, "cake", "bread"),))
    of = replace(of, stations=(oven(group, state=(3, 10)),))
    assert planned(of) == {0: (10, 40), 1: (10, 40)}
    without = replace(of, changeovers=replace(of.changeovers, lines=()))
    slow = replace(without.orders[1], works=(bake(step=replace(LOAD, setup_s=D(1200))),))
    assert planned(replace(without, orders=(without.orders[0], slow))) == {0: (20, 50), 1: (20, 50)}


def test_kilograms():
    """A piece of the first weighs 2 kg, of the second half a kilogram: 80 + 20 are 100."""
    heavy = replace(PIECES, measure=Measure.KG, together=Together.ANY)
    of = replace(two(1, 2, room=heavy), kg={1: D(2), 2: D("0.5")})
    assert set(planned(of).values()) == {(0, 30)}
    assert sorted(planned(replace(of, kg={1: D(2), 2: D("0.6")})).values()) == [(0, 30), (30, 60)]
    blind = replace(of, kg={1: D(2)})
    assert sorted(planned(blind).values()) == [(0, 30), (30, 60)]
    notes = [one for one in setting(blind, Weights()).notes if one.note is Note.NO_LOAD]
    assert [one.about for one in notes] == [(2, 10)]


def test_a_full_load_as_the_routing_tells_it():
    """40 of the first or 120 of the second fill it: 20 and 60 do together, 20 and 61 don't. Thirds make a whole."""
    room = Room(Measure.ROUTING, together=Together.ANY)
    small = replace(LOAD, batch=D(120))

    def of(*rows: tuple[int, Step]):
        return planned(
            shop(*(Order(n, f"W{n}", n, (bake(left, step),)) for n, (left, step) in enumerate(rows)),
                 stations=(oven(room),))
        )  # fmt: skip

    assert set(of((20, LOAD), (60, small)).values()) == {(0, 30)}
    assert len(set(of((20, LOAD), (61, small)).values())) == 2
    assert set(of((40, small), (40, small), (40, small)).values()) == {(0, 30)}


def test_an_order_goes_where_it_fits_at_once():
    """150 pieces: two loads in the small oven would end after 60 minutes, one in the large one after 45."""
    small, large = oven(), oven(replace(PIECES, capacity=D(200)), 2)
    whole = Step(run_s=D(1800), batch=D(500))
    ways = ((1, whole), (2, replace(whole, run_s=D(2700))))
    found = fit(ways, {1: small.room, 2: large.room}, D(150), None)
    assert (found.ways, found.load) == (ways[1:], 15_000)
    assert fit(ways, {1: small.room, 2: large.room}, D(100), None).ways == ways
    # 450 fit nowhere: three loads of 200 in the large one, with nothing beside them.
    found = fit(ways, {1: small.room, 2: large.room}, D(450), None)
    assert (found.load, [(unit, step.working_s(D(450))) for unit, step in found.ways]) == (20_000, [(2, D(8100))])
    # What is counted otherwise is left out, as is a room nobody can tell.
    kg = Room(Measure.KG, D(50))
    assert fit(ways, {1: small.room, 2: kg}, D(50), None).ways == ways[:1]
    assert fit(ways, {1: kg, 2: kg}, D(50), None).is_known is False


def test_all_pieces_are_there_before_the_door_is_shut():
    """Though dough comes over after 10 pieces; and packing waits until it is opened, an hour after that."""
    dough = work(left=40, step=replace(PIECE, transfer=D(10)))
    baked = work(20, left=40, unit=2, step=replace(LOAD, run_s=D(3600), transfer=D(10)))
    packing = work(30, left=40, unit=3)
    stations = (Station(1, "반죽", ()), oven(number=2), Station(3, "포장", ()))
    found = as_followed(shop(Order(1, "W1", 1, (dough, baked, packing)), stations=stations), Weights())
    assert [(task.start_min, task.end_min) for task in found.tasks] == [(0, 24), (24, 84), (84, 108)]


def test_several_loads_of_one_order_still_go_on_one_by_one():
    """120 pieces are three loads of 40; packing doesn't wait for the last."""
    baked = bake(120, replace(LOAD, transfer=D(40)))
    stations = (oven(replace(PIECES, capacity=D(40))), Station(2, "포장", ()))
    found = as_followed(shop(Order(1, "W1", 1, (baked, work(20, left=120, unit=2))), stations=stations), Weights())
    # The last 40 pieces take 24 minutes of packing after 90; 72 minutes of it end then, so they begin after 42.
    assert [(task.start_min, task.end_min) for task in found.tasks] == [(0, 90), (42, 114)]


def test_what_runs_together_ends_together_and_lets_nothing_in():
    runs = [bake(runs_on=1), bake(20, step=replace(LOAD, run_s=D(600)), runs_on=1)]
    orders = [Order(n, f"W{n}", 1, (one,)) for n, one in enumerate([*runs, bake(10)])]
    assert planned(shop(*orders, stations=(oven(),))) == {0: (0, 30), 1: (0, 30), 2: (30, 60)}
    # What may not be there together is planned after it.
    orders[1] = replace(orders[1], item=2)
    assert planned(shop(*orders[:2], stations=(oven(),))) == {0: (0, 30), 1: (30, 40)}


def test_a_lock_on_the_smaller_oven_is_kept():
    held = bake(150, step=replace(LOAD, batch=D(500)), was=(1, at(50)), is_locked=True)
    held = replace(held, ways=(*held.ways, (2, LOAD)))
    of = shop(Order(1, "W1", 1, (held,)), stations=(oven(), oven(replace(PIECES, capacity=D(200)), 2)))
    assert [(task.unit, task.start_min, task.end_min) for task in as_followed(of, Weights()).tasks] == [(0, 50, 110)]


def test_the_strictest_work_unit_says_what_goes_together():
    rooms = {1: replace(PIECES, together=Together.ANY), 2: replace(PIECES, together=Together.GROUP), 3: PIECES}
    ways, kind = {one: (one, LOAD) for one in (1, 2, 3, 4)}, Kind("bread")
    assert family([ways[1]], rooms, {}, kind) is not None
    assert "bread" in (family([ways[1], ways[2]], rooms, {}, kind) or ())
    assert family([ways[1], ways[3]], rooms, {}, kind) is None
    assert family([ways[1], ways[4]], rooms, {}, kind) is None
    assert family([ways[2]], rooms, {}, Kind()) is None


@pytest.mark.parametrize("room", [PIECES, None])
def test_the_last_end_of_four_small_orders(room: Room | None):
    """Of 45 pieces each: an hour, 40 of them at once. Two and two, or four after each other."""
    orders = tuple(Order(n, f"W{n}", 1, (bake(45),)) for n in range(4))
    of = setting(shop(*orders, stations=(oven(room),)), Weights())
    found = solve(replace(of.problem, objective=MAKESPAN), limit_s=0.1)
    assert found.cost == (120 if room else 240)
