from django.apps import AppConfig


class ProductConfig(AppConfig):
    name = "dure.product"
    label = "product"
