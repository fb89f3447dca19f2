from django.apps import AppConfig


class TelemetryConfig(AppConfig):
    name = "dure.telemetry"
    label = "telemetry"
