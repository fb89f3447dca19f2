"""Pictures and documents that people add: known by their content, freed of what a camera wrote beside them."""

import os
import uuid
from collections.abc import Collection

from django.core.files.base import ContentFile
from django.db.models import Model

from dure.kernel.errors import Invalid
from dure.product.media import DRAWINGS, PICTURES, Kind
from dure.product.services.files import take
from dure.safety.metadata import cleaned

DOCUMENTS: frozenset[Kind] = DRAWINGS
_NOBODYS_TIME = 946_684_800  # 1 January 2000


def attach(
    row: Model, field: str, data: bytes | None, *, allowed: Collection[Kind] = PICTURES, timeless: bool = False
) -> None:
    """Put a file into a field of a row that is saved later; nothing without data.

    Its name is made by chance, and place, time and camera in a picture are left out. timeless: the file's own time
    on the disk is taken away too. Raises WrongFile, Invalid for a broken picture.
    """
    if data is None:
        return
    taken = take(data, allowed)
    try:
        content = ContentFile(cleaned(data))
    except ValueError as error:
        raise Invalid("This picture is broken. Take another one.") from error
    held = getattr(row, field)
    held.save(f"{uuid.uuid4().hex}.{taken.kind.suffix}", content, save=False)
    if timeless:
        os.utime(held.path, (_NOBODYS_TIME, _NOBODYS_TIME))
