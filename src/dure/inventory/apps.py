from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


class InventoryConfig(AppConfig):
    name = "dure.inventory"
    label = "inventory"

    def ready(self) -> None:
        from dure.inventory.services import register  # noqa: F401 - its rules of taking changes back

        post_migrate.connect(_add_first_rows, sender=self)


def _add_first_rows(*, apps: Apps = installed, **_: Any) -> None:
    """After migrations to a state that has the tables; an older state is left as it is."""
    from dure.inventory.services.register import add_first_rows

    if "stockrules" in apps.all_models["inventory"]:
        add_first_rows()
