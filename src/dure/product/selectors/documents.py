"""Questions about drawings and documents of items."""

from datetime import date

from django.db.models import Q, QuerySet

from dure.inventory.models import Item
from dure.product.models import DocumentRevision, ItemDocument


def documents_of(item: Item) -> QuerySet[ItemDocument]:
    return ItemDocument.objects.filter(item=item).prefetch_related("revisions")


def documents_in_force(item: Item, on: date) -> QuerySet[DocumentRevision]:
    """Of each document in use, the latest approved revision that began by the day. One query."""
    began = DocumentRevision.objects.filter(
        Q(document__item=item, document__is_active=True), valid_from__lte=on, approved_at__isnull=False
    )
    return began.order_by("document_id", "-valid_from").distinct("document_id").select_related("document")
