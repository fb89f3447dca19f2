"""Questions about drawings and other documents."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from dure.inventory.models import Item
from dure.kernel import clock
from dure.product.models import DocumentRevision, ItemDocument


def documents_of(item: Item) -> QuerySet[ItemDocument]:
    return ItemDocument.objects.filter(item=item).prefetch_related("revisions")


def documents_in_force(item: Item, on: date) -> QuerySet[DocumentRevision]:
    """Of each document in use, the latest approved revision that began by the day. One query."""
    began = DocumentRevision.objects.filter(
        Q(document__item=item, document__is_active=True), valid_from__lte=on, approved_at__isnull=False
    )
    return began.order_by("document_id", "-valid_from").distinct("document_id").select_related("document")


def current_revision(document_id: int) -> DocumentRevision | None:
    """The latest approved revision of a document in use that began by today."""
    today = timezone.localdate(clock.now())
    rows = DocumentRevision.objects.filter(
        document=document_id, document__is_active=True, valid_from__lte=today, approved_at__isnull=False
    )
    return rows.order_by("-valid_from").first()


def document_rows(on: date, *, text: str = "", kind: str = "", state: str = "") -> QuerySet[ItemDocument]:
    """The register with the revision in force on the day. state: waiting (for approval), none (in force), old."""
    began = DocumentRevision.objects.filter(
        document=OuterRef("pk"), approved_at__isnull=False, valid_from__lte=on
    ).order_by("-valid_from")
    rows = ItemDocument.objects.select_related("item", "work_unit").annotate(
        current_id=Subquery(began.values("pk")[:1]),
        current=Subquery(began.values("revision")[:1]),
        current_from=Subquery(began.values("valid_from")[:1]),
        waiting=Count("revisions", filter=Q(revisions__approved_at=None)),
    )
    if text:
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(title__icontains=text)
            | Q(item__code__icontains=text)
            | Q(item__name__icontains=text)
            | Q(work_unit__name__icontains=text)
        )
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.filter(is_active=state != "old")
    if state == "waiting":
        rows = rows.filter(waiting__gt=0)
    rows = rows.order_by("number")
    return rows.filter(current_id=None) if state == "none" else rows
