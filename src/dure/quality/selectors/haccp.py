"""HACCP plans as they stand."""

from django.db.models import QuerySet

from dure.product.approval import State
from dure.quality.models import HaccpVersion


def versions() -> QuerySet[HaccpVersion]:
    """All versions but those out of force, the newest of each plan first."""
    rows = HaccpVersion.objects.exclude(status=State.RETIRED)
    return rows.select_related("plan").order_by("plan__number", "-number")
