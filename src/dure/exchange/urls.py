from django.urls import path

from dure.exchange import api, views
from dure.exchange.imports import views as imports
from dure.exchange.link import views as link

app_name = "exchange"
urlpatterns = [
    path("api/openapi.json", api.openapi, name="openapi"),
    path("api/<path:path>", api.endpoint, name="api"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new", views.create, name="token-new"),
    path("tokens/<int:token_id>/revoke", views.revoke, name="token-revoke"),
    path("link/", link.link, name="link"),
    path("link/join", link.join, name="link-join"),
    path("link/contracts/add", link.contract_add, name="link-contract-add"),
    path("link/contracts/<int:pk>/", link.contract, name="link-contract"),
    path("link/contracts/<int:pk>/agree", link.agree, name="link-agree"),
    path("link/contracts/<int:pk>/discard", link.discard, name="link-discard"),
    path("link/contracts/<int:pk>/revoke", link.revoke, name="link-revoke"),
    path("link/messages/<int:pk>/", link.sent, name="link-sent"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new", imports.new, name="import-new"),
    path("imports/template/<slug:name>", imports.template, name="import-template"),
    path("imports/standing/<slug:name>", imports.standing, name="import-standing"),
    path("imports/<int:pk>/", imports.one, name="import"),
    path("imports/<int:pk>/progress", imports.progress, name="import-progress"),
    path("imports/<int:pk>/table", imports.table, name="import-table"),
    path("imports/<int:pk>/columns", imports.columns, name="import-columns"),
    path("imports/<int:pk>/rows", imports.rows, name="import-rows"),
    path("imports/<int:pk>/cell", imports.cell, name="import-cell"),
    path("imports/<int:pk>/proposal", imports.proposal, name="import-proposal"),
    path("imports/<int:pk>/leave", imports.leave, name="import-leave"),
    path("imports/<int:pk>/again", imports.again, name="import-again"),
    path("imports/<int:pk>/write", imports.write, name="import-write"),
    path("imports/<int:pk>/resume", imports.resume, name="import-resume"),
    path("imports/<int:pk>/undo", imports.undo, name="import-undo"),
    path("imports/<int:pk>/approve", imports.approve, name="import-approve"),
    path("imports/<int:pk>/discard", imports.discard, name="import-discard"),
    path("imports/<int:pk>/file", imports.original, name="import-file"),
    path("imports/<int:pk>/fixes", imports.fixes, name="import-fixes"),
]
