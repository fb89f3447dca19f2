"""What the device keeps to open the page without network: the page, its files, and the worker that holds them."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dure.production.models import OperationStep, OrderOperation

_SCRIPTS = ("main", "plant", "predict", "scanner", "screens", "sound", "store")
_FILES = (
    *(f"production/tablets/{name}.js" for name in _SCRIPTS),
    "production/tablets/work.css",
    "web/dure.css",
    "web/theme.js",
    "web/icons.svg",
    "web/logo.svg",
)


@require_GET
@never_cache
def work(request: HttpRequest) -> HttpResponse:
    """The same for everybody: who works and what there is to do comes afterwards."""
    acts = {f"act-{value}": str(label) for value, label in OperationStep.Act.choices}
    states = {f"status-{value}": str(label) for value, label in OrderOperation.Status.choices}
    words = acts | states | {"act-call": _("Call for help"), "act-undo": _("Take back")}
    return render(request, "production/tablets/work.html", {"words": words})


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    page = reverse("production:work")
    files = [page, *map(static, _FILES)]
    context = {"version": f"{_version()}-{request.LANGUAGE_CODE}", "files": json.dumps(files), "page": page}
    answer = render(request, "production/tablets/worker.js", context, content_type="text/javascript")
    answer["Service-Worker-Allowed"] = page
    return answer


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What a browser needs to put the page on the start screen (W3C web application manifest)."""
    del request
    return JsonResponse(
        {
            "name": _("Dure · Work"),
            "short_name": _("Work"),
            "start_url": reverse("production:work"),
            "scope": reverse("production:work"),
            "display": "fullscreen",
            "background_color": "#f4f6fb",
            "theme_color": "#1d4fd8",
            "icons": [{"src": static("web/logo.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        },
        content_type="application/manifest+json",
    )


@cache
def _version() -> str:
    """Changes with any file that the device keeps."""
    digest = hashlib.sha256(Path(__file__).with_name("frame.py").read_bytes())
    template = Path(__file__).parents[1] / "templates" / "production" / "tablets"
    for file in (*map(finders.find, _FILES), template / "work.html", template / "worker.js"):
        digest.update(Path(str(file)).read_bytes())
    return digest.hexdigest()[:16]
