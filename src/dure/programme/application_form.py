"""The form of an application as data: parts with questions, in Korean and English, in versions. Pure.

`read` checks the data of a form, `answer` what was typed for a question, and `missing` tells what is still to do. A
part may be saved half-way: what must be there is asked only when the application is handed in.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from dure.kernel.errors import Invalid

LONGEST_TEXT, MOST_LINES, NAME_LENGTH = 8_000, 30, 30
MOST = Decimal(10) ** 14
RESERVED = frozenset({"seen", "agree"})
"""Names that the pages of an application use themselves."""


class BadForm(Invalid):
    """The data of a form contradict themselves."""


class Kind(StrEnum):
    """costs: a table of what is bought for how many won."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    CHOICE = "choice"
    COSTS = "costs"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Words:
    ko: str
    en: str

    def say(self, language: str) -> str:
        return self.ko if language.startswith("ko") else self.en


@dataclass(frozen=True, slots=True)
class Question:
    """unit: of a number. choices: name → words."""

    name: str
    kind: Kind
    words: Words
    is_required: bool = False
    help: Words | None = None
    unit: Words | None = None
    choices: Mapping[str, Words] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    words: Words
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)

    def question(self, name: str) -> Question | None:
        return next((one for _part, one in self.questions() if one.name == name), None)

    def questions(self) -> Iterator[tuple[Part, Question]]:
        return ((part, one) for part in self.parts for one in part.questions)


def read(data: Mapping[str, Any]) -> Form:
    """A form from `{"parts": [{"name", "words": {"ko", "en"}, "questions": [{"name", "kind", "words", "required",
    "help", "unit", "choices": {name: words}}]}]}`. Raises BadForm with the place that is wrong.
    """
    if not isinstance(data, Mapping) or set(data) != {"parts"} or not isinstance(data["parts"], list):
        raise BadForm("A form has the field parts and no other.")
    form = Form(tuple(_part(one) for one in data["parts"]))
    if not form.parts or any(not part.questions for part in form.parts):
        raise BadForm("Each form has parts, and each part questions.")
    for names in ([part.name for part in form.parts], [one.name for _at, one in form.questions()]):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise BadForm("The same name twice: %(names)s.", names=", ".join(twice))
    return form


def answer(question: Question, typed: Any) -> Any:
    """What is kept of what was typed, None for nothing. Raises Invalid for what doesn't fit the question."""
    if question.kind == Kind.COSTS:
        return _costs(typed or []) or None
    text = str(typed if typed is not None else "").strip()
    if not text or question.kind == Kind.FILE:
        return None
    if question.kind == Kind.NUMBER:
        return str(_number(text))
    if question.kind == Kind.CHOICE and text not in (question.choices or {}):
        raise Invalid("%(text)s can't be chosen here.", text=text)
    if len(text) > LONGEST_TEXT:
        raise Invalid("At most %(most)s characters.", most=LONGEST_TEXT)
    return text


def total(lines: Any) -> Decimal:
    """Won of a table of costs."""
    return sum((Decimal(line["won"]) for line in lines or []), Decimal(0))


def missing(form: Form, answers: Mapping[str, Any], files: Collection[str]) -> list[tuple[Part, Question]]:
    """What must be there and isn't. files: questions to which something is attached."""
    return [
        (part, one)
        for part, one in form.questions()
        if one.is_required and (one.name not in files if one.kind == Kind.FILE else answers.get(one.name) is None)
    ]


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise Invalid("%(text)s is no number.", text=text) from None
    if not found.is_finite() or not 0 <= found < MOST:
        raise Invalid("%(text)s is no number.", text=text)
    return found


def _costs(lines: Any) -> list[dict[str, str]]:
    found = []
    for line in lines:
        item, note, won = (str(line.get(name, "")).replace("\x00", "").strip() for name in ("item", "note", "won"))
        if not item and not won:
            continue
        if not item or not won:
            raise Invalid("Each line of costs has what is bought and how many won.")
        amount = _number(won)
        if amount != amount.to_integral_value():
            raise Invalid("Costs are whole won.")
        found.append({"item": item[:200], "note": note[:200], "won": str(int(amount))})
    if len(found) > MOST_LINES:
        raise Invalid("At most %(most)s lines of costs.", most=MOST_LINES)
    return found


_FIELDS = {"name", "kind", "words", "required", "help", "unit", "choices"}


def _name(one: Mapping[str, Any]) -> str:
    name = one.get("name")
    if not isinstance(name, str) or not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
        raise BadForm("%(text)s is no name: letters, digits, - and _.", text=str(name))
    if name in RESERVED:
        raise BadForm("%(text)s is kept for something else. Choose another name.", text=name)
    if len(name) > NAME_LENGTH:
        raise BadForm("%(text)s is too long for a name.", text=name)
    return name


def _words(given: Any, at: str) -> Words:
    if not isinstance(given, dict) or set(given) != {"ko", "en"}:
        raise BadForm("%(name)s has no words in Korean and English.", name=at)
    if not all(isinstance(text, str) and text.strip() for text in given.values()):
        raise BadForm("%(name)s has no words in Korean and English.", name=at)
    return Words(**given)


def _part(one: Any) -> Part:
    if (
        not isinstance(one, dict)
        or set(one) != {"name", "words", "questions"}
        or not isinstance(one["questions"], list)
    ):
        raise BadForm("A part has name, words and questions.")
    name = _name(one)
    return Part(name, _words(one["words"], name), tuple(_question(each) for each in one["questions"]))


def _question(one: Any) -> Question:
    if not isinstance(one, dict) or not {"name", "kind", "words"} <= set(one) <= _FIELDS:
        raise BadForm("A question has name, kind and words.")
    name = _name(one)
    if one["kind"] not in list(Kind):
        raise BadForm("%(name)s is of an unknown kind.", name=name)
    kind, choices = Kind(one["kind"]), one.get("choices")
    if (kind == Kind.CHOICE) != bool(choices):
        raise BadForm("%(name)s: choices stand with a choice, and with nothing else.", name=name)
    if not isinstance(one.get("required", False), bool):
        raise BadForm("%(name)s: required is true or false.", name=name)
    return Question(
        name, kind, _words(one["words"], name), one.get("required", False),
        _words(one["help"], name) if "help" in one else None, _words(one["unit"], name) if "unit" in one else None,
        {str(key): _words(words, name) for key, words in choices.items()} if choices else None,
    )  # fmt: skip
