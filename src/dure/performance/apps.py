from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "dure.performance"
    label = "performance"
