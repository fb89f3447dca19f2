"""Blowing up bills of materials, against figures worked out by hand (beside each test)."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from dure.product.explosion import (
    Alternative,
    Endless,
    NoRecipe,
    Part,
    Recipe,
    Requirement,
    cover,
    explode,
    recipe_on,
)

DAY = date(2026, 3, 10)


def boms(*recipes: Recipe) -> dict[str, list[Recipe]]:
    found: dict[str, list[Recipe]] = {}
    for recipe in recipes:
        found.setdefault(str(recipe.item), []).append(recipe)
    return found


def needs(*recipes: Recipe, item: str = "A", quantity: str = "100", **more: int) -> dict[str, Decimal]:
    return explode(boms(*recipes), item, Decimal(quantity), DAY, **more).totals()  # type: ignore[return-value]


def test_one_level():
    # 100 boxes of 24 cups and 2 m of tape.
    assert needs(Recipe("A", "1", (Part("cup", Decimal(24)), Part("tape", Decimal(2))))) == {"cup": 2400, "tape": 200}


def test_the_base_quantity_divides():
    # 50 kg of flour make 120 pieces: 30 pieces need 12.5 kg.
    assert needs(Recipe("A", "1", (Part("flour", Decimal(50)),), base=Decimal(120)), quantity="30") == {
        "flour": Decimal("12.5")
    }


def test_scrap_is_a_share_of_what_is_issued():
    # Of 10 issued, 1 is lost: 90 good ones need 100.
    assert needs(Recipe("A", "1", (Part("film", Decimal(1), scrap_percent=Decimal(10)),)), quantity="90") == {
        "film": 100
    }


def test_yield_raises_what_is_started():
    # 80 % come out good: 100 good ones need 125 started, each with 2.
    assert needs(Recipe("A", "1", (Part("egg", Decimal(2)),), yield_percent=Decimal(80))) == {"egg": 250}


def test_yield_and_scrap_together():
    # 100 / 0.8 = 125 started; x 3 = 375; / 0.75 = 500.
    assert needs(
        Recipe("A", "1", (Part("rice", Decimal(3), scrap_percent=Decimal(25)),), yield_percent=Decimal(80))
    ) == {"rice": 500}


def test_every_level_is_exact_and_only_the_answer_is_rounded():
    # A third of a third of a third of 100 is 100/27 = 3.7037.
    third = [Recipe(a, "1", (Part(b, Fraction(1, 3)),)) for a, b in (("A", "B"), ("B", "C"), ("C", "raw"))]
    assert needs(*third)["raw"] == Decimal("3.7037")
    # Were 33.3333 and 11.1111 rounded on the way, 10 000 would come out as 370.3667.
    assert needs(*third, quantity="10000")["raw"] == Decimal("370.3704")


def test_whole_units_are_rounded_up_and_what_is_below_follows():
    # 100 cups in boxes of 24: 4.17, so 5 boxes; each box is folded from 2 sheets: 10, not 8.33.
    box = Recipe("A", "1", (Part("box", Fraction(1, 24), is_whole=True), Part("lid", Fraction(1, 24))))
    sheet = Recipe("box", "1", (Part("sheet", Decimal(2)),))
    assert needs(box, sheet) == {"box": 5, "sheet": 10, "lid": Decimal("4.1667")}


def test_a_whole_number_is_not_rounded_up_further():
    # 90 / 0.9 is exactly 100; counted in floats it would be 100.00000000000001 and become 101.
    part = Part("film", Decimal(1), scrap_percent=Decimal(10), is_whole=True)
    assert needs(Recipe("A", "1", (part,)), quantity="90") == {"film": 100}


def test_levels():
    top = Recipe("A", "1", (Part("B", Decimal(2)), Part("bolt", Decimal(4))))
    below = Recipe("B", "1", (Part("bolt", Decimal(3)), Part("plate", Decimal(1))))
    rows = explode(boms(top, below), "A", Decimal(10), DAY).requirements
    told = [(row.level, row.parent, row.item, row.quantity, row.has_recipe) for row in rows]
    assert told == [
        (1, "A", "B", 20, True),
        (2, "B", "bolt", 60, False),
        (2, "B", "plate", 20, False),
        (1, "A", "bolt", 40, False),
    ]
    found = explode(boms(top, below), "A", Decimal(10), DAY)
    assert found.totals() == {"B": 20, "bolt": 100, "plate": 20}
    assert found.bottom() == {"bolt": 100, "plate": 20}
    assert needs(top, below, quantity="10", levels=1) == {"B": 20, "bolt": 40}


def test_the_parts_of_a_phantom_take_its_place():
    # The kit is never stocked: its screws belong to A, at the operation where the kit is used.
    top = Recipe(
        "A",
        "1",
        (Part("kit", Decimal(2), operation=30, scrap_percent=Decimal(50)), Part("board", Decimal(1), operation=10)),
    )
    kit = Recipe("kit", "1", (Part("screw", Decimal(6), operation=10), Part("inner", Decimal(1))), is_phantom=True)
    inner = Recipe("inner", "1", (Part("nut", Decimal(5)),), is_phantom=True)
    rows = explode(boms(top, kit, inner), "A", Decimal(10), DAY).requirements
    # 10 x 2 / 0.5 = 40 kits: 240 screws, 200 nuts.
    assert [(row.level, row.parent, row.operation, row.item, row.quantity) for row in rows] == [
        (1, "A", 30, "screw", 240),
        (1, "A", 30, "nut", 200),
        (1, "A", 10, "board", 10),
    ]


def test_one_level_looks_through_phantoms():
    top = Recipe("A", "1", (Part("kit", Decimal(2)),))
    kit = Recipe("kit", "1", (Part("B", Decimal(3)),), is_phantom=True)
    below = Recipe("B", "1", (Part("raw", Decimal(1)),))
    assert needs(top, kit, below, quantity="1", levels=1) == {"B": 6}


def test_a_phantom_without_a_recipe_on_the_day_is_noticed():
    kit = Recipe("kit", "1", (Part("screw", Decimal(1)),), valid_from=date(2026, 4, 1), is_phantom=True)
    with pytest.raises(NoRecipe, match="kit"):
        needs(Recipe("A", "1", (Part("kit", Decimal(1)),)), kit)


def test_by_products_and_co_products_come_out_of_what_is_started():
    # 100 kg oil at 80 % yield: 125 started with 4 kg sesame each; 2.5 kg cake and 0.2 kg sediment from each.
    press = Recipe(
        "A",
        "1",
        (
            Part("sesame", Decimal(4)),
            Part("cake", Decimal("2.5"), kind="co_product", cost_share=Decimal(15)),
            Part("sediment", Decimal("0.2"), kind="by_product"),
        ),
        yield_percent=Decimal(80),
    )
    found = explode(boms(press), "A", Decimal(100), DAY)
    assert found.totals() == {"sesame": 500}
    assert [(row.item, row.quantity, row.kind, row.cost_share) for row in found.outputs] == [
        ("cake", Decimal("312.5"), "co_product", 15),
        ("sediment", 25, "by_product", 0),
    ]


def test_a_by_product_may_go_back_in():
    # Cuttings of the dough are kneaded in again; that is no loop, for they aren't a part of themselves.
    dough = Recipe(
        "A",
        "1",
        (Part("flour", Decimal(1)), Part("cuttings", Decimal("0.1")), Part("cuttings", Decimal("0.1"), "by_product")),
    )
    found = explode(boms(dough), "A", Decimal(10), DAY)
    assert (found.totals()["cuttings"], found.outputs[0].quantity) == (1, 1)


def test_the_day_chooses_the_recipe():
    old = Recipe("A", "1", (Part("sugar", Decimal(1)),), date(2026, 1, 1), date(2026, 3, 15))
    new = Recipe("A", "2", (Part("syrup", Decimal(2)),), date(2026, 3, 16))
    both = boms(old, new)
    for day, expected in (
        (date(2025, 12, 31), {}),
        (date(2026, 1, 1), {"sugar": 5}),
        (date(2026, 3, 15), {"sugar": 5}),
        (date(2026, 3, 16), {"syrup": 10}),
        (date(2030, 1, 1), {"syrup": 10}),
    ):
        assert explode(both, "A", Decimal(5), day).totals() == expected, day
    assert recipe_on(both, "A", date(2026, 3, 16)) is new


def test_a_loop_is_named():
    with pytest.raises(Endless) as told:
        needs(
            Recipe("A", "1", (Part("B", Decimal(1)),)),
            Recipe("B", "1", (Part("C", Decimal(1)),)),
            Recipe("C", "1", (Part("B", Decimal(1)),)),
        )
    assert told.value.path == ("B", "C", "B")


def requirement(quantity: str, *alternatives: Alternative) -> Requirement:
    return Requirement(
        "own", Decimal(quantity), 1, "A", None, Part("own", Decimal(1), alternatives=alternatives), has_recipe=False
    )


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        ({"own": 100}, [("own", 100, 100)]),
        ({"own": 40, "first": 500}, [("own", 40, 40), ("first", 120, 60)]),
        ({"first": 100, "second": 100}, [("own", 0, 0), ("first", 100, 50), ("second", 50, 50)]),
        ({}, [("own", 100, 100)]),
        ({"first": 20, "second": 30}, [("own", 60, 60), ("first", 20, 10), ("second", 30, 30)]),
    ],
)
def test_alternatives_fill_what_is_missing_in_their_order(free, expected):
    """Two of `first` replace one; what nothing covers stays with the component."""
    wanted = requirement("100", Alternative("first", Decimal(2)), Alternative("second"))
    found = list(cover(wanted, {item: Decimal(quantity) for item, quantity in free.items()}))
    assert found == [row for row in expected if row[1]]


@pytest.mark.parametrize("seed", range(40))
def test_random_structures_against_a_sum_over_levels(seed):
    """The oracle knows no tree: it works each item off once, after everything that uses it."""
    chance = random.Random(seed)
    size = chance.randint(3, 14)
    made: dict[int, Recipe] = {}
    for item in range(size - 1):
        below = chance.sample(range(item + 1, size), k=min(chance.randint(0, 3), size - 1 - item))
        parts = tuple(
            Part(
                child,
                Decimal(chance.randint(1, 400)) / 100,
                scrap_percent=Decimal(chance.choice([0, 0, 5, Decimal("12.5")])),
            )
            for child in below
        )
        if parts:
            percent = Decimal(chance.choice([100, 100, 80, 95]))
            base = Decimal(chance.choice([1, 10]))
            made[item] = Recipe(
                item, "1", parts, base=base, yield_percent=percent, is_phantom=item > 0 and chance.random() < 0.3
            )
    needed = [Fraction(0)] * size
    needed[0] = Fraction(100)
    for item in range(size):
        for part in made[item].parts if item in made else ():
            started = needed[item] / Fraction(made[item].base) / (Fraction(made[item].yield_percent) / 100)
            needed[int(str(part.item))] += started * Fraction(part.quantity) / (1 - Fraction(part.scrap_percent) / 100)
    found = explode({key: [recipe] for key, recipe in made.items()}, 0, Decimal(100), DAY)
    rows = Counter(row.item for row in found.requirements)
    expected = {item for item in range(1, size) if needed[item] and not (item in made and made[item].is_phantom)}
    assert set(found.totals()) == expected
    for item, total in found.totals().items():
        # Each row is rounded by half of a ten-thousandth at most.
        assert abs(Fraction(total) - needed[int(str(item))]) <= rows[item] * Fraction(1, 20_000)
