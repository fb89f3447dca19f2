"""Finding jobs, requests and plans from the search box."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.maintenance import selectors
from dure.maintenance.access import ALL
from dure.web.search import LIMIT, Hit


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    """By number, words or the name of a plan."""
    if not roles & ALL:
        return
    for job in selectors.jobs(state="all", words=text)[:LIMIT]:
        href = reverse("maintenance:job", args=[job.pk])
        yield Hit(kind=_("Jobs"), title=job.title, detail=f"{job.number} · {job.asset}", href=href, icon="list")
    for row in selectors.requests(state="", words=text)[:LIMIT]:
        href = reverse("maintenance:request", args=[row.pk])
        title, detail = row.text[:40] or row.number, f"{row.number} · {row.asset}"
        yield Hit(kind=_("Repair requests"), title=title, detail=detail, href=href, icon="camera")
    for plan in selectors.plans(words=text)[:LIMIT]:
        href = reverse("maintenance:plan", args=[plan.pk])
        yield Hit(kind=_("Maintenance plans"), title=plan.name, detail=str(plan.asset), href=href, icon="check")
