from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "dure.planning"
    label = "planning"
