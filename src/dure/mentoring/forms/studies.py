"""What a tablet sends of a time study, and what people change in one."""

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from dure.kernel.errors import Invalid
from dure.mentoring.models import StudyElement, TimeStudy
from dure.mentoring.services.studies import Lap
from dure.product.models import WorkElement
from dure.web.fields import LINES, TYPED, PlainForm

_MOST_SECONDS = 86_400


class StudyForm(PlainForm):
    class Meta:
        model = TimeStudy
        fields = ("rating", "personal", "fatigue", "delay", "precision", "confidence", "note")
        widgets = {
            **dict.fromkeys(("rating", "personal", "fatigue", "delay", "precision"), TYPED),
            "note": LINES,
        }


class StudyElementForm(PlainForm):
    class Meta:
        model = StudyElement
        fields = ("name", "worth", "rating", "pieces")
        widgets = dict.fromkeys(("rating", "pieces"), TYPED)


def sent_study(text: str) -> dict[str, Any]:
    """What the stopwatch sends, as `add_study` takes it without operation and person. Raises Invalid."""
    try:
        told = json.loads(text)
        return {
            "token": UUID(told["token"]),
            "elements": [(_text(one["name"], 120), _one_of(one["worth"])) for one in told["elements"]],
            "laps": [_lap(one) for one in told["laps"]],
            "started_at": _moment(told["started"]),
            "mode": TimeStudy.Mode(told["mode"]).value,
            "rating": _number(told.get("rating", 100)),
        }
    except (AttributeError, InvalidOperation, KeyError, RecursionError, TypeError, ValueError) as error:
        raise Invalid("This isn't a time study.") from error


def _text(value: object, most: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    return value.strip()[:most]


def _one_of(value: object) -> str:
    return WorkElement.Worth(value).value


def _moment(value: str) -> datetime:
    found = parse_datetime(value)
    if found is None or found.tzinfo is None:
        raise ValueError(value)
    return found


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)
    found = Decimal(str(value))
    if not found.is_finite():
        raise ValueError(value)
    return found


def _lap(told: dict[str, Any]) -> Lap:
    seconds = _number(told["seconds"]).quantize(Decimal("0.01"))
    cycle, element = told["cycle"], told["element"]
    if not 0 < seconds <= _MOST_SECONDS or type(cycle) is not int or not 1 <= cycle <= 10_000:
        raise ValueError(told)
    if element is not None and type(element) is not int:
        raise ValueError(told)
    return Lap(cycle, element, seconds, str(told.get("note", ""))[:120])
