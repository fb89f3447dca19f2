"""Daily logs: every save is kept, whatever becomes of it. Keyword-only; each verb is one transaction."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.daylog import GRACE_DAYS, SaveState, judge
from dure.mentoring.models import DayLog, LogPhoto, LogSave, Mentor, Residency
from dure.mentoring.services.residency import LEADERS
from dure.plant.models import Person
from dure.plant.services.records import checked, record_change
from dure.product.media import PICTURES
from dure.safety.services.files import attach

WORDS = ("hours", "done", "found", "tomorrow")
MOST_PHOTOS = 20


@transaction.atomic
def take_save(
    *, residency: Residency, mentor: Mentor, day: date, key: uuid.UUID, base: uuid.UUID | None,
    values: Mapping[str, Any], written_at: datetime, by: Person, device: str = "",
) -> LogSave:  # fmt: skip
    """Keep a save of a device; one that is known by its key is answered as it was. values: those of `WORDS`.

    Raises Denied for who writes for somebody else, Invalid for a day that isn't in the residency or has not come, or
    that comes later than two weeks after it; Conflict for a residency that has ended.
    """
    _refuse_strangers(mentor, by)
    known = LogSave.objects.filter(key=key, log__mentor=mentor).first()
    if known is not None:
        return known
    log = _log(residency, mentor, day)
    saves = {save.key: save for save in log.saves.select_for_update()}
    if key in saves:  # sent twice at once
        return saves[key]
    current = next((one for one in saves.values() if one.state == SaveState.CURRENT), None)
    made = LogSave(
        log=log, key=key, base=base, by=by, device=device[:60], written_at=written_at, received_at=clock.now(),
        **{name: values[name] for name in WORDS if name in values},
    )  # fmt: skip
    verdict = judge(
        base=str(base) if base else None,
        current=str(current.key) if current else None,
        conflicts={str(one.key) for one in saves.values() if one.state == SaveState.CONFLICT},
        is_same=current is not None and _words(current) == _words(made),
    )
    made.state = verdict.state.value
    if verdict.replaces:
        _set_state(saves[uuid.UUID(verdict.replaces)], SaveState.REPLACED)
    _add(made, by)
    return made


@transaction.atomic
def take_photo(
    *, residency: Residency, mentor: Mentor, day: date, key: uuid.UUID, data: bytes, by: Person, note: str = ""
) -> LogPhoto:
    """A picture of a day, taken once by its key. Raises as `take_save`, and WrongFile."""
    _refuse_strangers(mentor, by)
    known = LogPhoto.objects.filter(key=key, log__mentor=mentor).first()
    if known is not None:
        return known
    log = _log(residency, mentor, day)
    if log.photos.count() >= MOST_PHOTOS:
        raise Invalid("A day has %(most)s pictures at most.", most=MOST_PHOTOS)
    made = LogPhoto(log=log, key=key, note=note.strip()[:200], by=by, received_at=clock.now())
    attach(made, "file", data, allowed=PICTURES)
    checked(made)
    made.save()
    record_change(made, verb="added", by=by)
    return made


@transaction.atomic
def settle(
    *, log: DayLog, current: uuid.UUID, seen: Collection[uuid.UUID], values: Mapping[str, Any], by: Person
) -> LogSave:
    """A person says what holds of a day that was written twice. All that was written stays to be looked at.

    current: the save that was in force when the person looked; seen: the conflicts that the person saw. A conflict that
    came since stays one. Raises Conflict when the day was written again meanwhile or the residency has ended, Denied
    for strangers.
    """
    _refuse_strangers(log.mentor, by)
    _refuse_ended(Residency.objects.select_for_update().get(pk=log.residency_id))
    saves = {save.key: save for save in log.saves.select_for_update()}
    before = saves.get(current)
    if before is None or before.state != SaveState.CURRENT:
        raise Conflict("This day was written again meanwhile. Look once more.")
    open_ = [one for one in saves.values() if one.key in set(seen) and one.state == SaveState.CONFLICT]
    if not open_:
        raise Conflict("This is settled already.")
    _set_state(before, SaveState.REPLACED)
    for one in open_:
        _set_state(one, SaveState.SETTLED)
    now = clock.now()
    made = LogSave(
        log=log, key=uuid.uuid4(), base=current, state=SaveState.CURRENT.value, by=by, written_at=now, received_at=now,
        **{name: values[name] for name in WORDS},
    )  # fmt: skip
    _add(made, by)
    return made


def _log(residency: Residency, mentor: Mentor, day: date) -> DayLog:
    """The day's row, locked; made when there is none. It is within the stay, not after tomorrow, and not too late."""
    row = Residency.objects.select_for_update().get(pk=residency.pk)
    _refuse_ended(row)
    if not row.team.filter(mentor=mentor).exists():
        raise Invalid("%(mentor)s isn't in the team of this residency.", mentor=str(mentor))
    if not row.starts_on <= day <= row.ends_on:
        raise Invalid("%(day)s isn't a day of this residency.", day=day.isoformat())
    if row.ends_on + timedelta(days=GRACE_DAYS) < timezone.localdate(clock.now()):
        raise Invalid("The residency is over since more than %(days)s days.", days=GRACE_DAYS)
    # The clock of a device may be some hours ahead.
    if day > timezone.localdate(clock.now() + timedelta(hours=12)):
        raise Invalid("%(day)s has not come yet.", day=day.isoformat())
    found, _made = DayLog.objects.get_or_create(residency=row, mentor=mentor, day=day)
    return found


def _refuse_ended(row: Residency) -> None:
    if row.ended_at is not None:
        raise Conflict("This residency has ended. Somebody who leads opens it again to add to its daily log.")


def _words(save: LogSave) -> tuple[Decimal, str, str, str]:
    return Decimal(save.hours), save.done.strip(), save.found.strip(), save.tomorrow.strip()


def _set_state(save: LogSave, state: SaveState) -> None:
    save.state = state.value
    save.save(update_fields=["state"])


def _add(save: LogSave, by: Person) -> None:
    checked(save)
    save.save()
    record_change(save, verb="added", by=by)


def _refuse_strangers(mentor: Mentor, by: Person) -> None:
    if mentor.person_id != by.pk and LEADERS.isdisjoint(by.roles):
        raise Denied("A daily log is written by its mentor, or by somebody who leads.")
