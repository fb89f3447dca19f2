"""Addresses of all pages, one line for each context."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

_ROUTES = (
    ("", "dure.web.urls"),
    ("", "dure.production.urls"),
    ("", "dure.plant.urls"),
    ("", "dure.telemetry.urls"),
    ("", "dure.performance.board.urls"),
    ("", "dure.performance.urls"),
    ("", "dure.inventory.urls"),
    ("", "dure.product.urls"),
    ("", "dure.exchange.urls"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(prefix, include(module)) for prefix, module in _ROUTES if find_spec(module)),
    path("admin/", admin.site.urls),
]
