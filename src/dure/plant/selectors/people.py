"""People, their skills and the tablets that they share."""

from django.db.models import QuerySet

from dure.plant import secrets
from dure.plant.models import Person, PersonSkill, Tablet


def active_people() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).order_by("display_name", "username")


def badge_holders() -> QuerySet[Person]:
    """Those who can log in on a tablet: a badge and a PIN."""
    return active_people().exclude(badge=None).exclude(pin="")


def person_by_badge(badge: str) -> Person | None:
    """The person in service whose badge says `badge`; scanners may add spaces or a line end."""
    return Person.objects.filter(badge=badge.strip(), is_active=True).first() if badge.strip() else None


def tablet_of(token: str) -> Tablet | None:
    """The registered tablet in use that holds `token`."""
    if not token:
        return None
    return Tablet.objects.select_related("area").filter(token_hash=secrets.digest(token), is_active=True).first()


def skills_of(people: list[Person]) -> dict[tuple[int, int], PersonSkill]:
    """(person id, skill id) → level and until when."""
    found = PersonSkill.objects.filter(person__in=people)
    return {(row.person_id, row.skill_id): row for row in found}
