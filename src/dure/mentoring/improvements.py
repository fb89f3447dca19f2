"""Improvement tasks for the pages of what they come from; see `dure.web.improvements`."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.urls import reverse

from dure.mentoring.access import ACCESS
from dure.mentoring.selectors.tasks import made_of
from dure.web.improvements import Made, Origin
from dure.web.search import Hit

_WRITTEN = {"page": "origin_page", "key": "origin_key", "text": "origin_text"}


def find(origin: Origin, roles: frozenset[str]) -> Made | None:
    """Tasks that were made of it, and where another is made by who may."""
    if not roles & ACCESS["mentoring:task"]:
        return None
    tasks = [
        Hit(
            kind=row.get_state_display(), title=row.title, detail=row.number,
            href=reverse("mentoring:task", args=[row.pk]), icon="check",
        )
        for row in ([] if origin.is_part else made_of(origin.page, origin.key))
    ]  # fmt: skip
    return Made(tasks, _address(origin) if roles & ACCESS["mentoring:task-add"] else "")


def _address(origin: Origin) -> str:
    told = {_WRITTEN.get(name, name): value for name, value in asdict(origin).items() if value and name != "is_part"}
    return f"{reverse('mentoring:task-add')}?{urlencode(told)}"
