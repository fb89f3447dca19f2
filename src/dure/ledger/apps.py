from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "dure.ledger"
    label = "ledger"

    def ready(self) -> None:
        post_migrate.connect(_add_chart, sender=self)


def _add_chart(*, apps: Apps = installed, **_: Any) -> None:
    """After migrations to a state that has the tables; an older state is left as it is."""
    from dure.ledger.services import add_chart

    if "account" in apps.all_models["ledger"]:
        add_chart()
