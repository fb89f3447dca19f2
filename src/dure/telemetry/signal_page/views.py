"""Pages of signals: parse, ask, render."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid
from dure.telemetry.history import export, tail
from dure.telemetry.history.series import series
from dure.telemetry.models import Signal
from dure.telemetry.signal_page import find, payload

_FRESH_US = 60_000_000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FURTHEST_MS = 7_258_118_400_000
"""2200-01-01"""


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """The list of signals, searched while typing."""
    text = request.GET.get("q", "")[:80]
    unit = request.GET.get("unit", "")
    found = find.signals(text, int(unit) if unit.isdecimal() else None)
    name = "telemetry/parts/signals.html" if request.headers.get("HX-Request") else "telemetry/signals.html"
    return render(request, name, {"signals": found, "q": text, "most": find.MOST})


@require_safe
def signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    """One signal with its chart; the chart asks for its data itself."""
    row = get_object_or_404(find.places(), pk=signal_id)
    limits = {kind: f"{rows:,}" for kind, rows in export.PAGE_ROWS.items()}
    return render(request, "telemetry/signal.html", {"signal": row, "now_ms": clock.now_us() // 1000, "limits": limits})


@require_safe
@never_cache
def data(request: HttpRequest, signal_id: int) -> HttpResponse:
    """The series of a range as JSON, with what the event log holds beyond the files when the range ends now."""
    row = get_object_or_404(Signal, pk=signal_id)
    try:
        start_us, end_us = _range(request)
        found = series(row.pk, start_us, end_us, _number(request, "points", 1200))
    except DureError as error:
        return JsonResponse({"error": _(error.message) % error.params}, status=400)
    is_fresh = end_us >= clock.now_us() - _FRESH_US and found.width_ms < 60_000
    return JsonResponse(payload.document(found, tail.observations([row.pk]) if is_fresh else ()))


@require_safe
@never_cache
def download(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Readings of a range as a file; a range with too many is refused with a sentence."""
    row = get_object_or_404(Signal, pk=signal_id)
    kind = request.GET.get("format", "csv")
    if kind not in _TYPES:
        return HttpResponse(_("This kind of file isn't known."), status=400, content_type="text/plain; charset=utf-8")
    try:
        start_us, end_us = _range(request)
        return _file(row, export.Format(kind), start_us, end_us)
    except DureError as error:
        text = _(error.message) % error.params
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")


def _file(row: Signal, kind: export.Format, start_us: int, end_us: int) -> FileResponse:
    # The folder goes at once; the open file lives until it is sent (Windows keeps both until then).
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        target = Path(folder) / f"signal.{kind}"
        export.write(
            target, kind, signals=[row.pk], start_us=start_us, end_us=end_us, zone=settings.TIME_ZONE,
            most=export.PAGE_ROWS[kind],
        )  # fmt: skip
        stream = target.open("rb")
    return FileResponse(stream, as_attachment=True, filename=f"{row.name}.{kind}", content_type=_TYPES[kind])


def _range(request: HttpRequest) -> tuple[int, int]:
    start, end = _number(request, "from", -1), _number(request, "to", -1)
    if not 0 <= start < end <= _FURTHEST_MS:
        raise Invalid("The end must be after the start")
    return start * 1000, end * 1000


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 16 else otherwise
