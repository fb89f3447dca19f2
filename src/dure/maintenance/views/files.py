"""Pictures as they were taken."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from dure.maintenance.models import JobCheck, WorkRequest
from dure.product.media import kind_named
from dure.web.rows import row_or_404

_OF = {"request": WorkRequest, "check": JobCheck}


@require_safe
def picture(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """Of a request or of a check."""
    if kind not in _OF:
        raise Http404
    file = row_or_404(_OF[kind], pk=pk).picture
    found = kind_named(file.name or "")
    if not file or found is None:
        raise Http404
    response = FileResponse(file.open("rb"), content_type=found.mime)
    response["Cache-Control"] = "private, max-age=3600"
    return response
