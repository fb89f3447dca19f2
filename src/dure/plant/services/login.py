"""Logging in and out: by password and second factor at a desk, by badge and PIN on a shared tablet."""

from datetime import timedelta
from functools import cache

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from dure.kernel.errors import Denied, Invalid
from dure.plant import secrets, selectors
from dure.plant.models import LoginGuard, Person, RecoveryCodes
from dure.plant.services.records import Act, record_act

FREE_TRIES = {"account": 5, "address": 30, "badge": 5, "code": 5}
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 900
FORGOTTEN_AFTER = timedelta(hours=1)


def log_in_by_password(*, username: str, password: str, address: str) -> Person:
    """The person, or Denied with one and the same message whatever was wrong."""
    keys = (f"account:{username.strip().lower()[:150]}", f"address:{address}")
    _refuse_while_blocked(keys)
    person = authenticate(username=username.strip(), password=password)
    if not isinstance(person, Person) or person.has_left(timezone.localdate()):
        _failed(keys, username=username, address=address, act=Act.LOGIN_FAILED)
        raise Denied("The name or the password is wrong, or the account has ended.")
    _succeeded(keys[:1])
    record_act(Act.LOGGED_IN, person=person, address=address)
    return person


def log_in_by_badge(*, badge: str, pin: str, address: str, tablet: str) -> Person:
    """The person of a badge whose PIN fits, on a tablet called `tablet`."""
    keys = (f"badge:{badge.strip()[:100]}", f"address:{address}")
    _refuse_while_blocked(keys)
    person = selectors.person_by_badge(badge)
    # An unknown badge costs the same time as a known one.
    fits = check_password(pin, person.pin if person and person.pin else _no_pin())
    if person is None or not person.pin or not fits or person.has_left(timezone.localdate()):
        _failed(keys, username=badge, address=address, act=Act.LOGIN_FAILED)
        raise Denied("The badge or the PIN is wrong.")
    _succeeded(keys[:1])
    record_act(Act.LOGGED_IN_TABLET, person=person, address=address, detail=tablet)
    return person


def show_second_factor(*, person: Person, code: str, address: str) -> TOTPDevice | RecoveryCodes:
    """The device whose code it is: the phone, or the list of recovery codes. Raises Denied."""
    keys = (f"code:{person.pk}",)
    _refuse_while_blocked(keys)
    given = code.replace(" ", "").replace("-", "").lower()
    devices = [*TOTPDevice.objects.filter(user=person, confirmed=True), *RecoveryCodes.objects.filter(user=person)]
    for device in devices:
        if _token_fits(device, given):
            _succeeded(keys)
            act = Act.RECOVERY_USED if isinstance(device, RecoveryCodes) else Act.FACTOR_PASSED
            record_act(act, person=person, address=address)
            return device
    _failed(keys, username=person.username, address=address, act=Act.FACTOR_FAILED, person=person)
    raise Denied("The code is wrong or has run out. Codes change every 30 seconds.")


def new_authenticator(*, person: Person) -> TOTPDevice:
    """The not yet confirmed authenticator of a person; the same one until it is confirmed."""
    device, _made = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "authenticator"})
    return device


@transaction.atomic
def confirm_authenticator(*, person: Person, code: str, address: str) -> tuple[TOTPDevice, list[str]]:
    """Take the authenticator into use once it has shown a right code; with fresh recovery codes."""
    device = new_authenticator(person=person)
    if not device.verify_token(code.replace(" ", "")):
        raise Invalid("The code doesn't fit. Check that the phone's clock is right, and type the newest code.")
    TOTPDevice.objects.filter(user=person, confirmed=True).delete()
    device.confirmed = True
    device.save()
    record_act(Act.FACTOR_SET, person=person, address=address)
    return device, fresh_recovery_codes(person=person)


@transaction.atomic
def fresh_recovery_codes(*, person: Person) -> list[str]:
    """New one-time codes, which only this answer ever holds; the old ones are void."""
    RecoveryCodes.objects.filter(user=person).delete()
    codes, salt = secrets.recovery_codes(), secrets.salt()
    hashes = [secrets.slow_hash(code, salt) for code in codes]
    RecoveryCodes.objects.create(user=person, name="recovery", salt=salt, hashes=hashes)
    return codes


@transaction.atomic
def take_second_factor_away(*, person: Person, by: Person, address: str = "") -> None:
    """For a lost phone: the next log-in asks to set up a new one. All sessions end."""
    TOTPDevice.objects.filter(user=person).delete()
    RecoveryCodes.objects.filter(user=person).delete()
    record_act(Act.FACTOR_RESET, person=person, by=by, address=address)
    log_out_everywhere(person=person, by=by, address=address)


def log_out_everywhere(*, person: Person, by: Person, address: str = "") -> None:
    """End every session of the person, on every desk and tablet."""
    Person.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    person.refresh_from_db(fields=["session_round"])
    record_act(Act.LOGGED_OUT_EVERYWHERE, person=person, by=by, address=address)


def _token_fits(device: TOTPDevice | RecoveryCodes, given: str) -> bool:
    if isinstance(device, TOTPDevice):
        # The device's own throttle would answer "wrong" to a right code; the guard above does the waiting.
        device.throttling_failure_count = 0
    return bool(device.verify_token(given))


def _refuse_while_blocked(keys: tuple[str, ...]) -> None:
    now = timezone.now()
    blocked = LoginGuard.objects.filter(key__in=keys, blocked_until__gt=now).order_by("-blocked_until").first()
    if blocked and blocked.blocked_until:
        seconds = int((blocked.blocked_until - now).total_seconds()) + 1
        raise Denied("Too many attempts. Please wait %(seconds)s seconds.", seconds=seconds)


def _failed(keys: tuple[str, ...], *, username: str, address: str, act: Act, person: Person | None = None) -> None:
    record_act(act, person=person, address=address, detail=username)
    for key in keys:
        if _count_failure(key):
            record_act(Act.LOGIN_BLOCKED, person=person, address=address, detail=key)


@transaction.atomic
def _count_failure(key: str) -> bool:
    """Whether the key must wait now: 30 s after the free tries, doubled by each further one, 15 min at most."""
    now = timezone.now()
    LoginGuard.objects.get_or_create(key=key, defaults={"last_at": now})
    row = LoginGuard.objects.select_for_update().get(key=key)
    row.failures = 1 if now - row.last_at > FORGOTTEN_AFTER else row.failures + 1
    row.last_at = now
    over = row.failures - FREE_TRIES[key.partition(":")[0]]
    row.blocked_until = (
        now + timedelta(seconds=min(FIRST_WAIT_S * 2 ** min(over, 10), LONGEST_WAIT_S)) if over >= 0 else None
    )
    row.save()
    return over >= 0


def _succeeded(keys: tuple[str, ...]) -> None:
    LoginGuard.objects.filter(key__in=keys).delete()


@cache
def _no_pin() -> str:
    return make_password("no such badge")
