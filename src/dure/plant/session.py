"""What a session is worth: a desk with or without its second factor, a shared tablet, an ended stay."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from dure.plant import selectors
from dure.plant.models import Person, Tablet
from dure.plant.roles import SECOND_FACTOR
from dure.web.access import Pass

TABLET_COOKIE = "dure_tablet"
TABLET_IDLE_S = 180
DESK_HOURS = 12
_NOTE_EVERY_S = 10


def pass_for(person: Person, request: HttpRequest) -> Pass:
    """The pass of a logged-in person; an empty one when the stay is over or the tablet's time is up."""
    if person.has_left(timezone.localdate()):
        return Pass()
    if "tablet" in request.session:
        return _tablet_pass(person, request)
    return Pass(frozenset(person.roles), signed_in=True, detour=_detour(person, request))


def requires_second_factor() -> bool:
    """Off only for demonstrations and tests (setting SECOND_FACTOR)."""
    return bool(settings.SECOND_FACTOR)


def may_set_up_factor(person: Person, request: HttpRequest) -> bool:
    """Whoever has an authenticator already must show it before making a new one."""
    user: Any = request.user
    return bool(user.is_verified()) or not _has_device(person)


def tablet_of(request: HttpRequest) -> Tablet | None:
    """The registered tablet that sends this request."""
    return selectors.tablet_of(request.COOKIES.get(TABLET_COOKIE, ""))


def _tablet_pass(person: Person, request: HttpRequest) -> Pass:
    """Roles that need a second factor stay at the desk; the tablet must still be the registered one."""
    tablet = tablet_of(request)
    now = time.time()
    if tablet is None or tablet.pk != request.session["tablet"] or now - request.session["seen"] > TABLET_IDLE_S:
        return Pass()
    is_touch = "Dure-Tick" not in request.headers and request.path != "/live"
    if is_touch and now - request.session["seen"] > _NOTE_EVERY_S:
        request.session["seen"] = now
    return Pass(frozenset(person.roles) - SECOND_FACTOR, signed_in=True, idle_s=TABLET_IDLE_S)


def _detour(person: Person, request: HttpRequest) -> str:
    if not (requires_second_factor() and person.needs_second_factor):
        return ""
    user: Any = request.user
    if user.is_verified():
        return ""
    return "plant:second_factor" if _has_device(person) else "plant:second_factor_setup"


def _has_device(person: Person) -> bool:
    return TOTPDevice.objects.filter(user=person, confirmed=True).exists()
