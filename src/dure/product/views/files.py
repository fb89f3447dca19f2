"""Pictures, videos and documents as they were uploaded, also in parts as players of videos ask for them."""

import re

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dure.product import selectors
from dure.product.media import kind_named
from dure.product.models import AuditFinding, AuditScore, DocumentRevision, StandardStep
from dure.product.serving import HOUR, file_answer, kind_or_404
from dure.web.listing import as_file

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_SHOWN = ("image/", "video/", "application/pdf")
_PICTURES = {
    "score": (AuditScore, ("picture",)),
    "finding": (AuditFinding, ("picture", "picture_after")),
}


def answer(request: HttpRequest, file: FieldFile) -> HttpResponseBase:
    """The file with its kind, or the part that was asked for (206). Raises Http404 when there is none."""
    kind = kind_or_404(file)
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    response = _part(file, kind.mime, wanted) if wanted else file_answer(file)
    response["Cache-Control"] = f"private, max-age={HOUR}"
    response["Accept-Ranges"] = "bytes"
    return response


def _part(file: FieldFile, mime: str, wanted: re.Match[str]) -> HttpResponse:
    """Bytes from, to and with, as RFC 9110 (14.2) counts them; 416 behind the end."""
    size, start = file.size, int(wanted[1])
    if start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    end = min(int(wanted[2]) if wanted[2] else size - 1, size - 1)
    with file.open("rb") as opened:
        opened.seek(start)
        data = opened.read(end - start + 1)
    return HttpResponse(data, status=206, content_type=mime, headers={"Content-Range": f"bytes {start}-{end}/{size}"})


@require_safe
def step_file(request: HttpRequest, pk: int, field: str) -> HttpResponseBase:
    """The picture or video of a step."""
    if field not in ("picture", "video"):
        raise Http404
    return answer(request, getattr(get_object_or_404(StandardStep, pk=pk), field))


@require_safe
def audit_picture(request: HttpRequest, kind: str, pk: int, field: str) -> HttpResponseBase:
    if kind not in _PICTURES or field not in _PICTURES[kind][1]:
        raise Http404
    return answer(request, getattr(get_object_or_404(_PICTURES[kind][0], pk=pk), field))


@require_safe
def item_picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    return answer(request, selectors.item(pk).picture)


@require_safe
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shown where a browser can show it, else downloaded under the name that it had."""
    row = get_object_or_404(DocumentRevision, pk=pk)
    kind = kind_named(row.file.name or "")
    if kind is None or not kind.mime.startswith(_SHOWN):
        with row.file.open("rb") as opened:
            return as_file(opened.read(), row.file_name, kind.mime if kind else "application/octet-stream")
    return answer(request, row.file)


@require_safe
def current_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The revision of a document that is in force today; what the floor is shown, never another one."""
    row = selectors.current_revision(pk)
    if row is None:
        raise Http404
    return document_file(request, row.pk)
