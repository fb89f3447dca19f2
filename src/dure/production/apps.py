from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "dure.production"
    label = "production"
