"""Finding risk assessments, near misses, suggestions and actions from the search box. Never people."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.safety import selectors
from dure.safety.access import ALL
from dure.web.search import LIMIT, Hit


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    """By number, operation, hazard or the words that were told. Accidents aren't found here."""
    if not roles & ALL:
        return
    for risk in selectors.assessments(words=text).distinct()[:LIMIT]:
        href = reverse("safety:risk", args=[risk.pk])
        yield Hit(kind=_("Risk assessments"), title=risk.operation, detail=risk.number, href=href, icon="target")
    for told in selectors.near_misses(words=text)[:LIMIT]:
        href = reverse("safety:near-miss", args=[told.pk])
        title = f"{told.number} {told.get_kind_display()}"
        yield Hit(kind=_("Near misses"), title=title, detail=told.place, href=href, icon="camera")
    for idea in selectors.suggestions(words=text)[:LIMIT]:
        href = reverse("safety:suggestion", args=[idea.pk])
        yield Hit(kind=_("Suggestions"), title=f"{idea.number} {idea.text[:40]}", href=href, icon="list")
    for action in selectors.actions_like(text)[:LIMIT]:
        href = reverse("safety:action", args=[action.pk])
        yield Hit(kind=_("Corrective actions"), title=action.text, detail=action.number, href=href, icon="check")
