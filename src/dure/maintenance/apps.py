from django.apps import AppConfig


class MaintenanceConfig(AppConfig):
    name = "dure.maintenance"
    label = "maintenance"
