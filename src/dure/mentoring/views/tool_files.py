"""Pictures as they were taken."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from dure.product.media import kind_named


def file_answer(file: FieldFile) -> HttpResponseBase:
    """Raises Http404 without a file."""
    kind = kind_named(file.name or "")
    if not file or kind is None:
        raise Http404
    response = FileResponse(file.open("rb"), content_type=kind.mime)
    response["Cache-Control"] = "private, max-age=3600"
    return response
