"""Undo in the message after a change of what is written about items, audits and documents."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.product import services
from dure.product.models import AuditFinding, AuditList, AuditQuestion, ItemDocument, WorkStandard
from dure.web.toast import toast

TABLES = {"product:audit_undo": services.AUDIT_TABLES, "product:paper_undo": services.PAPER_TABLES}


def undo_address(before: int, row: Model, name: str) -> str:
    """The address that takes back the change of a row made since; "" when nothing was changed."""
    record = change_after(before, row)
    return reverse(name, args=[record.pk]) if record else ""


@require_POST
def undo(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a change back and go to the page of what it changed. name: the address that was asked."""
    before = newest_change()
    record, row = services.undo_change(record_id=pk, by=who(request), tables=TABLES[name])
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect(_page_of(row)), text, kind="info", undo=undo_address(before, row, name))


def _page_of(row: Model) -> str:
    if isinstance(row, AuditFinding):
        return reverse("product:finding", args=[row.pk]) if row.pk else reverse("product:findings")
    if isinstance(row, AuditQuestion):
        return reverse("product:audit_list", args=[row.audit_list_id])
    if isinstance(row, AuditList):
        return reverse("product:audit_lists")
    if isinstance(row, ItemDocument):
        return reverse("product:documents")
    return reverse("product:standards" if isinstance(row, WorkStandard) else "product:audit_plans")
