"""Shared tablets of the floor."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dure.kernel.errors import Invalid
from dure.plant import secrets
from dure.plant.models import Area, Person, Tablet
from dure.plant.services.records import Act, checked, record_act

_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def register_tablet(*, name: str, area: Area | None, by: Person, address: str = "") -> tuple[Tablet, str]:
    """Make the device that asks a shared tablet; the token goes into its cookie and is known to nobody else."""
    token = secrets.token()
    tablet = Tablet(name=name.strip(), area=area, registered_by=by, token_hash=secrets.digest(token))
    if not tablet.name:
        raise Invalid("Give the tablet a name, so that it is known in the list.")
    checked(tablet)
    tablet.save()
    record_act(Act.TABLET_REGISTERED, person=None, by=by, address=address, detail=tablet.name)
    return tablet, token


@transaction.atomic
def remove_tablet(*, tablet: Tablet, by: Person, address: str = "") -> None:
    """Nobody can log in on it any more, and whoever is logged in is out at the next touch."""
    tablet.is_active = False
    tablet.save(update_fields=["is_active"])
    record_act(Act.TABLET_REMOVED, person=None, by=by, address=address, detail=tablet.name)


@transaction.atomic
def restore_tablet(*, tablet: Tablet, by: Person, address: str = "") -> None:
    """Take the device into use again; its cookie holds the same token as before."""
    tablet.is_active = True
    tablet.save(update_fields=["is_active"])
    record_act(Act.TABLET_REGISTERED, person=None, by=by, address=address, detail=tablet.name)


def see_tablet(*, tablet: Tablet) -> None:
    """Note that the tablet was used just now, to the minute: each note is a write that is synced to the disk."""
    now = timezone.now()
    if tablet.last_seen_at is None or now - tablet.last_seen_at >= _NOTED_EVERY:
        Tablet.objects.filter(pk=tablet.pk).update(last_seen_at=now)
