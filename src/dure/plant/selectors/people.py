"""People, their skills and the tablets that they share."""

from django.db.models import Model, QuerySet

from dure.events.statements import Slot, fixed
from dure.plant import secrets
from dure.plant.models import ChangeRecord, Person, PersonSkill, SecurityRecord, Skill, Tablet


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
    return next(iter(_tablets(secrets.digest(token))), None)


@fixed
def _tablets(token_hash: Slot) -> QuerySet[Tablet]:
    return Tablet.objects.select_related("area").filter(token_hash=token_hash, is_active=True).order_by()


def skills_of(people: list[Person]) -> dict[tuple[int, int], PersonSkill]:
    """(person id, skill id) → level and until when."""
    found = PersonSkill.objects.filter(person__in=people)
    return {(row.person_id, row.skill_id): row for row in found}


def everyone() -> QuerySet[Person]:
    """All people, those in service first."""
    return Person.objects.order_by("-is_active", "display_name", "username")


def people_with_badge(chosen: list[int]) -> QuerySet[Person]:
    """Those in service who have a badge; only the chosen ones when any are chosen."""
    found = active_people().exclude(badge=None)
    return found.filter(pk__in=chosen) if chosen else found


def skills_in_use() -> QuerySet[Skill]:
    return Skill.objects.filter(is_active=True)


def tablets() -> QuerySet[Tablet]:
    """All tablets, those in use first."""
    return Tablet.objects.select_related("area", "registered_by").order_by("-is_active", "name")


def security_records(act: str = "") -> QuerySet[SecurityRecord]:
    """What was done that matters for security, newest first; of one kind when `act` is one."""
    found = SecurityRecord.objects.select_related("person", "by")
    return found.filter(act=act) if act in SecurityRecord.Act.values else found


def change_records() -> QuerySet[ChangeRecord]:
    """Changes of master data, newest first."""
    return ChangeRecord.objects.select_related("by")


def newest_change() -> int:
    """Number of the newest record of a change; 0 when there is none."""
    return ChangeRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def change_after(number: int, row: Model) -> ChangeRecord | None:
    """The record of a row's change that is newer than `number`."""
    rows = ChangeRecord.objects.filter(pk__gt=number, table=type(row).__name__, row_id=row.pk or 0)
    return rows.order_by("-pk").first()
