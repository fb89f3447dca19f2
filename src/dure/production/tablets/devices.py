"""Who sends: a registered tablet with a badge, or a person who is logged in on a phone."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from dure.events.statements import Slot, fixed
from dure.plant import acting
from dure.plant.models import Person, Tablet
from dure.plant.selectors import badge_holders
from dure.production.access import FLOOR
from dure.web.access import pass_of

_SALT = "dure.production.tablets"
LASTS_S = 13 * 3600
"""A proof of a PIN is taken for a long shift; the tablet itself forgets it after three minutes without a touch."""


@dataclass(frozen=True, slots=True)
class Device:
    """tablet: the registered one. person: who is logged in, on a phone of their own."""

    tablet: Tablet | None
    person: Person | None

    @property
    def key(self) -> tuple[int | None, int | None]:
        return self.tablet.pk if self.tablet else None, self.person.pk if self.person else None

    @property
    def salt(self) -> str:
        """Marks of badges on one device mean nothing on another."""
        key = str(self.tablet.pk if self.tablet else "phone")
        return hmac.new(settings.SECRET_KEY.encode(), f"{_SALT}:{key}".encode(), hashlib.sha256).hexdigest()[:32]

    def mark(self, badge: str) -> str:
        """What the device knows a badge by."""
        return hashlib.sha256(f"{self.salt}{badge}".encode()).hexdigest()


def device_of(request: HttpRequest) -> Device | None:
    """None: neither a registered tablet nor somebody of the floor."""
    tablet = acting.tablet(request)
    if tablet is not None:
        return Device(tablet, None)
    holder = pass_of(request)
    if holder.signed_in and not holder.detour and not FLOOR.isdisjoint(holder.roles):
        return Device(None, request.user)  # type: ignore[arg-type]
    return None


def proof(device: Device, person: Person) -> str:
    """For the acts of a person who has shown the PIN on this tablet."""
    return signing.dumps([person.pk, device.tablet.pk if device.tablet else None], salt=_SALT)


def people(device: Device) -> list[Person]:
    """Who may work on the device."""
    if device.person is not None:
        return [device.person]
    return floor_people()


def floor_people() -> list[Person]:
    """Who may work on tablets."""
    return _floor(_holders())


@fixed
def _holders() -> QuerySet[Person]:
    return badge_holders()


@fixed
def _holder(person: Slot) -> QuerySet[Person]:
    return badge_holders().filter(pk=person)


def _floor(rows: Iterable[Person]) -> list[Person]:
    return [one for one in rows if not FLOOR.isdisjoint(one.roles)]


def sender(device: Device, sent: Mapping[str, Any]) -> tuple[Person | None, bool]:
    """(who did an act, whether a PIN or a log-in has shown it). None: nobody who is known."""
    if device.person is not None:
        return device.person, True
    try:
        person, tablet = signing.loads(str(sent.get("token") or ""), salt=_SALT, max_age=LASTS_S)
    except (signing.BadSignature, ValueError, TypeError):
        mark = str(sent.get("badge") or "")
        known = (one for one in people(device) if one.badge and device.mark(one.badge) == mark)
        return next((one for one in known if not one.has_left(timezone.localdate())), None), False
    if device.tablet is None or tablet != device.tablet.pk:
        return None, False
    found = next((one for one in _floor(_holder(person))), None)
    return (None if found is None or found.has_left(timezone.localdate()) else found), True
