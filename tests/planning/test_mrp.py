"""MRP against tables worked by hand in a textbook, and against a plan that is computed day by day."""

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.planning.mrp import SCALE, Act, Coming, Component, Loop, Need, Plan, Policy, Problem, by_level, plan

A, B, C, D, E, F, G = range(1, 8)


def per(item: int, quantity: int) -> Component:
    return Component(item, Fraction(quantity))


# Heizer, Render, Munson: Operations Management, chapter on MRP, the worked example of the speaker kits (A):
# A = 2 B + 3 C, B = 2 D + 2 E, C = 2 E + 2 F, F = 2 D + 1 G; 50 A in week 8; lead times in weeks.
KITS = {A: [per(B, 2), per(C, 3)], B: [per(D, 2), per(E, 2)], C: [per(E, 2), per(F, 2)], F: [per(D, 2), per(G, 1)]}
LEADS = {A: 1, B: 2, C: 1, D: 1, E: 2, F: 3, G: 2}


def kits(stock: dict[int, int]) -> Plan:
    policies = {item: Policy(lead_days=weeks) for item, weeks in LEADS.items()}
    scaled = {item: quantity * SCALE for item, quantity in stock.items()}
    return plan(Problem(0, policies, KITS, scaled, [Need(A, 8, 50 * SCALE, "order")]))


