"""Pictures that people add, known by their content."""

import uuid

from django.db.models import Model

from dure.product.media import PICTURES
from dure.product.services.files import take


def attach(row: Model, field: str, data: bytes | None) -> None:
    """Put a picture into a field of a row that is saved later; nothing without data. Raises WrongFile."""
    if data is None:
        return
    taken = take(data, PICTURES)
    getattr(row, field).save(f"{uuid.uuid4().hex}.{taken.kind.suffix}", taken.content, save=False)
