"""Pictures and documents as they were taken."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from dure.product.serving import file_answer
from dure.safety.models import Accident, ActionEvidence, ErgonomicTask, NearMiss, Suggestion
from dure.web.rows import row_or_404

_OPEN = {
    "near-miss": (NearMiss, ("picture",)),
    "suggestion": (Suggestion, ("picture",)),
    "task": (ErgonomicTask, ("picture", "picture_after")),
}


@require_safe
def picture(request: HttpRequest, kind: str, pk: int, field: str) -> HttpResponseBase:
    """Pictures that everybody in the plant may see."""
    if kind not in _OPEN or field not in _OPEN[kind][1]:
        raise Http404
    return file_answer(getattr(row_or_404(_OPEN[kind][0], pk=pk), field))


@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_answer(row_or_404(ActionEvidence, pk=pk).file)


@require_safe
def accident(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_answer(row_or_404(Accident, pk=pk).picture)
