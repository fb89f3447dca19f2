"""From the plain door to the one with a certificate, where the plant has one of its own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

OPEN = ("/certificate/", "/static/")
"""What a device needs before it trusts the certificate."""
_THIS_COMPUTER = frozenset({"localhost", "127.0.0.1", "[::1]"})


class HttpsMiddleware:
    """Sends other devices from http to https. This computer's own browser may stay: nobody listens in between."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.HTTPS_PORT and not request.is_secure() and not request.path.startswith(OPEN):
            host, _ = split_domain_port(request.get_host())
            if host not in _THIS_COMPUTER:
                return HttpResponseRedirect(f"https://{host}:{settings.HTTPS_PORT}{request.get_full_path()}")
        return self.get_response(request)
