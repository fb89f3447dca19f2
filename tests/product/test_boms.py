"""Bills of materials as a plant keeps them. Each test is a small story; read them from top to bottom."""

import threading
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection

from dure.events.models import RecordedEvent
from dure.inventory.models import ItemUnit
from dure.kernel.errors import Conflict, Invalid
from dure.product import selectors, services
from dure.product.errors import Loop, NotConvertible
from dure.product.models import Bom, BomLine
from dure.product.services import LineOf
from tests.product.stories import JANUARY, MARCH, bom, needs

pytestmark = pytest.mark.django_db


def test_an_effectivity_change_in_the_middle_of_a_month(item, writer, checker):
    """Until 15 March a pack takes 2 sauces of 30 g; from the 16th on it takes 1 of 50 g."""
    pack, sauce_30, sauce_50 = item("PACK"), item("SAUCE30"), item("SAUCE50")
    old = bom(pack, (sauce_30, "2"))
    new = services.add_bom(
        item=pack, revision="B", valid_from=date(2026, 3, 16), lines=[LineOf(sauce_50, Decimal(1))], by=writer
    )
    assert needs(pack, "100", date(2026, 3, 31)) == {"SAUCE30": 200}  # a draft changes nothing
    services.approve_bom(bom=new, by=checker)
    old.refresh_from_db()
    assert old.valid_to == date(2026, 3, 15)
    assert needs(pack, "100", date(2026, 3, 15)) == {"SAUCE30": 200}
    assert needs(pack, "100", date(2026, 3, 16)) == {"SAUCE50": 100}
    assert selectors.bom_of(pack, date(2025, 12, 31)) is None
    assert RecordedEvent.objects.filter(name="product.BomApproved").count() == 2


def test_a_loop_is_refused_and_its_path_told(item):
    """Dough goes into sheets, sheets into noodles; then somebody puts noodles into the dough."""
    dough, sheet, noodle, flour = item("DOUGH"), item("SHEET"), item("NOODLE"), item("FLOUR")
    bom(noodle, (sheet, "1"))
    bom(sheet, (dough, "1"))
    draft = bom(dough, (flour, "1"), approve=False)
    with pytest.raises(Loop, match="dough → noodle → sheet → dough") as told:
        services.add_line(bom=draft, component=noodle, quantity=Decimal(1), by=None)
    assert told.value.path == (dough.pk, noodle.pk, sheet.pk, dough.pk)
    assert [line.component for line in draft.lines.all()] == [flour]
    with pytest.raises(Loop):
        services.add_line(bom=draft, component=dough, quantity=Decimal(1), by=None)


def test_an_alternative_can_close_a_loop_too(item):
    dough, noodle, flour = item("DOUGH"), item("NOODLE"), item("FLOUR")
    bom(noodle, (dough, "1"))
    draft = bom(dough, (flour, "1"), approve=False)
    with pytest.raises(Loop):
        services.set_alternatives(line=draft.lines.get(), alternatives=[(noodle, Decimal(1))], by=None)


def test_what_is_in_force_on_other_days_is_no_loop(item):
    """Until February a was made of b; from March on b is made of a."""
    a, b, raw = item("A"), item("B"), item("RAW")
    bom(a, (b, "1"))
    bom(b, (raw, "1"))
    bom(a, (raw, "1"), since=MARCH, revision="B")
    bom(b, (a, "1"), since=MARCH, revision="B")
    assert needs(b, "1", MARCH) == {"A": 1, "RAW": 1}
    with pytest.raises(Loop):
        bom(b, (a, "1"), since=date(2026, 2, 1), approve=False, revision="C")


def test_drafts_that_close_a_loop_together_are_caught_at_approval(item):
    a, b = item("A"), item("B")
    one, other = bom(a, (b, "1"), approve=False), bom(b, (a, "1"), approve=False)
    services.approve_bom(bom=one, by=None)
    with pytest.raises(Loop, match="b → a → b"):
        services.approve_bom(bom=other, by=None)


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_the_same_moment_cannot_close_a_loop_together(item):
    a, b = item("A"), item("B")
    drafts = [bom(a, (b, "1"), approve=False), bom(b, (a, "1"), approve=False)]
    gate, outcomes = threading.Barrier(2), []

    def approve(draft: Bom) -> None:
        gate.wait(10)
        try:
            services.approve_bom(bom=draft, by=None)
            outcomes.append("approved")
        except Loop:
            outcomes.append("loop")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["approved", "loop"]


def test_a_wide_structure_is_checked_in_one_query(item, django_assert_num_queries):
    """Twelve levels, two items each, every one made of both below: 4,096 ways to the bottom, 48 uses."""
    levels = [[item(f"L{level}{side}") for side in "ab"] for level in range(13)]
    for above, below in pairwise(levels):
        for one in above:
            bom(one, (below[0], "1"), (below[1], "1"))
    draft = bom(item("TOP"), (levels[0][0], "1"), approve=False)
    from dure.product.selectors.loops import loop_through

    with django_assert_num_queries(1):
        assert loop_through(draft) == ()
    with pytest.raises(Loop):
        bom(levels[12][0], (levels[0][0], "1"), approve=False)


