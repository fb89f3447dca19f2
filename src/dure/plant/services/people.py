"""People: who they are, what they may do, and by what they log in."""

from datetime import date
from types import EllipsisType
from typing import Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant import secrets
from dure.plant.models import Person, PersonSkill, Skill
from dure.plant.roles import Role
from dure.plant.services.login import log_out_everywhere
from dure.plant.services.records import Act, add_row, change_row, checked, record_act, remove_row

PIN_LENGTH = (4, 8)
_EASY = ("0123456789", "9876543210")


@transaction.atomic
def add_person(*, username: str, roles: list[str], by: Person | None, password: str = "", **values: Any) -> Person:
    """Add a person. Without a password only badge and PIN open a page."""
    _refuse_beyond_own_rights(by, roles)
    person = Person(username=username, roles=sorted(roles), **values)
    if password:
        _check_password(password, person)
        person.set_password(password)
    else:
        person.set_unusable_password()
    _refuse_open_end(person)
    checked(person)
    person.save()
    record_act(Act.PERSON_ADDED, person=person, by=by, detail=",".join(person.roles))
    return person


@transaction.atomic
def change_person(*, person: Person, by: Person, **values: Any) -> Person:
    """Change name, roles, last day or service. Taking away a role or the service ends all sessions."""
    _refuse_beyond_own_rights(by, person.roles)
    _refuse_beyond_own_rights(by, values.get("roles", person.roles))
    before = Person.objects.select_for_update().get(pk=person.pk)
    for name, value in values.items():
        setattr(person, name, value)
    _refuse_open_end(person)
    _refuse_losing_the_last_administrator(person, before)
    checked(person)
    person.save()
    if (
        set(before.roles) != set(person.roles)
        or before.is_active != person.is_active
        or before.ends_on != person.ends_on
    ):
        detail = f"{','.join(before.roles)} → {','.join(person.roles)}" if person.is_active else "inactive"
        record_act(Act.PERSON_CHANGED, person=person, by=by, detail=detail)
    if set(before.roles) - set(person.roles) or (before.is_active and not person.is_active):
        log_out_everywhere(person=person, by=by)
    return person


@transaction.atomic
def set_last_day(*, person: Person, last_day: date, by: Person) -> Person:
    """Until when a mentor may log in, by whoever plans the stay. A day that is over ends all sessions.

    Raises Denied for somebody who is more than a mentor: what they may do doesn't end with a stay.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if set(row.roles) != {Role.MENTOR}:
        raise Denied("Only the last day of people who are mentors and nothing else is set here.")
    if row.ends_on == last_day:
        return row
    row.ends_on = last_day
    row.save(update_fields=["ends_on"])
    record_act(Act.PERSON_CHANGED, person=row, by=by, detail=f"~ {last_day.isoformat()}")
    if row.has_left(timezone.localdate(clock.now())):
        log_out_everywhere(person=row, by=by)
    return row


@transaction.atomic
def set_password(*, person: Person, password: str, by: Person) -> None:
    """Give a person a new password; all sessions end."""
    _refuse_beyond_own_rights(by, person.roles)
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    record_act(Act.PASSWORD_CHANGED, person=person, by=by)


@transaction.atomic
def change_own_password(*, person: Person, old: str, new: str) -> None:
    """Raises Invalid when the old one is wrong or the new one breaks a rule."""
    if not person.check_password(old):
        raise Invalid("The old password is wrong.")
    _check_password(new, person)
    person.set_password(new)
    person.save(update_fields=["password"])
    record_act(Act.PASSWORD_CHANGED, person=person)


@transaction.atomic
def set_pin(*, person: Person, pin: str, by: Person) -> None:
    """Give a person the PIN of the badge: 4 to 8 digits, not all the same and not in a row."""
    if by != person:
        _refuse_beyond_own_rights(by, person.roles)
    low, high = PIN_LENGTH
    if not (pin.isascii() and pin.isdecimal() and low <= len(pin) <= high):
        raise Invalid("A PIN has %(low)s to %(high)s digits.", low=low, high=high)
    if len(set(pin)) == 1 or any(pin in row for row in _EASY):
        raise Invalid("This PIN is too easy to guess.")
    person.pin = make_password(pin)
    person.save(update_fields=["pin"])
    record_act(Act.PIN_CHANGED, person=person, by=by)


@transaction.atomic
def give_badge(*, person: Person, by: Person) -> str:
    """A new badge code; the old badge is void."""
    _refuse_beyond_own_rights(by, person.roles)
    person.badge = secrets.badge_code()
    person.save(update_fields=["badge"])
    record_act(Act.BADGE_CHANGED, person=person, by=by)
    return person.badge


@transaction.atomic
def set_skill(
    *, person: Person, skill: Skill, level: int, valid_to: date | EllipsisType | None = ..., by: Person
) -> PersonSkill | None:
    """level 0 takes the skill away; 1 learning, 2 works under guidance, 3 works alone, 4 teaches others.

    valid_to: the last day on which it counts, None without an end; left out it stays what it was. Returns the row,
    also one that was taken away; None where there was nothing to take away.
    """
    if not 0 <= level <= 4:
        raise Invalid("A skill has a level from 1 to 4.")
    known = PersonSkill.objects.select_for_update().filter(person=person, skill=skill).first()
    if level == 0:
        if known is not None:
            remove_row(known, by=by)
        return known
    if known is None:
        known = PersonSkill(person=person, skill=skill, level=level, valid_to=None if valid_to is ... else valid_to)
        add_row(known, by=by)
        return known
    change_row(known, {"level": level} | ({} if valid_to is ... else {"valid_to": valid_to}), by=by)
    return known


def _check_password(password: str, person: Person) -> None:
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        raise Invalid("%(reason)s", reason=" ".join(error.messages)) from error


def _refuse_beyond_own_rights(by: Person | None, roles: list[str]) -> None:
    """An administrator may do all; a supervisor only what concerns operators. `by` None: first set-up."""
    if by is None or Role.ADMINISTRATOR in by.roles:
        return
    if Role.SUPERVISOR not in by.roles or set(roles) - {Role.OPERATOR}:
        raise Denied("Only an administrator may do this for people with more than the operator's role.")


def _refuse_open_end(person: Person) -> None:
    if Role.MENTOR in person.roles and person.ends_on is None:
        raise Invalid("A mentor needs a last day.")


def _refuse_losing_the_last_administrator(person: Person, before: Person) -> None:
    stays = person.is_active and Role.ADMINISTRATOR in person.roles and person.ends_on is None
    if stays or Role.ADMINISTRATOR not in before.roles:
        return
    others = Person.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR], ends_on=None)
    if not others.exclude(pk=person.pk).exists():
        raise Conflict("This is the last administrator. Make someone else one first.")
