"""Standard cost and variances, against a published example and figures worked in the head."""

from decimal import Decimal

import pytest

from dure.commerce.cost import Cost, Loop, Rate, Recipe, Step, input_variance, overhead_variance, roll_up

D = Decimal

# Horngren, Datar, Rajan: Cost Accounting, chapters 7 and 8, the Webb Company: 10,000 jackets made.


def test_material_variances_of_the_textbook() -> None:
    found = input_variance(
        actual_price=D(28), actual_units=D(22_200), standard_price=D(30), allowed_units=D(10_000) * 2
    )
    assert (found.price, found.use, found.total) == (-44_400, 66_000, 21_600)


def test_labour_variances_of_the_textbook() -> None:
    found = input_variance(
        actual_price=D(22), actual_units=D(9_000), standard_price=D(20), allowed_units=D(10_000) * D("0.8")
    )
    assert (found.price, found.use, found.total) == (18_000, 20_000, 38_000)


def test_overhead_variances_of_the_textbook() -> None:
    found = overhead_variance(
        actual_variable=D(130_500),
        actual_fixed=D(285_000),
        actual_hours=D(4_500),
        allowed_hours=D(10_000) * D("0.4"),
        variable_rate=D(30),
        budgeted_fixed=D(276_000),
        fixed_rate=D("57.5"),
    )
    # Variable: spending -4,500, efficiency 15,000. Fixed: spending 9,000, production volume 46,000.
    assert (found.spending, found.efficiency, found.volume) == (-4_500 + 9_000, 15_000, 46_000)


NOODLES, DOUGH, RICE, BAG = range(1, 5)


def test_roll_up_over_two_levels() -> None:
    hall = Rate(labour=D(18_000), machine=D(6_000), overhead_share=D("0.5"))
    recipes = {
        # 1 kg of dough from 0.8 kg of rice at 2,000 won.
        DOUGH: Recipe({RICE: D("0.8")}),
        # A pack: 0.2 kg of dough, a bag; an hour of set-up for a lot of 600 and 30 s a piece: 36 s a piece.
        NOODLES: Recipe({DOUGH: D("0.2"), BAG: D(1)}, [Step(hall, D(3600), D(30))], lot=D(600)),
    }
    found = roll_up(recipes, {RICE: D(2000), BAG: D(50)})
    assert found[DOUGH] == Cost(material=D(1600))
    # 36 s at 18,000 won an hour are 180 won, at 6,000 won 60 won; half of 240 won is overhead.
    assert found[NOODLES] == Cost(material=D(370), labour=D(180), machine=D(60), overhead=D(120))
    assert found[NOODLES].total == 730


def test_what_is_lost_makes_the_good_ones_dearer() -> None:
    found = roll_up({NOODLES: Recipe({RICE: D(1)}, good=D("0.8"))}, {RICE: D(2000)})
    assert found[NOODLES].total == 2500


def test_co_products_share_and_by_products_take_off() -> None:
    found = roll_up({NOODLES: Recipe({RICE: D(1)}, own_share=D("0.75"), credits=D(400))}, {RICE: D(2000)})
    assert found[NOODLES].total == 1200


def test_an_item_with_an_unknown_part_has_no_cost() -> None:
    assert roll_up({NOODLES: Recipe({RICE: D(1), BAG: D(1)})}, {RICE: D(2000)}) == {RICE: Cost(material=D(2000))}


def test_a_loop_is_named() -> None:
    with pytest.raises(Loop, match="1 → 2 → 1"):
        roll_up({NOODLES: Recipe({DOUGH: D(1)}), DOUGH: Recipe({NOODLES: D(1)})}, {})
