"""Every text is English in the source and has a Korean version that keeps its marks."""

import re

import pytest

from dure.config import messages
from tests.architecture import texts

_MARK = re.compile(r"%\((\w+)\)[#0\- +]?\d*(?:\.\d+)?[sdfr]|\{(\w+)\}")
_HANGUL = re.compile("[가-힣]")


def marks(text: str) -> set[str]:
    return {match[0] for match in _MARK.finditer(text)}


def test_every_text_has_a_korean_version():
    known = texts.korean()
    missing = sorted(
        {
            f"{text.place}: {text.ident!r}" + (f" in the sense of {text.context!r}" if text.context else "")
            for text in texts.in_source()
            if text.ident.strip() and not ((entry := known.get((text.context, text.ident))) and entry.translated)
        }
    )
    assert not missing, f"{len(missing)} without Korean:\n" + "\n".join(missing)


def test_ids_are_english():
    wrong = [text for text in texts.in_source() if _HANGUL.search(text.ident)]
    assert not wrong


def test_translations_keep_the_marks():
    wrong = [
        f"{entry.ident!r} → {text!r}"
        for entry in texts.korean().values()
        for text in entry.texts.values()
        if text and marks(text) != marks(entry.ident) and marks(text) != marks(entry.plural)
    ]
    assert not wrong, "\n".join(wrong)


def test_catalogues_say_the_same_in_korean():
    """All catalogues are one at run time: of two versions of a text only one would ever be read."""
    said: dict[str, dict[str, str]] = {}
    for owner, entry in texts.entries():
        if entry.translated:
            said.setdefault(entry.key, {}).setdefault(entry.value, owner)
    wrong = [
        f"{key!r}: " + ", ".join(f"{value!r} in {owner}" for value, owner in values.items())
        for key, values in sorted(said.items())
        if len(values) > 1
    ]
    assert not wrong, f"{len(wrong)} said in two ways; agree on one, or give one a context:\n" + "\n".join(wrong)


def test_a_catalogue_survives_compiling(tmp_path):
    source = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "good"
"morning"
msgstr "좋은 "
"아침"

msgctxt "door"
msgid "open"
msgstr "열기"

msgid "%(n)s pot"
msgid_plural "%(n)s pots"
msgstr[0] "솥 %(n)s개"

#, fuzzy
msgid "doubtful"
msgstr "의심"

msgid "untranslated"
msgstr ""
"""
    folder = tmp_path / "a" / "locale" / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(source, "utf-8")
    assert messages.compile_all(tmp_path) == [folder / "django.mo"]
    assert messages.compile_all(tmp_path) == []
    import gettext

    found = gettext.translation("django", tmp_path / "a" / "locale", ["ko"])
    assert found.gettext("goodmorning") == "좋은 아침"
    assert found.pgettext("door", "open") == "열기"
    assert found.ngettext("%(n)s pot", "%(n)s pots", 3) == "솥 %(n)s개"
    assert found.gettext("doubtful") == "doubtful"
    assert found.gettext("untranslated") == "untranslated"


def test_a_broken_catalogue_names_its_line():
    with pytest.raises(ValueError, match="line 2"):
        messages.parse('msgid "a"\nmsgstr "b')
