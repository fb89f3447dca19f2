"""Who sits where, and what that lets them see."""

from datetime import date

from django.db.models import Q, QuerySet

from dure.plant.models import Person
from dure.plant.roles import RegionRole, Role
from dure.programme.models import Firm, Seat
from dure.programme.scope import EVERYTHING, NOTHING, Scope

SEE_ALL = frozenset({RegionRole.PROVINCE, RegionRole.AGENCY})


def seats_of(person: Person, today: date) -> QuerySet[Seat]:
    """Those that hold on this day, in organisations that take part."""
    return (
        Seat.objects.filter(person=person, organisation__is_active=True, first_on__lte=today)
        .filter(Q(last_on__isnull=True) | Q(last_on__gte=today))
        .select_related("organisation")
    )


def scope_of(person: Person, today: date) -> Scope:
    """All firms for the province and the agency, its own for a city, itself for a firm; nothing for anybody else."""
    if Role.ADMINISTRATOR in person.roles:
        return EVERYTHING
    found = NOTHING
    for seat in seats_of(person, today):
        organisation = seat.organisation
        if organisation.kind in SEE_ALL:
            return EVERYTHING
        if organisation.kind == RegionRole.CITY:
            found |= Scope(cities=frozenset({organisation.city}))
        elif organisation.firm_id is not None:
            found |= Scope(firms=frozenset({organisation.firm_id}))
    return found


def roles_towards(person: Person, firm: Firm, today: date) -> set[str]:
    """What somebody is towards a firm now, by seats: a city only for its firms, a firm for itself."""
    return {
        seat.organisation.kind
        for seat in seats_of(person, today)
        if (seat.organisation.kind != RegionRole.CITY or seat.organisation.city == firm.city)
        and seat.organisation.firm_id in (None, firm.pk)
    }
