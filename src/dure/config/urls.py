"""Addresses of all pages, one line for each context."""

from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dure.web.urls")),
    path("", include("dure.production.urls")),
    path("", include("dure.plant.urls")),
    path("", include("dure.product.urls")),
    path("", include("dure.inventory.urls")),
    path("", include("dure.commerce.urls")),
    path("", include("dure.ledger.urls")),
    path("", include("dure.telemetry.urls")),
    path("", include("dure.performance.board.urls")),
    path("", include("dure.performance.urls")),
    path("", include("dure.quality.urls")),
    path("", include("dure.maintenance.urls")),
    path("", include("dure.safety.urls")),
    path("", include("dure.planning.urls")),
    path("", include("dure.decisions.urls")),
    path("", include("dure.mentoring.urls")),
    *([path("", include("dure.programme.urls"))] if apps.is_installed("dure.programme") else []),
    path("", include("dure.exchange.urls")),
    path("admin/", admin.site.urls),
]
