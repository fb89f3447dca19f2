"""Taking files that people upload: known by their content, limited in size."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from dure.inventory.models import Item
from dure.plant.models import Person
from dure.plant.services.records import facts_of, record_change
from dure.product.errors import WrongFile
from dure.product.media import MB, Kind, kind_of


@dataclass(frozen=True, slots=True)
class Taken:
    kind: Kind
    content: ContentFile
    sha256: str


def take(data: bytes, allowed: Collection[Kind]) -> Taken:
    """Raises WrongFile for a kind that isn't allowed here or a file that is too large for its kind."""
    kind = kind_of(data)
    if kind is None or kind not in allowed:
        raise WrongFile(
            "This kind of file can't be taken here. Use %(kinds)s.",
            kinds=", ".join(sorted(one.suffix.upper() for one in allowed)),
        )
    if len(data) > kind.most_bytes:
        raise WrongFile("The file is larger than %(limit)s MB.", limit=kind.most_bytes // MB)
    return Taken(kind, ContentFile(data), hashlib.sha256(data).hexdigest())


@transaction.atomic
def set_item_picture(*, item: Item, data: bytes | None, by: Person | None, allowed: Collection[Kind]) -> Item:
    """Show a picture of the item; none for no data. Raises WrongFile. Files are never overwritten."""
    before = facts_of(item)
    if data is None:
        item.picture = ""
    else:
        taken = take(data, allowed)
        item.picture.save(f"{item.pk}.{taken.kind.suffix}", taken.content, save=False)
    item.save(update_fields=["picture"])
    record_change(item, verb="changed", by=by, before=before)
    return item
