"""Finds every text that a person may read and that therefore needs a Korean version."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

from dure.config import messages

SOURCE = Path(messages.HOUSE)
_MARKERS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "say": 0, "mark": 0}
_MARKERS |= {"Sentence": 0, "ngettext": 0, "ngettext_lazy": 0, "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1}
_ROOTS = {"DureError", "NotFound", "Invalid", "Conflict", "Denied"}
_LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)")


class Text(NamedTuple):
    ident: str
    place: str
    context: str = ""


def in_source() -> list[Text]:
    """Every text in Python and in templates."""
    return [*in_python(), *in_templates()]


def in_python() -> Iterator[Text]:
    trees = {file: ast.parse(file.read_text("utf-8")) for file in sorted(SOURCE.rglob("*.py"))}
    errors = _error_names(trees.values())
    for file, tree in trees.items():
        place = file.relative_to(SOURCE)
        if "migrations" in place.parts:
            continue
        for node in ast.walk(tree):
            for ident in _texts_of(node, errors):
                yield Text(ident, f"{place}:{getattr(node, 'lineno', 0)}", _context_of(node))


def _texts_of(node: ast.AST, errors: set[str]) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and node.name in errors:
        for part in node.body:
            if isinstance(part, ast.Assign) and any(getattr(target, "id", "") == "message" for target in part.targets):
                yield from _constants([part.value])
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    if name in _MARKERS:
        at = _MARKERS[name]
        yield from _constants(node.args[at : at + (2 if name.startswith(("n", "np")) else 1)])
    elif name in errors:
        yield from _constants(node.args[:1])


def _context_of(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and _MARKERS.get(_name(node.func)) == 1:
        return next(_constants(node.args[:1]), "")
    return ""


def _constants(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _error_names(trees: object) -> set[str]:
    """Names of all classes that derive from the kernel's kinds of error."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees  # type: ignore[attr-defined]
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = set(_ROOTS)
    while new := {name for name, above in bases.items() if above & found} - found:
        found |= new
    return found


def in_templates() -> Iterator[Text]:
    for file in sorted(SOURCE.rglob("templates/**/*")):
        if file.suffix in (".html", ".txt", ".svg"):
            code = templatize(file.read_text("utf-8"), str(file))
            for match in _IN_TEMPLATE.finditer(code):
                literals = [ast.literal_eval(part) for part in re.findall(_LITERAL, match[2])]
                skip = 1 if "pgettext" in match[1] else 0
                # In a template a percent sign of the text arrives doubled, as the lookup expects it.
                for ident in literals[skip:]:
                    yield Text(ident, str(file.relative_to(SOURCE)), "".join(literals[:skip]))


def entries() -> Iterator[tuple[str, messages.Entry]]:
    """Every Korean entry, headers left out, with the context of the house that it belongs to."""
    for file in messages.catalogues():
        if file.parent.parent.name == "ko":
            owner = file.relative_to(SOURCE).parts[0]
            yield from ((owner, entry) for entry in messages.parse(file.read_text("utf-8")) if entry.ident)


def korean() -> dict[tuple[str, str], messages.Entry]:
    """Context and English id → entry, over all Korean catalogues; a translated entry wins."""
    found: dict[tuple[str, str], messages.Entry] = {}
    for _, entry in entries():
        for ident in filter(None, (entry.ident, entry.plural)):
            if entry.translated or (entry.context, ident) not in found:
                found[entry.context, ident] = entry
    return found
