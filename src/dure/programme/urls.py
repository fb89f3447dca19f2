"""Addresses of the programme."""

from django.urls import URLPattern, path

from dure.programme.views import actors, firms, undo

app_name = "programme"
urlpatterns: list[URLPattern] = [
    path("programme/firms/", firms.firms, name="firms"),
    path("programme/firms/add/", firms.firm_add, name="firm-add"),
    path("programme/firms/<int:pk>/", firms.firm, name="firm"),
    path("programme/firms/<int:pk>/change/", firms.firm_change, name="firm-change"),
    path("programme/organisations/", actors.organisations, name="organisations"),
    path("programme/organisations/add/", actors.organisation_add, name="organisation-add"),
    path("programme/organisations/<int:pk>/", actors.organisation, name="organisation"),
    path("programme/organisations/<int:pk>/change/", actors.organisation_change, name="organisation-change"),
    path("programme/organisations/<int:pk>/seats/add/", actors.seat_add, name="seat-add"),
    path("programme/seats/<int:pk>/end/", actors.seat_end, name="seat-end"),
    path("programme/changes/<int:pk>/undo/", undo.undo, name="undo"),
]