def weeks(found: Plan) -> dict[int, list[tuple[int, int, int]]]:
    """Item → (week released, week needed, pieces)."""
    table: dict[int, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    for one in found.proposals:
        table[one.item][one.start, one.day] += one.quantity // SCALE
    return {item: sorted((start, day, q) for (start, day), q in rows.items()) for item, rows in table.items()}


def test_gross_requirements_of_the_textbook() -> None:
    assert weeks(kits({})) == {
        A: [(7, 8, 50)],
        B: [(5, 7, 100)],
        C: [(6, 7, 150)],
        D: [(2, 3, 600), (4, 5, 200)],
        E: [(3, 5, 200), (4, 6, 300)],
        F: [(3, 6, 300)],
        G: [(1, 3, 300)],
    }


def test_net_requirements_of_the_textbook() -> None:
    assert weeks(kits({A: 10, B: 15, C: 20, D: 10, E: 10, F: 5, G: 0})) == {
        A: [(7, 8, 40)],
        B: [(5, 7, 65)],
        C: [(6, 7, 100)],
        D: [(2, 3, 380), (4, 5, 130)],
        E: [(3, 5, 120), (4, 6, 200)],
        F: [(3, 6, 195)],
        G: [(1, 3, 195)],
    }


def one_item(needs: list[tuple[int, int]], *, policy: Policy, stock: int = 0, coming: tuple[Coming, ...] = ()) -> Plan:
    wanted = [Need(A, day, quantity * SCALE, f"n{day}") for day, quantity in needs]
    return plan(Problem(0, {A: policy}, {}, {A: stock * SCALE}, wanted, coming))


def lots(found: Plan) -> list[tuple[int, int]]:
    return [(one.day, one.quantity // SCALE) for one in found.proposals]


# Requirements of eight weeks as in the textbook's comparison of lot sizes, 35 in stock, lead time one week.
WEEKS = [(1, 35), (2, 30), (3, 40), (5, 10), (6, 40), (7, 30), (9, 30), (10, 55)]


def test_lot_for_lot_of_the_textbook() -> None:
    found = one_item(WEEKS, policy=Policy(lead_days=1), stock=35)
    assert lots(found) == [(2, 30), (3, 40), (5, 10), (6, 40), (7, 30), (9, 30), (10, 55)]


def test_periods_together() -> None:
    found = one_item(WEEKS, policy=Policy(lead_days=1, cover_days=3), stock=35)
    # Weeks 2-4, 5-7, 9-11.
    assert lots(found) == [(2, 70), (5, 80), (9, 85)]


def test_fixed_lots_of_the_textbook() -> None:
    """The same in lots of the economic quantity, 73: four of them meet net requirements of 30, 7, 4 and 16."""
    found = one_item(WEEKS, policy=Policy(lead_days=1, minimum=73 * SCALE, multiple=73 * SCALE), stock=35)
    assert lots(found) == [(2, 73), (5, 73), (7, 73), (10, 73)]
    assert [one.wanted // SCALE for one in found.proposals] == [30, 7, 4, 16]


def test_smallest_lot_and_multiple() -> None:
    found = one_item([(1, 5), (2, 30)], policy=Policy(minimum=10 * SCALE, multiple=8 * SCALE))
    # 5 → at least 10 → 16; of the 30 there are 11 left, 19 missing → 24.
    assert lots(found) == [(1, 16), (2, 24)]


def test_safety_stock_is_kept() -> None:
    found = one_item([(4, 30)], policy=Policy(safety=20 * SCALE), stock=40)
    # 20 of the 40 stay; 10 are missing.
    assert lots(found) == [(4, 10)]


def test_yield_starts_more() -> None:
    found = one_item([(4, 90)], policy=Policy(good=Fraction(9, 10)))
    assert [(one.quantity // SCALE, one.started // SCALE) for one in found.proposals] == [(90, 100)]


def test_exceptions_tell_what_to_do_and_why() -> None:
    orders = tuple(Coming(A, day, 10 * SCALE, name) for day, name in ((2, "PO1"), (5, "PO2"), (9, "PO3"), (12, "PO4")))
    found = one_item([(4, 10), (5, 10), (6, 8)], policy=Policy(), coming=orders)
    assert [(e.act, e.source, e.day, e.to_day, e.quantity // SCALE, e.because) for e in found.exceptions] == [
        (Act.DELAY, "PO1", 2, 4, 10, "n4"),
        (Act.HURRY, "PO3", 9, 6, 8, "n6"),
        (Act.REDUCE, "PO3", 9, None, 2, ""),
        (Act.CANCEL, "PO4", 12, None, 10, ""),
    ]
    assert not found.proposals


def test_what_should_have_started_already_is_said() -> None:
    found = one_item([(2, 10)], policy=Policy(lead_days=5))
    assert [(e.act, e.day) for e in found.exceptions] == [(Act.LATE, -3)]


def test_pegs_lead_from_a_purchase_up_to_the_order() -> None:
    found = kits({})
    served = {peg.need for peg in found.pegs if peg.item == G}
    (of_f,) = served
    assert of_f.startswith(f"p:{F}/")
    of_c = {peg.need for peg in found.pegs if peg.supply == of_f}
    assert of_c == {f"p:{C}/1"}
    assert {peg.need for peg in found.pegs if peg.supply == f"p:{C}/1"} == {f"p:{A}/1"}
    assert {peg.need for peg in found.pegs if peg.item == A} == {"order"}


def test_items_that_contain_themselves_are_named() -> None:
    with pytest.raises(Loop) as caught:
        by_level({A: [per(B, 1)], B: [per(C, 1)], C: [per(A, 1)], D: [per(A, 1)]}, [A, B, C, D])
    assert set(caught.value.items) == {A, B, C}
    assert caught.value.items[0] == caught.value.items[-1]


boms = st.dictionaries(
    st.integers(1, 5),
    st.dictionaries(st.integers(2, 6), st.integers(1, 3), max_size=3),
    max_size=5,
).map(lambda found: {p: [per(c, q) for c, q in sorted(parts.items()) if c > p] for p, parts in found.items()})


@settings(max_examples=150, deadline=None)
@given(
    boms,
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 20), st.integers(1, 50)), min_size=1, max_size=12),
    st.dictionaries(st.integers(1, 6), st.integers(0, 60)),
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 20), st.integers(1, 40)), max_size=6),
    st.dictionaries(st.integers(1, 6), st.integers(0, 4)),
)
def test_equals_a_plan_computed_day_by_day(
    structure: dict[int, list[Component]],
    needs: list[tuple[int, int, int]],
    stock: dict[int, int],
    orders: list[tuple[int, int, int]],
    leads: dict[int, int],
) -> None:
    """Lot for lot: day after day, whatever stock and all that is on order don't cover is made for that day."""
    problem = Problem(
        0,
        {item: Policy(lead_days=days) for item, days in leads.items()},
        structure,
        {item: quantity * SCALE for item, quantity in stock.items()},
        [Need(item, day, quantity * SCALE, f"n{k}") for k, (item, day, quantity) in enumerate(needs)],
        [Coming(item, day, quantity * SCALE, f"c{k}") for k, (item, day, quantity) in enumerate(orders)],
    )
    found: dict[tuple[int, int], int] = defaultdict(int)
    for one in plan(problem).proposals:
        found[one.item, one.day] += one.quantity // SCALE

    expected: dict[tuple[int, int], int] = defaultdict(int)
    wanted: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for item, day, quantity in needs:
        wanted[item][day] += quantity
    for item in range(1, 7):  # parents have smaller numbers than their parts
        free = stock.get(item, 0) + sum(q for i, _, q in orders if i == item)
        for day in range(-40, 21):
            short = max(0, wanted[item][day] - free)
            free = max(0, free - wanted[item][day])
            if short:
                expected[item, day] += short
                for part in structure.get(item, ()):
                    wanted[part.item][day - leads.get(item, 0)] += short * int(part.per)
    assert found == expected


sizes = st.tuples(*(st.integers(0, most) for most in (3, 15, 12, 9, 4)))


@settings(max_examples=150, deadline=None)
@given(
    boms,
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 20), st.integers(1, 50)), min_size=1, max_size=12),
    st.dictionaries(st.integers(1, 6), st.integers(0, 60)),
    st.dictionaries(st.integers(1, 6), sizes),
)
def test_lots_equal_a_plan_computed_day_by_day(
    structure: dict[int, list[Component]],
    needs: list[tuple[int, int, int]],
    stock: dict[int, int],
    policies: dict[int, tuple[int, int, int, int, int]],
) -> None:
    """Lead times, safety stock, smallest lots, multiples and days covered, without MRP's netting of needs and supplies:
    the stock of each day is followed, and a lot is made on the first day on which it would fall below what is kept."""
    names = ("lead_days", "safety", "minimum", "multiple", "cover_days")
    scaled = {
        item: Policy(**{name: n * (1 if "days" in name else SCALE) for name, n in zip(names, row, strict=True)})
        for item, row in policies.items()
    }
    problem = Problem(
        0,
        scaled,
        structure,
        {item: quantity * SCALE for item, quantity in stock.items()},
        [Need(item, day, quantity * SCALE, f"n{k}") for k, (item, day, quantity) in enumerate(needs)],
    )
    found: dict[tuple[int, int], int] = defaultdict(int)
    for one in plan(problem).proposals:
        found[one.item, one.day] += one.quantity // SCALE

    wanted: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for item, day, quantity in needs:
        wanted[item][day] += quantity
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for item in range(1, 7):
        lead, safety, minimum, multiple, cover = policies.get(item, (0, 0, 0, 0, 0))
        first = min([0, *wanted[item]])
        there = stock.get(item, 0)
        for day in range(first, 21):
            kept = safety if day >= first else 0
            there -= wanted[item][day]
            if there < kept:
                lot = kept - there + sum(wanted[item][later] for later in range(day + 1, day + max(cover, 1)))
                lot = max(lot, minimum)
                lot += -lot % multiple if multiple else 0
                expected[item, day] += lot
                there += lot
                for part in structure.get(item, ()):
                    wanted[part.item][day - lead] += lot * int(part.per)
    assert found == expected


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 50)), min_size=1, max_size=10),
    st.integers(0, 30),
    st.integers(0, 20),
    st.integers(0, 12),
    st.integers(0, 15),
    st.integers(0, 5),
)
def test_every_need_is_pegged_exactly_and_no_supply_beyond_what_it_has(
    needs: list[tuple[int, int]], stock: int, safety: int, minimum: int, multiple: int, cover: int
) -> None:
    policy = Policy(0, safety * SCALE, minimum * SCALE, multiple * SCALE, cover)
    wanted = [Need(A, day, quantity * SCALE, f"n{k}") for k, (day, quantity) in enumerate(needs)]
    found = plan(Problem(0, {A: policy}, {}, {A: stock * SCALE}, wanted))
    by_need: dict[str, int] = defaultdict(int)
    by_supply: dict[str, int] = defaultdict(int)
    for peg in found.pegs:
        by_need[peg.need] += peg.quantity
        by_supply[peg.supply] += peg.quantity
    assert {need.source: need.quantity for need in wanted} == {k: v for k, v in by_need.items() if k != "safety"}
    assert by_need.get("safety", 0) == policy.safety
    given_out = {"stock": stock * SCALE} | {one.source: one.quantity for one in found.proposals}
    assert all(quantity <= given_out[name] for name, quantity in by_supply.items())
    for one in found.proposals:
        assert one.quantity >= policy.minimum
        assert not policy.multiple or one.quantity % policy.multiple == 0
