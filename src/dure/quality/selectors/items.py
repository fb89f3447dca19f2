"""Items by what is inspected of them."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dure.inventory.models import Item
from dure.product.models import StandardVersion
from dure.quality.models import Characteristic, InspectionPlan


def items_with_quality(text: str = "", *, with_all: bool = False) -> QuerySet[Item]:
    """With how many characteristics and plans in use; with_all: also those that have none yet."""
    rows = Item.objects.filter(is_active=True).annotate(
        characteristics=_count(Characteristic), plans=_count(InspectionPlan)
    )
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    return rows if with_all or text else rows.filter(Q(characteristics__gt=0) | Q(plans__gt=0))


def _count(table: type[Characteristic] | type[InspectionPlan]) -> Coalesce:
    rows = table.objects.filter(item=OuterRef("pk"), is_active=True).order_by().values("item")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def characteristics_of(item: Item) -> QuerySet[Characteristic]:
    return Characteristic.objects.filter(item=item).select_related("gauge", "signal").prefetch_related("charts")


def standards_of(item: Item) -> QuerySet[StandardVersion]:
    """Versions in force, from which characteristics can be taken."""
    rows = StandardVersion.objects.filter(standard__item=item, standard__is_active=True)
    return rows.filter(status=StandardVersion.Status.IN_FORCE).select_related("standard")
