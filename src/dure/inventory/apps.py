from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class InventoryConfig(AppConfig):
    name = "dure.inventory"
    label = "inventory"

    def ready(self) -> None:
        post_migrate.connect(_add_first_rows, sender=self)


def _add_first_rows(**_: Any) -> None:
    from dure.inventory.services.register import add_first_rows

    add_first_rows()
