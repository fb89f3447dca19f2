"""The boundary rules that no import graph can show."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "dure"
_WRITES = {"create", "bulk_create", "update", "bulk_update", "update_or_create", "get_or_create", "delete"}
_READS_AND_WRITES = {"objects", "save", "bulk_create"}
# The parts below the contexts and the ones that put them together.
_FREE = {"cli", "config", "demo", "events", "web", "gateway", "kernel"}


def ranks() -> dict[str, int]:
    """Row of each context in the "down" contract, bottom row 0; peers share a row."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    rows = next(contract for contract in contracts if contract["id"] == "down")["layers"]
    return {
        name.strip(" ()"): number
        for number, row in enumerate(reversed(rows))
        for name in row.replace(":", "|").split("|")
    }


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file.relative_to(SOURCE), ast.parse(file.read_text("utf-8"))


def test_foreign_keys_point_down_and_stay_hidden():
    rank = ranks()
    wrong = []
    for model in apps.get_models():
        here = model._meta.app_label
        for field in model._meta.get_fields():
            if here not in rank or field.auto_created or not field.is_relation or field.related_model is None:
                continue
            there = field.related_model._meta.app_label
            if there == here or there not in rank:
                continue
            if rank[there] >= rank[here]:
                wrong.append(f"{here}.{model.__name__}.{field.name} points up or across to {there}")
            if not field.remote_field.hidden:
                wrong.append(f"{here}.{model.__name__}.{field.name} gives {there} a reverse name")
    assert not wrong, "\n".join(wrong)


def test_views_and_forms_leave_the_tables_alone():
    wrong = []
    for place, tree in modules():
        if place.parts[0] in _FREE or (place.stem not in {"views", "urls", "menu"} and "views" not in place.parts):
            continue
        wrong += [
            f"{place}:{node.lineno} uses .{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in _READS_AND_WRITES
        ]
    assert not wrong, "\n".join(wrong)


def test_nobody_writes_another_contexts_rows():
    wrong = []
    for place, tree in modules():
        if place.parts[0] in _FREE:
            continue
        foreign = _foreign_models(place.parts[0], tree)
        for node in ast.walk(tree):
            written = _written(node)
            if written in foreign:
                wrong.append(f"{place}:{getattr(node, 'lineno', 0)} writes {written}")
    assert not wrong, "\n".join(wrong)


def _foreign_models(here: str, tree: ast.Module) -> set[str]:
    """Names that a module imports from the tables of other contexts."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("dure.")
        if node.module.split(".")[2:3] == ["models"] and node.module.split(".")[1] != here
        for alias in node.names
    }


def _written(node: ast.AST) -> str:
    """`Name` when the node is a call like `Name.objects.….create(…)` or `insert(Name(…) …)`, else nothing."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "insert":
        made = [one.func for arg in node.args for one in ast.walk(arg) if isinstance(one, ast.Call)]
        return next((one.id for one in made if isinstance(one, ast.Name) and one.id[:1].isupper()), "")
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WRITES):
        return ""
    inner: ast.expr = node.func.value
    manager = False
    while isinstance(inner, ast.Attribute | ast.Call):
        if isinstance(inner, ast.Attribute):
            manager = manager or inner.attr == "objects"
            inner = inner.value
        else:
            inner = inner.func
    return inner.id if manager and isinstance(inner, ast.Name) else ""
