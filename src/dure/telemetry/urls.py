from django.urls import include, path

app_name = "telemetry"
urlpatterns = [
    path("", include("dure.telemetry.signal_page.urls")),
    path("", include("dure.telemetry.mqtt_page.urls")),
    path("", include("dure.telemetry.retention_page.urls")),
]
