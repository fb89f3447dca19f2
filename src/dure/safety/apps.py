from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "dure.safety"
    label = "safety"
