from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "dure.quality"
    label = "quality"
