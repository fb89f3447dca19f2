"""The register of drawings, certificates and procedures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.acting import who
from dure.plant.selectors import newest_change, records_told
from dure.product import selectors, services
from dure.product.forms import DocumentChangeForm, DocumentForm, RevisionForm
from dure.product.media import MOST_FILE_MB
from dure.product.models import DocumentRevision, ItemDocument
from dure.product.names import next_revision
from dure.product.views.undo import undo_address
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast
from dure.web.uploads import takes_files

FORM = "product/document_form.html"


def _address(row: ItemDocument) -> str:
    return reverse("product:document", args=[row.pk])


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """Every document with the revision that is in force today."""
    text, kind, state = (request.GET.get(name, "") for name in ("q", "kind", "state"))
    rows = selectors.document_rows(timezone.localdate(clock.now()), text=text[:80], kind=kind, state=state)
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("title"), lambda row: row.title),
        Field(_("kind"), lambda row: row.get_kind_display()),
        Field(_("Item"), lambda row: str(row.item or "")),
        Field(_("Work unit"), lambda row: str(row.work_unit or "")),
        Field(_("revision"), lambda row: row.current or ""),
        Field(_("In force from"), lambda row: row.current_from.isoformat() if row.current_from else ""),
    ]
    return listing(
        request, "product/documents.html", rows, fields, title=_("Drawings and documents"), q=text, kind=kind,
        state=state, kinds=ItemDocument.Kind.choices,
    )  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    first = {"item": row_or_none(Item, request.GET.get("item", "")), "work_unit": request.GET.get("unit", "")}
    form = DocumentForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.add_document(by=who(request), **form.cleaned_data), template=FORM,
        then=_address, done=_("Added. Now upload its file."), items=selectors.item_choices(),
        heading=_("New document"), back=reverse("product:documents"),
    )  # fmt: skip


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = get_object_or_404(ItemDocument, pk=pk), newest_change()
    form = DocumentChangeForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_document(document=row, by=who(request), **form.cleaned_data),
        template=FORM, then=_address, done=_("Saved."), items=selectors.item_choices(), heading=str(row),
        back=_address(row), undo=lambda made: undo_address(before, made, "product:paper_undo"),
    )  # fmt: skip


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """All revisions: the one in force, those that wait, those that were."""
    row = row_or_404(ItemDocument, "item", "work_unit", pk=pk)
    revisions = row.revisions.select_related("written_by", "approved_by").order_by("-valid_from", "-pk")
    keys = [("ItemDocument", [row.pk]), ("DocumentRevision", [one.pk for one in revisions])]
    context = {
        "document": row,
        "revisions": revisions,
        "current": selectors.current_revision(pk),
        "me": who(request),
        "history": records_told(selectors.changes_of(keys)[:20]),
    }
    return render(request, "product/document.html", context)


@takes_files(MOST_FILE_MB)
def revision_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ItemDocument, pk=pk)
    last = row.revisions.order_by("pk").last()
    first = {
        "revision": next_revision(last.revision) if last else "A",
        "valid_from": timezone.localdate(clock.now()),
    }
    form = RevisionForm(request.POST or None, request.FILES or None, initial=first)

    def do() -> ItemDocument:
        values = form.cleaned_data
        file = values.pop("file")
        services.add_document_revision(
            document=row, by=who(request), file_name=file.name or "", data=file.read(), **values
        )
        return row

    return take(
        request, form, do, template=FORM, then=_address, done=_("Uploaded. Somebody else approves it."),
        heading=_("New revision"), back=_address(row),
    )  # fmt: skip


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.approve_document(revision=get_object_or_404(DocumentRevision, pk=pk), by=who(request))
    return toast(request, redirect(_address(row.document)), _("Approved."))


@require_POST
def revision_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(DocumentRevision, "document", pk=pk)
    services.remove_document_revision(revision=row, by=who(request))
    return toast(request, redirect(_address(row.document)), _("Removed."))
