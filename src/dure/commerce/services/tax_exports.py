"""Noting which invoices a file for the tax office's bulk-issue page held."""

from collections.abc import Sequence

from django.db import transaction

from dure.commerce import selectors
from dure.commerce.models import Invoice, TaxExport
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import next_number, record_change


@transaction.atomic
def export_tax_invoices(*, invoices: Sequence[Invoice], by: Person | None) -> TaxExport:
    """Note that these go into one file. Nothing is sent. Raises Invalid (none, data missing), Conflict (in a file)."""
    rows = list(Invoice.objects.select_for_update().filter(pk__in=[one.pk for one in invoices]).order_by("pk"))
    if not rows:
        raise Invalid("Choose what goes into the file.")
    if any(row.tax_export_id for row in rows):
        raise Conflict("Some of these are in a file already.")
    if any(row.is_opening for row in rows):
        raise Invalid("What was open when the books began has its tax invoice already.")
    gaps = selectors.tax_gaps(rows)
    if gaps:
        raise Invalid("%(partner)s lacks data that a tax invoice needs.", partner=gaps[0].name)
    now = clock.now()
    made = TaxExport.objects.create(
        number=next_number(kind="tax_export", on=selectors.local_day(now)), made_by=by, made_at=now
    )
    for row in rows:
        row.tax_export = made
    Invoice.objects.bulk_update(rows, ["tax_export"])
    record_change(made, verb="added", by=by)
    return made


@transaction.atomic
def forget_tax_export(*, export: TaxExport, by: Person | None) -> None:
    """Take the note back: its invoices wait for a file again."""
    record_change(export, verb="removed", by=by)
    export.delete()
