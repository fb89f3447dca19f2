from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "dure.inventory"
    label = "inventory"
