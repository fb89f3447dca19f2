"""What the contexts offer by modules of one name: `access.py`, `menu.py`, `search.py` and so on."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


def offered(name: str, *, but: str = "") -> Iterator[ModuleType]:
    """The module of this name of each context that has one, in the order of the contexts.

    but: the context that asks, whose own module of this name is another thing.
    """
    for config in apps.get_app_configs():
        module = f"{config.name}.{name}"
        if config.name.startswith("dure.") and config.name != but and find_spec(module):
            yield import_module(module)
