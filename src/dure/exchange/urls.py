from django.urls import path

from dure.exchange import api, views

app_name = "exchange"
urlpatterns = [
    path("api/openapi.json", api.openapi, name="openapi"),
    path("api/<path:path>", api.endpoint, name="api"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new", views.create, name="token-new"),
    path("tokens/<int:token_id>/revoke", views.revoke, name="token-revoke"),
]
