"""Files that people gave, as they were taken."""

from collections.abc import Collection

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from dure.product.media import KINDS, Kind, kind_named

HOUR = 3600


def kind_or_404(file: FieldFile, of: Collection[Kind] = KINDS) -> Kind:
    """Raises Http404 without a file, or for one of another kind."""
    kind = kind_named(file.name or "") if file else None
    if kind is None or kind not in of:
        raise Http404
    return kind


def file_answer(file: FieldFile, *, of: Collection[Kind] = KINDS, seconds: int = HOUR) -> FileResponse:
    """The file with its kind, kept by the browser of who asked. Raises Http404 as kind_or_404 does."""
    kind = kind_or_404(file, of)
    return FileResponse(
        file.open("rb"), content_type=kind.mime, headers={"Cache-Control": f"private, max-age={seconds}"}
    )
