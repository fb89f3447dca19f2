from django.apps import AppConfig


class PlantConfig(AppConfig):
    name = "dure.plant"
    label = "plant"
