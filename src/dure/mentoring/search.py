"""What the search field finds of mentoring."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.mentoring.access import ACCESS
from dure.mentoring.selectors.cards import cards_like
from dure.mentoring.selectors.devices import devices
from dure.mentoring.selectors.diagnoses import diagnoses
from dure.mentoring.selectors.residency import residencies_like
from dure.mentoring.selectors.tasks import tasks
from dure.web.search import Hit

_MOST = 4


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    """Improvement tasks, practice cards, residencies, diagnoses and devices by their numbers, titles and words."""
    today = timezone.localdate(clock.now())
    if roles & ACCESS["mentoring:task"]:
        rows = tasks(today=today, words=text)[:_MOST]
        yield from _hits("task", _("Improvement tasks"), "check", ((row, row.title, row.number) for row in rows))
    if roles & ACCESS["mentoring:card"]:
        cards = cards_like(text)[:_MOST]
        yield from _hits("card", _("Practice cards"), "list", ((row, row.title, row.number) for row in cards))
    if roles & ACCESS["mentoring:residency"]:
        stays = residencies_like(text)[:_MOST]
        told = ((row, row.number, f"{row.factory} · {row.starts_on}") for row in stays)
        yield from _hits("residency", _("Residencies"), "calendar", told)
    if roles & ACCESS["mentoring:diagnosis"]:
        done = diagnoses(words=text)[:_MOST]
        told = ((row, row.number, f"{row.table.name} · {row.assessed_on}") for row in done)
        yield from _hits("diagnosis", _("Diagnoses"), "target", told)
    if roles & ACCESS["mentoring:device"]:
        made = devices(text=text)[:_MOST]
        yield from _hits("device", _("Simple automation"), "wrench", ((row, row.name, row.text[:80]) for row in made))


def _hits(page: str, kind: str, icon: str, rows: Iterable[tuple[Any, str, str]]) -> Iterator[Hit]:
    for row, title, detail in rows:
        href = reverse(f"mentoring:{page}", args=[row.pk])
        yield Hit(kind=kind, title=title, detail=detail, href=href, icon=icon)
