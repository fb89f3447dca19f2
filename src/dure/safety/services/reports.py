"""What the floor tells, with its answer. Keyword-only; each verb is one transaction."""

import secrets
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Area, Person, WorkUnit
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, checked, record_change
from dure.safety.models import NearMiss, ReportPoint, Suggestion
from dure.safety.services.files import attach

MOST_ANONYMOUS_A_DAY = 100
"""Of a plant; what nobody stands behind must not fill the disk."""
_PATTERNS = {NearMiss: ("near_miss", "NM{yy}{mm}-{n:03}"), Suggestion: ("suggestion", "SG{yy}{mm}-{n:03}")}

R = TypeVar("R", NearMiss, Suggestion)


@transaction.atomic
def report_near_miss(
    *, client_id: UUID, kind: str, area: Area, by: Person | None, work_unit: WorkUnit | None = None,
    text: str = "", picture: bytes | None = None, at: datetime | None = None,
) -> NearMiss:  # fmt: skip
    """Take what nearly happened. by: none makes it anonymous for good. The same client_id is taken once.

    Raises Invalid, WrongFile, Conflict when too many anonymous ones came today.
    """
    made = NearMiss(client_id=client_id, kind=kind, area=area, work_unit=work_unit, text=text.strip())
    return _tell(made, by=by, picture=picture, at=at)


@transaction.atomic
def suggest(
    *, client_id: UUID, topic: str, text: str, area: Area, by: Person | None, work_unit: WorkUnit | None = None,
    shows_name: bool = True, picture: bytes | None = None, at: datetime | None = None,
) -> Suggestion:  # fmt: skip
    """Take an idea. by: none makes it anonymous for good. Raises as `report_near_miss`, and Invalid without words."""
    if not text.strip():
        raise Invalid("Say your idea in a few words.")
    made = Suggestion(
        client_id=client_id, topic=topic, area=area, work_unit=work_unit, text=text.strip(),
        shows_name=shows_name and by is not None,
    )  # fmt: skip
    return _tell(made, by=by, picture=picture, at=at)


def _tell(made: R, *, by: Person | None, picture: bytes | None, at: datetime | None) -> R:
    known = type(made).objects.filter(client_id=made.client_id).first()
    if known is not None:
        return known
    moment = at or clock.now()
    made.reported_on = timezone.localdate(moment)
    made.is_anonymous, made.reporter = by is None, by
    made.reported_at = None if by is None else moment
    if by is None:
        _refuse_flood(made)
    if made.work_unit is not None and made.work_unit.work_center.area_id != made.area_id:
        raise Invalid("This work unit stands in another area.")
    attach(made, "picture", picture, timeless=by is None)
    kind, pattern = _PATTERNS[type(made)]
    made.number = next_number(kind, made.reported_on, pattern=pattern)
    checked(made)
    made.save()
    if by is not None:
        # A change record keeps its moment: of an anonymous row there is none.
        record_change(made, verb="added", by=by)
    return made


def _refuse_flood(made: NearMiss | Suggestion) -> None:
    today = type(made).objects.filter(is_anonymous=True, reported_on=made.reported_on)
    if today.count() >= MOST_ANONYMOUS_A_DAY:
        raise Conflict("Too many anonymous reports came today. Please tell your supervisor.")


@transaction.atomic
def answer_near_miss(*, near_miss: NearMiss, status: str, answer: str, by: Person) -> NearMiss:
    """Answer it for all to read. Raises Invalid without words, Conflict while an action of it is open."""
    row = NearMiss.objects.select_for_update().get(pk=near_miss.pk)
    if status == NearMiss.Status.DONE and row.actions.filter(closed_at=None).exists():
        raise Conflict("An action of it is still open.")
    return _answer(row, {"status": status}, answer, by)


@transaction.atomic
def answer_suggestion(*, suggestion: Suggestion, status: str, answer: str, by: Person, **values: Any) -> Suggestion:
    """Decide on an idea: values credit and reward_won. Raises Invalid without words, and for a reward before it."""
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if values.get("reward_won") and status not in (Suggestion.Status.ACCEPTED, Suggestion.Status.DONE):
        raise Invalid("A reward goes with an accepted suggestion.")
    return _answer(row, {"status": status} | values, answer, by)


def _answer(row: R, values: dict[str, Any], answer: str, by: Person) -> R:
    if not answer.strip():
        raise Invalid("Answer in a few words; everybody can read them.")
    change_row(row, values | {"answer": answer.strip(), "answered_by": by, "answered_at": clock.now()}, by=by)
    return row


@transaction.atomic
def add_point(*, area: Area, work_unit: WorkUnit | None, by: Person) -> ReportPoint:
    """A place with a QR code. Raises Invalid for a place that has one, or a work unit of another area."""
    if work_unit is not None and work_unit.work_center.area_id != area.pk:
        raise Invalid("This work unit stands in another area.")
    made = ReportPoint(area=area, work_unit=work_unit, token=secrets.token_urlsafe(16))
    add_row(made, by=by)
    return made


@transaction.atomic
def change_point(*, point: ReportPoint, is_active: bool, by: Person) -> ReportPoint:
    change_row(point, {"is_active": is_active}, by=by)
    return point


@transaction.atomic
def renew_point(*, point: ReportPoint, by: Person) -> ReportPoint:
    """Make the codes that hang there void; the place needs a new print."""
    row = ReportPoint.objects.select_for_update().get(pk=point.pk)
    row.token = secrets.token_urlsafe(16)
    row.save(update_fields=["token"])
    record_change(row, verb="renewed", by=by)
    return row
