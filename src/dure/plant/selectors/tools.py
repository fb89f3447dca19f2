"""Questions about tools."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from dure.plant.models import Tool


def tools_called(names: Collection[str]) -> QuerySet[Tool]:
    """Those that operations ask for by code or name, also ones that are out of use."""
    return Tool.objects.filter(Q(code__in=names) | Q(name__in=names))
