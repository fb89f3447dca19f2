from django.urls import path

from dure.telemetry.signal_page import views

urlpatterns = [
    path("signals/", views.signals, name="signals"),
    path("signals/<int:signal_id>/", views.signal, name="signal"),
    path("signals/<int:signal_id>/data", views.data, name="signal-data"),
    path("signals/<int:signal_id>/file", views.download, name="signal-file"),
]
