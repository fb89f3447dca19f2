"""How a device learns to trust the plant's own certificate. Open to everyone: it has no log-in before that."""

import hashlib
import os
import ssl

import segno
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET


def invitation(request: HttpRequest) -> dict[str, object]:
    """The page's address and code for a device that doesn't trust yet, by the plain door; nothing without https."""
    if not settings.HTTPS_PORT:
        return {}
    host, _ = split_domain_port(request.get_host())
    port = os.environ.get("DURE_LISTEN", "").rpartition(":")[2]
    address = f"http://{host}:{port}{reverse('plant:certificate')}"
    code = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass="qr")
    return {"certificate": address, "code": code, "fingerprint": _fingerprint()}


@require_GET
def certificate(request: HttpRequest) -> HttpResponse:
    host, _ = split_domain_port(request.get_host())
    context = {
        "fingerprint": _fingerprint(),
        "secure": f"https://{host}:{settings.HTTPS_PORT}/",
        "is_secure": request.is_secure(),
    }
    return render(request, "plant/certificate.html", context)


@require_GET
def authority(request: HttpRequest) -> FileResponse:
    """The certificate in the form that Android, iPad and Windows all install."""
    del request
    _fingerprint()
    return FileResponse(
        settings.HTTPS_AUTHORITY.open("rb"), content_type="application/x-x509-ca-cert", filename="dure.crt"
    )


def _fingerprint() -> str:
    """SHA-256 in pairs of digits, as devices show it. Raises Http404 where the plant serves no https itself."""
    if not settings.HTTPS_PORT or not settings.HTTPS_AUTHORITY.exists():
        raise Http404
    der = ssl.PEM_cert_to_DER_cert(settings.HTTPS_AUTHORITY.read_text("ascii"))
    return hashlib.sha256(der).digest().hex(":").upper()
