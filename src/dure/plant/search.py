"""What the search box finds here: machines, lines and people."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dure.plant import selectors
from dure.plant.access import LEADERS, READERS
from dure.plant.roles import Role
from dure.web.search import Hit


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    if roles & (READERS | {Role.OPERATOR}):
        named = Q(name__icontains=text) | Q(code__icontains=text) | Q(work_center__name__icontains=text)
        for unit in selectors.active_units().filter(named):
            href = reverse("plant:unit", args=[unit.pk])
            yield Hit(kind=_("Machine"), title=unit.name, detail=unit.work_center.name, href=href, icon="machine")
    if roles & LEADERS:
        named = Q(display_name__icontains=text) | Q(username__icontains=text)
        for person in selectors.active_people().filter(named):
            detail = ", ".join(person.role_names)
            href = reverse("plant:person", args=[person.pk])
            yield Hit(kind=_("Person"), title=str(person), detail=detail, href=href, icon="user")
