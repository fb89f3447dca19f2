from importlib import import_module

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "dure.decisions"
    label = "decisions"

    def ready(self) -> None:
        import_module("dure.decisions.sources.known")
