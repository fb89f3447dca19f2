"""Drafts that an import made: taking them back, and putting them in force by another person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dure.kernel.errors import Conflict
from dure.product.models import Bom, DraftEdit, Routing, StandardVersion

HEADS = (Bom, Routing, StandardVersion)
Head = type[Bom] | type[Routing] | type[StandardVersion]


def edits_of(row: Bom | Routing | StandardVersion) -> int:
    """How often the draft was edited: kept with an import, so that what people did to it since is seen."""
    return DraftEdit.objects.filter(table=type(row).__name__, row_id=row.pk).count()


def take_back(made: Sequence[Mapping[str, Any]], table: Head, remove: Callable[[Any], None]) -> None:
    """Remove the drafts. Raises Conflict for one in force or one that somebody has edited since."""
    for one in reversed(made):
        row = table.objects.select_for_update().filter(pk=one["pk"]).first()
        if row is None:
            raise Conflict("%(name)s is gone already.", name=one["label"])
        if row.status == "approved" and table is not StandardVersion:
            raise Conflict("%(name)s is in force. End it on its page.", name=str(row))
        if row.status != "draft":
            raise Conflict("%(order)s is no longer a draft.", order=str(row))
        if edits_of(row) != one["edits"]:
            raise Conflict("%(name)s was changed again meanwhile.", name=str(row))
        remove(row)


def put_in_force(made: Sequence[Mapping[str, Any]], table: Head, approve: Callable[[Any], Any]) -> int:
    """Approve those that are drafts still; how many. Raises what approving raises."""
    rows = list(table.objects.filter(pk__in=[one["pk"] for one in made], status="draft").order_by("pk"))
    for row in rows:
        approve(row)
    return len(rows)
