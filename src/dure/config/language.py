"""What the command says, in Korean or English by the computer's own setting."""

import gettext
import os
from functools import cache
from pathlib import Path

from dure.kernel.errors import DureError

_FOLDER = Path(__file__).resolve().parent / "locale"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", _FOLDER, [language], fallback=True)


def chosen() -> str:
    """`ko` or `en`: DURE_LANGUAGE, then the usual variables; Korean when nothing is set."""
    for name in ("DURE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in ("C", "POSIX", "C.UTF-8"):
            return "ko" if value.lower().startswith("ko") else "en"
    return "ko"


def mark(message: str) -> str:
    """Mark a text that is said elsewhere, so that the check for missing translations sees it."""
    return message


def say(message: str, **params: object) -> str:
    """`message` (an English id) in the chosen language."""
    text = _catalogue(chosen()).gettext(message)
    return text % params if params else text


def say_error(error: DureError) -> str:
    """An error in the chosen language."""
    return say(error.message, **error.params)


def both(error: DureError) -> str:
    """An error in Korean and in English: whoever stands at the machine can read one of them."""
    korean = _catalogue("ko").gettext(error.message)
    return f"{korean % error.params if error.params else korean}\n{error}"
