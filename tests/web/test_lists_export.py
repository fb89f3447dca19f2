"""Excel out: every page with a list is one that `listing` answers, and so has its rows as a spreadsheet."""

import ast
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "dure"
_TEMPLATE = re.compile(r"^[\w/.-]+\.html$")


def paged_templates() -> set[str]:
    """Templates with the pager: those of lists."""
    return {
        file.as_posix().split("/templates/")[1]
        for file in SOURCE.rglob("templates/**/*.html")
        if "web/parts/pager.html" in file.read_text("utf-8") and file.name != "pager.html"
    }


def listed_templates() -> set[str]:
    """Templates that views give to `listing`, and those these include."""
    found: set[str] = set()
    for file in SOURCE.rglob("*.py"):
        if "views" not in file.parts and file.stem != "views":
            continue
        tree = ast.parse(file.read_text("utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and "listing" in _called(function):
                found |= {n.value for n in ast.walk(function) if isinstance(n, ast.Constant) and _is_template(n.value)}
        # A template may reach `listing` through a helper of its module.
        if "listing" in _called(tree):
            found |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and _is_template(n.value)}
    return found


def _called(tree: ast.AST) -> set[str]:
    return {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}


def _is_template(value: object) -> bool:
    return isinstance(value, str) and _TEMPLATE.fullmatch(value) is not None


def included_in(template: str) -> set[str]:
    text = (next(SOURCE.rglob(f"templates/{template}"))).read_text("utf-8")
    return set(re.findall(r'{%\s*include "([^"]+)"', text))


def test_every_list_can_be_had_as_a_spreadsheet():
    listed = listed_templates()
    parts = {part for template in listed if exists(template) for part in included_in(template)}
    assert sorted(paged_templates() - listed - parts) == []


def test_every_list_offers_it():
    """A page of `listing` has the button itself; a part of a page, in the page around it."""
    around = {part: page for page in listed_templates() if exists(page) for part in included_in(page)}
    wrong = [
        template
        for template in sorted(paged_templates() & listed_templates())
        if not offers(template) and not offers(around.get(template, template))
    ]
    assert wrong == []


def exists(template: str) -> bool:
    return any(SOURCE.rglob(f"templates/{template}"))


def offers(template: str) -> bool:
    text = next(SOURCE.rglob(f"templates/{template}")).read_text("utf-8")
    return "as_sheet.html" in text or "format='xlsx'" in text or "format=xlsx" in text
