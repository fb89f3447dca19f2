from django.urls import path

from dure.telemetry.retention_page import views

urlpatterns = [
    path("history/", views.history, name="history"),
    path("history/<int:site_id>/", views.change, name="history-change"),
    path("history/<int:site_id>/undo", views.undo, name="history-undo"),
]