def test_a_phantom_is_blown_through(item):
    """The seasoning set is never stocked: what the pack needs is salt and pepper."""
    pack, kit = item("PACK"), item("KIT", is_phantom=True)
    salt, pepper = item("SALT", "g", kind="raw", supply="buy"), item("PEPPER", "g", kind="raw", supply="buy")
    bom(kit, (salt, "5"), (pepper, "2"))
    bom(pack, LineOf(kit, Decimal(2), more={"operation_number": 30}))
    found = selectors.requirements(pack, Decimal(10), MARCH).requirements
    assert [(row.item, row.quantity, row.operation, row.level) for row in found] == [
        (salt.pk, 100, 30, 1),
        (pepper.pk, 40, 30, 1),
    ]


def test_a_co_product_bears_its_share(item):
    """Sesame is pressed to oil and cake; the cake bears 15 % of the cost."""
    oil, sesame, cake = item("OIL", "kg"), item("SESAME", "kg"), item("CAKE", "kg")
    pressing = bom(
        oil,
        (sesame, "2.5"),
        LineOf(cake, Decimal("1.4"), more={"kind": "co_product", "cost_share": Decimal(15)}),
    )
    found = selectors.requirements(oil, Decimal(20), MARCH)
    assert found.totals() == {sesame.pk: 50}
    (beside,) = found.outputs
    assert (beside.item, beside.quantity, beside.kind, beside.cost_share) == (cake.pk, 28, "co_product", 15)
    too_much = services.copy_bom(bom=pressing, revision="B", valid_from=MARCH, by=None)
    services.change_line(line=too_much.lines.get(component=cake), cost_share=Decimal(100), by=None)
    with pytest.raises(Invalid, match="all of the cost"):
        services.approve_bom(bom=too_much, by=None)


def test_an_alternative_takes_the_place_of_what_is_short(item):
    """100 kg of starch are needed, 70 are there. One kg of potato starch does for one, two of corn starch."""
    noodle, starch, potato, corn = item("NOODLE"), item("STARCH", "kg"), item("POTATO", "kg"), item("CORN", "kg")
    bom(noodle, LineOf(starch, Decimal("0.1"), alternatives=[(potato, Decimal(1)), (corn, Decimal(2))]))
    from dure.product.explosion import cover

    (need,) = selectors.requirements(noodle, Decimal(1000), MARCH).requirements
    free = {starch.pk: Decimal(70), potato.pk: Decimal(10), corn.pk: Decimal(500)}
    assert list(cover(need, free)) == [(starch.pk, 70, 70), (potato.pk, 10, 10), (corn.pk, 40, 20)]


def test_units_are_converted_exactly(item):
    """Flour is kept in kg and written in g; cups come in boxes of 24."""
    noodle, flour, cup = item("NOODLE"), item("FLOUR", "kg"), item("CUP")
    ItemUnit.objects.create(item=cup, unit_id="BOX", numerator=24)
    bom(noodle, LineOf(flour, Decimal(125), "g"), LineOf(cup, Decimal("0.5"), "BOX"))
    assert needs(noodle, "8", MARCH) == {"FLOUR": 1, "CUP": 96}
    with pytest.raises(NotConvertible, match="m can't be turned into kg"):
        bom(item("X"), LineOf(flour, Decimal(1), "m"))
    with pytest.raises(NotConvertible, match="ROLL"):
        bom(item("Y"), LineOf(flour, Decimal(1), "ROLL"))


def test_where_a_thing_is_used(item, django_assert_num_queries):
    flour, dough, noodle, ramen, glue = item("FLOUR"), item("DOUGH"), item("NOODLE"), item("RAMEN"), item("GLUE")
    bom(dough, (flour, "1"))
    bom(noodle, (dough, "2"))
    bom(ramen, (noodle, "1"), (flour, "0.1"))
    bom(glue, LineOf(item("STARCH"), Decimal(1), alternatives=[(flour, Decimal(2))]))
    bom(item("CAKE"), (flour, "1"), since=date(2027, 1, 1))
    with django_assert_num_queries(1):
        found = selectors.where_used(flour, MARCH)
    assert [(use.level, use.code, use.quantity, use.is_alternative) for use in found] == [
        (1, "DOUGH", 1, False),
        (1, "GLUE", 2, True),
        (1, "RAMEN", Decimal("0.1"), False),
        (2, "NOODLE", 2, False),
        (3, "RAMEN", 1, False),
    ]


