"""Pictures as they were taken."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from dure.maintenance.models import JobCheck, WorkRequest
from dure.product.serving import file_answer
from dure.web.rows import row_or_404

_OF = {"request": WorkRequest, "check": JobCheck}


@require_safe
def picture(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """Of a request or of a check."""
    if kind not in _OF:
        raise Http404
    return file_answer(row_or_404(_OF[kind], pk=pk).picture)
