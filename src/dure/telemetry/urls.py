from django.urls import include, path

app_name = "telemetry"
urlpatterns = [
    path("", include("dure.telemetry.signal_page.urls")),
]