def test_comparing_revisions(item):
    pack, cup, lid, foil = item("PACK"), item("CUP"), item("LID"), item("FOIL")
    old = bom(pack, (cup, "1"), (lid, "1"))
    new = services.copy_bom(bom=old, revision="B", valid_from=MARCH, by=None)
    assert not selectors.compare_boms(old, new)
    services.change_line(line=new.lines.get(component=cup), quantity=Decimal(2), scrap_percent=Decimal(3), by=None)
    services.remove_line(line=new.lines.get(component=lid), by=None)
    services.add_line(bom=new, component=foil, quantity=Decimal(1), by=None)
    found = selectors.compare_boms(old, new)
    assert [key[0] for key in found.added] == [foil.pk]
    assert [key[0] for key in found.removed] == [lid.pk]
    (changed,) = found.changed
    assert changed.key[0] == cup.pk
    assert changed.fields == {"quantity": (1, 2), "scrap_percent": (0, 3)}


def test_a_copy_has_everything(item):
    pack, cup, lid = item("PACK"), item("CUP"), item("LID")
    line = LineOf(cup, Decimal(3), alternatives=[(lid, Decimal(2))], more={"operation_number": 20, "use": "scan"})
    old = bom(pack, line, base_quantity=Decimal(10), yield_percent=Decimal(90))
    new = services.copy_bom(bom=old, revision="B", valid_from=MARCH, by=None)
    assert selectors.recipe_of(new).parts[0].alternatives == selectors.recipe_of(old).parts[0].alternatives
    assert (new.base_quantity, new.yield_percent, new.lines.get().use) == (10, 90, "scan")
    assert BomLine.objects.get(bom=old).operation_number == 20


def test_replacing_a_component_in_many_boms(item, writer, checker, django_assert_max_num_queries):
    """From March on 2 clips of the new kind do for one old hook, wherever it is used."""
    hook, clip, wire = item("HOOK"), item("CLIP"), item("WIRE")
    boards = [item(f"BOARD{n}") for n in range(3)]
    for number, board in enumerate(boards, start=1):
        bom(board, (hook, str(number)), (wire, "1"))
    taken = bom(item("LAMP"), (hook, "1"), (clip, "1"))
    bom(clip, (wire, "1"))
    with django_assert_max_num_queries(6):
        preview = selectors.replacement_preview(old=hook, new=clip, ratio=Decimal(2), on=MARCH)
    told = [(row.bom.item.code, row.revision, row.quantities.get(None), bool(row.problem)) for row in preview]
    assert told == [
        ("BOARD0", "B", 2, False),
        ("BOARD1", "B", 4, False),
        ("BOARD2", "B", 6, False),
        ("LAMP", "B", 2, True),
    ]
    assert not Bom.objects.filter(status="draft").exists()
    values = {"old": hook, "new": clip, "ratio": Decimal(2), "valid_from": MARCH, "by": writer}
    with pytest.raises(Conflict, match="이미 쓰고 있습니다"):
        services.replace_component(**values, boms_chosen=[preview[0].bom.pk, taken.pk])
    assert not Bom.objects.filter(status="draft").exists()
    drafts = services.replace_component(**values, boms_chosen=[row.bom.pk for row in preview[:2]])
    for draft in drafts:
        services.approve_bom(bom=draft, by=checker)
    assert needs(boards[1], "10", MARCH, levels=1) == {"CLIP": 40, "WIRE": 10}
    assert needs(boards[1], "10", JANUARY) == {"HOOK": 20, "WIRE": 10}
    assert needs(boards[2], "10", MARCH) == {"HOOK": 30, "WIRE": 10}


def test_recipes_of_many_items_take_a_fixed_number_of_queries(item, django_assert_max_num_queries):
    tops = [item(f"T{n}") for n in range(20)]
    raw = item("RAW", "kg")
    for top in tops:
        bom(top, LineOf(raw, Decimal(100), "g"))
    with django_assert_max_num_queries(7):
        assert len(selectors.recipes()) == 20
    with django_assert_max_num_queries(8):
        assert set(selectors.recipes([tops[3].pk])) == {tops[3].pk}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"quantity": Decimal(0)}, "more than zero"),
        ({"more": {"scrap_percent": Decimal(100)}}, "less than 100"),
    ],
)
def test_impossible_lines(item, values, error):
    with pytest.raises(Invalid, match=error):
        bom(item("PACK"), LineOf(**({"component": item("CUP"), "quantity": Decimal(1)} | values)))


def test_a_bom_without_components_is_not_approved(item):
    with pytest.raises(Invalid, match="needs a component"):
        bom(item("PACK"))


def test_a_component_stands_once_at_an_operation(item):
    pack, cup = item("PACK"), item("CUP")
    draft = bom(pack, (cup, "1"), approve=False)
    with pytest.raises(Invalid, match="이미 있는 자재"):
        services.add_line(bom=draft, component=cup, quantity=Decimal(1), by=None)
    assert services.add_line(bom=draft, component=cup, quantity=Decimal(1), operation_number=20, by=None).pk
