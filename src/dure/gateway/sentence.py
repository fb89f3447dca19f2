"""Sentences for people: an English text, which is the id of its translation, with its values beside it."""

from collections.abc import Mapping
from typing import Any, Self

from dure.kernel.errors import DureError

LONGEST = 500
_LONGEST_VALUE = 200


class Sentence(str):
    """The whole English sentence, which still knows its id and its values.

    Use it wherever a text goes: `Sentence("There is no column %(name)s", name=name)`. A value may be
    a sentence itself; an error becomes one. A sentence without values is its id as it stands.
    """

    id: str
    params: Mapping[str, Any]

    def __new__(cls, ident: str, **params: object) -> Self:
        values = {name: value_of(value) for name, value in params.items()}
        made = super().__new__(cls, ident % values if values else ident)
        made.id, made.params = ident, values
        return made


def value_of(value: object) -> Any:
    """A value as it may stand in a sentence and in JSON."""
    if isinstance(value, Sentence) or value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, DureError):
        return of(value)
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST]


def of(said: object) -> "Sentence":
    """What an error or a text says; a text that isn't a sentence is one without values."""
    if isinstance(said, Sentence):
        return said
    if isinstance(said, DureError):
        return Sentence(said.message, **said.params)
    return Sentence(str(said))


def as_json(said: object) -> dict[str, Any]:
    """`message` (English), `id` and `params`; a value that is a sentence is such an object too.

    Long values are cut, so that a machine cannot fill the status with one answer.
    """
    sentence = of(said)
    params = {name: _shown(value) for name, value in sentence.params.items()}
    return {"message": sentence[:LONGEST], "id": sentence.id[:LONGEST], "params": params}


def _shown(value: Any) -> Any:
    if isinstance(value, Sentence):
        return as_json(value)
    return value[:_LONGEST_VALUE] if isinstance(value, str) else value
