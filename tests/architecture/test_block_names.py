"""What a template asks in one block isn't known in another: Django forgets it at the end of the block."""

import re
from pathlib import Path

import dure

HOME = Path(dure.__file__).parent
_BLOCK = re.compile(r"{% block (\w+) %}")
_MADE = re.compile(r"{% may_open [^}]*? as (\w+) %}")
_USED = re.compile(r"{% (?:el)?if ([^}]*) %}")


def blocks(text: str) -> list[tuple[str, str]]:
    """Name and text of each block of a template that extends another."""
    parts = _BLOCK.split(text)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def unknown(text: str) -> set[tuple[str, str]]:
    """Block and name for what is asked with `may_open` in another block only."""
    everywhere = set(_MADE.findall(text))
    return {
        (block, name)
        for block, part in blocks(text)
        for name in everywhere - set(_MADE.findall(part))
        if any(name in condition.split() for condition in _USED.findall(part))
    }


def test_a_name_of_another_block_is_found():
    told = (
        '{% block a %}{% may_open "x" as may %}{% endblock %}{% block b %}{% if may and y %}z{% endif %}{% endblock %}'
    )
    assert unknown(told) == {("b", "may")}
    assert unknown(told.replace("{% block b %}", '{% block b %}{% may_open "x" as may %}')) == set()


def test_no_template_uses_what_another_block_asked():
    files = [(path, path.read_text()) for path in HOME.rglob("templates/**/*.html")]
    wrong = {path.name: found for path, text in files if "{% extends" in text and (found := unknown(text))}
    assert wrong == {}
