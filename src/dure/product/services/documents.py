"""Drawings and documents, by revision. Keyword-only; each verb is one transaction."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Conflict
from dure.plant.models import Person, WorkUnit
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, facts_of, record_change
from dure.product.errors import NotADraft, OwnWork
from dure.product.media import DRAWINGS
from dure.product.models import DocumentRevision, ItemDocument
from dure.product.services.files import take

_PATTERN = "DOC-{n:04}"


@transaction.atomic
def add_document(
    *, title: str, kind: str, by: Person | None, number: str = "", item: Item | None = None,
    work_unit: WorkUnit | None = None,
) -> ItemDocument:  # fmt: skip
    """Of an item, of a machine, or of neither (the plant's own). Raises Invalid for a number that is taken."""
    given = number or next_number("document", timezone.localdate(clock.now()), pattern=_PATTERN)
    made = ItemDocument(item=item, work_unit=work_unit, number=given, title=title, kind=kind)
    add_row(made, by=by)
    return made


@transaction.atomic
def add_document_revision(
    *, document: ItemDocument, revision: str, valid_from: date, file_name: str, data: bytes, by: Person | None
) -> DocumentRevision:
    """A file that waits for approval. Raises Invalid for a revision that is there already, WrongFile."""
    taken = take(data, DRAWINGS)
    made = DocumentRevision(
        document=document,
        revision=revision,
        valid_from=valid_from,
        file_name=file_name[:200],
        size=len(data),
        sha256=taken.sha256,
        written_by=by,
    )
    made.file.save(f"{document.number}-{revision}.{taken.kind.suffix}", taken.content, save=False)
    add_row(made, by=by)
    return made


@transaction.atomic
def approve_document(*, revision: DocumentRevision, by: Person | None) -> DocumentRevision:
    """In force from its day on. Raises NotADraft, OwnWork, Conflict when another one begins on that day."""
    row = DocumentRevision.objects.select_for_update().get(pk=revision.pk)
    if row.approved_at is not None:
        raise NotADraft("This is approved already.")
    if by is not None and by.pk == row.written_by_id:
        raise OwnWork("Somebody else than its writer must approve it.")
    try:
        with transaction.atomic():
            before = facts_of(row)
            row.approved_by, row.approved_at = by, clock.now()
            row.save()
            record_change(row, verb="changed", by=by, before=before)
    except IntegrityError as error:
        raise Conflict("Another revision begins on the same day.") from error
    return row


@transaction.atomic
def remove_document_revision(*, revision: DocumentRevision, by: Person | None) -> None:
    """Raises NotADraft for one that is approved."""
    row = DocumentRevision.objects.select_for_update().get(pk=revision.pk)
    if row.approved_at is not None:
        raise NotADraft("This is approved already.")
    record_change(row, verb="removed", by=by, before=facts_of(row))
    row.delete()


@transaction.atomic
def change_document(*, document: ItemDocument, by: Person | None, **values: object) -> ItemDocument:
    change_row(document, dict(values), by=by)
    return document
