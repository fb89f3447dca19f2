from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


class ProductionConfig(AppConfig):
    name = "dure.production"
    label = "production"

    def ready(self) -> None:
        post_migrate.connect(_add_call_rules, sender=self)


def _add_call_rules(*, apps: Apps = installed, **_: Any) -> None:
    """After migrations to a state that has the tables; an older state is left as it is."""
    from dure.production.services.andon import add_first_call_rules

    if "callrule" in apps.all_models["production"]:
        add_first_call_rules()
