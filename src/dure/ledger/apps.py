from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "dure.ledger"
    label = "ledger"

    def ready(self) -> None:
        post_migrate.connect(_add_chart, sender=self)


def _add_chart(**_: Any) -> None:
    from dure.ledger.services import add_chart

    add_chart()
