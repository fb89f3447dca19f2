"""Nobody is ranked: no question of safety groups, counts or sorts by a person."""

import ast
from inspect import signature
from pathlib import Path

import pytest
from django.db.models import ForeignKey

import dure.safety
from dure.plant.models import Person
from dure.safety import models, selectors

SOURCE = Path(dure.safety.__file__).parent
TABLES = [getattr(models, name) for name in models.__all__ if hasattr(getattr(models, name), "_meta")]
PEOPLE = {
    field.name
    for table in TABLES
    for field in table._meta.fields
    if isinstance(field, ForeignKey) and field.related_model is Person
}
GROUPING = {"values", "values_list", "annotate", "aggregate", "order_by", "distinct", "alias", "Count", "Sum"}
GROUPING |= {"groupby", "Counter"}
OF_PEOPLE = PEOPLE | {f"{name}_id" for name in PEOPLE}


def texts_in(call: ast.Call) -> set[str]:
    """Field names that the call's arguments begin with or go through."""
    found = {node.value for part in [*call.args, *[k.value for k in call.keywords]] for node in ast.walk(part)
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
    return {piece for text in found for piece in text.lstrip("-").split("__")}


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("folder", ["selectors", "services", "views"])
def test_nothing_is_grouped_by_a_person(folder):
    assert {"reporter", "owner", "person", "by", "closed_by"} <= PEOPLE
    wrong = [
        f"{file.name}:{node.lineno}"
        for file in sorted((SOURCE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and name_of(node) in GROUPING and texts_in(node) & OF_PEOPLE
    ]
    assert wrong == []


def test_the_check_finds_what_it_looks_for():
    call = ast.parse("rows.values('reporter__name').annotate(n=Count('pk'))").body[0].value.func.value
    assert name_of(call) == "values"
    assert texts_in(call) & OF_PEOPLE


def test_nothing_can_be_filtered_by_who_told_it():
    """Lists take areas, states and words; only one's own list of actions is by a person, and that is oneself."""
    for question in (selectors.near_misses, selectors.suggestions, selectors.accidents, selectors.tasks):
        assert not set(signature(question).parameters) & OF_PEOPLE, question
