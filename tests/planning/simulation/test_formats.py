"""A plant as JSON, there and back; what can't be read says where."""

import json
from typing import Any

import pytest

from dure.kernel.errors import Invalid
from dure.planning.simulation.chance import Exponential, Fixed, Lognormal
from dure.planning.simulation.example import shop
from dure.planning.simulation.formats import as_json, read
from dure.planning.simulation.plant import Demand, Plant
from tests.planning.simulation.test_day import DAY

SMALL = {
    "name": "small",
    "centers": [{"name": "press", "setups": [[0, 20], [30, 0]]}],
    "units": [{"name": "P", "center": 0}],
    "products": [
        {"name": "A", "steps": [{"center": 0, "cycle": {"kind": "lognormal", "average": 2, "cv": 0.3}}], "lot": 50}
    ],
    "orders": {"kind": "demand", "between": {"kind": "exponential", "average": 90}},
}


@pytest.mark.parametrize("plant", [DAY, shop(), shop(is_full=True)], ids=["day", "demand", "full"])
def test_there_and_back(plant: Plant) -> None:
    assert read(as_json(plant)) == plant


def test_a_plant_by_hand() -> None:
    found = read(json.dumps(SMALL))
    (product,) = found.products
    assert (product.steps[0].cycle, product.lot) == (Lognormal(2, 0.3), Fixed(50))
    assert found.orders == Demand(Exponential(90))
    assert found.centers[0].setup_min(1, 0) == 30


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in SMALL.items() if key != name}


@pytest.mark.parametrize(("data", "why"), [
    ([], r"plant: \[\] is not what"),
    (without("orders"), "plant: “orders” is missing"),
    (SMALL | {"colour": "red"}, "plant has nothing called “colour”"),
    (SMALL | {"units": [{"name": "P", "center": "press"}]}, r"plant.units\[0\].center: \"press\" is not"),
    (SMALL | {"units": [{"name": "P", "center": 3}]}, "unknown center"),
    (SMALL | {"units": [{"name": "P", "center": 0, "hours": 1}]}, "unknown hours"),
    (SMALL | {"units": [{"name": "P", "center": 0, "breakdowns": {"between": 5, "repair": 1, "crew": "x"}}]}, "crew"),
    (SMALL | {"orders": {"kind": "push"}}, r"plant.orders: its kind is one of list, demand, full"),
    (SMALL | {"orders": {"kind": "full", "orders": 0}}, "always full"),
    (SMALL | {"orders": {"kind": "list", "orders": [
        {"product": 1, "release_min": 0, "due_min": 5, "pieces": 3}]}}, "Order 0"),
    (SMALL | {"products": [{"name": "A", "steps": []}]}, "no step"),
    (SMALL | {"products": [{"name": "A", "steps": [{"center": 0, "cycle": 1, "family": 2}]}]}, "no set-up for"),
    (SMALL | {"products": [{"name": "A", "steps": [{"center": 0, "cycle": -1}]}]}, "“value” can't be -1"),
    (SMALL | {"centers": [{"name": "press", "setups": [[0, 1]]}]}, "square"),
    (SMALL | {"hours": [{"spans": [[10, 5]]}]}, "Opening hours"),
    (SMALL | {"information": {"found_walking": 2}}, "from 0 to 1"),
    (SMALL | {"information": {"rules": ["sixth_sense"]}}, "its kind is one of"),
    (SMALL | {"information": {"report_min": [1]}}, r"plant.information.report_min: \[1\]"),
    (SMALL | {"move_min": True}, "plant.move_min: true"),
])  # fmt: skip
def test_what_can_not_be_read_says_where(data: Any, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read(json.dumps(data))


def test_what_is_no_json() -> None:
    for text in ("", "{", "[" * 100_000):
        with pytest.raises(Invalid, match="no JSON"):
            read(text)
    with pytest.raises(Invalid, match=r"plant\.move_min"):
        read(json.dumps(SMALL | {"move_min": float("inf")}))
