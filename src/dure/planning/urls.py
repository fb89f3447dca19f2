"""Addresses of the pages of planning."""

from django.urls import path

from dure.planning.views import board, forecasts, items, proposals

app_name = "planning"
urlpatterns = [
    path("planning/", board.board, name="board"),
    path("planning/run", board.run, name="run"),
    path("planning/progress", board.progress, name="progress"),
    path("planning/runs/", board.runs, name="runs"),
    path("planning/exceptions/<int:pk>/follow", board.follow, name="follow"),
    path("planning/ignore", board.dismiss, name="dismiss"),
    path("planning/show", board.show, name="show"),
    path("planning/undo/<int:first>-<int:last>", board.undo, name="undo"),
    path("planning/rules/", board.rules, name="rules"),
    path("planning/proposals/", proposals.proposals, name="proposals"),
    path("planning/proposals/accept", proposals.accept, name="accept"),
    path("planning/proposals/unaccept", proposals.unaccept, name="unaccept"),
    path("planning/proposals/merge", proposals.merge, name="merge"),
    path("planning/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("planning/proposals/<int:pk>/unfix", proposals.unfix, name="unfix"),
    path("planning/proposals/<int:pk>/split", proposals.split, name="split"),
    path("planning/items/<int:pk>/", items.item, name="item"),
    path("planning/pegging/", items.pegging, name="pegging"),
    path("planning/parameters/", items.parameters, name="parameters"),
    path("planning/forecasts/", forecasts.forecasts, name="forecasts"),
    path("planning/forecasts/save", forecasts.typed, name="forecast-save"),
    path("planning/forecasts/paste", forecasts.paste, name="forecast-paste"),
]
