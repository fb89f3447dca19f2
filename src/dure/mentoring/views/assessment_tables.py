"""Assessment tables: list, draft, questions, publication, workbook."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.mentoring import assessment_sheet, peer_sheet
from dure.mentoring.forms.diagnoses import (
    MOST_BOOK_MB,
    BookForm,
    ItemForm,
    ModuleForm,
    TableForm,
    item_first,
    table_first,
)
from dure.mentoring.models import AssessmentTable, TableItem, TableModule
from dure.mentoring.selectors.assessment_tables import next_position, parts_of, sheet_of, versions_of
from dure.mentoring.selectors.diagnoses import peer_figures
from dure.mentoring.selectors.diagnoses import tables as table_rows
from dure.mentoring.services import assessment_tables as services
from dure.mentoring.services.diagnoses import take_peers
from dure.mentoring.views.diagnosis_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, as_file, listing
from dure.web.rows import row_or_404
from dure.web.sheets import XLSX
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

FORM = "mentoring/form.html"


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("name"), lambda row: row.name),
        Field(_("version"), lambda row: row.version, "number"),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("questions"), lambda row: row.asked, "number"),
        Field(_("points"), lambda row: row.worth or 0, "number"),
        Field(_("Published on"), lambda row: row.published_at, "time"),
    ]
    rows = table_rows()
    known = {row.key for row in rows}
    has_all = all(one.key in known for one in services.FIRST_TABLES)
    return listing(
        request, "mentoring/diagnosis_tables.html", rows, fields, title=_("Assessment tables"), has_all=has_all
    )  # fmt: skip


def _address(row: AssessmentTable) -> str:
    return reverse("mentoring:table", args=[row.pk])


@require_POST
def first(request: HttpRequest) -> HttpResponse:
    services.add_first_tables(by=who(request))
    return toast(request, redirect("mentoring:tables"), _("The tables are there and published."))


@require_GET
def table(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(AssessmentTable, "published_by", pk=pk)
    parts = parts_of(row)
    context = {
        "table": row, "parts": parts, "points": sum(part.points for part in parts), "versions": versions_of(row),
        "is_draft": row.status == AssessmentTable.Status.DRAFT, "cuts": zip(row.cut_points, row.cut_names, strict=True),
    }  # fmt: skip
    return render(request, "mentoring/diagnosis_table.html", context)


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.copy_table(table=row_or_404(AssessmentTable, pk=pk), by=who(request))
    return toast(request, redirect(_address(made)), _("Copied to version %(number)s.") % {"number": made.version})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(AssessmentTable, pk=pk), newest_change()
    form = TableForm(request.POST or None, initial=table_first(row))
    return take(
        request, form, lambda: services.change_table(table=row, by=who(request), **form.values()), template=FORM,
        then=_address, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=str(row),
        back=_address(row),
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_draft(table=row_or_404(AssessmentTable, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:tables"), _("Removed."))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.publish_table(table=row_or_404(AssessmentTable, pk=pk), by=who(request))
    return toast(request, redirect(_address(row)), _("Published. It stays as it is from now on."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.withdraw_table(table=row_or_404(AssessmentTable, pk=pk), by=who(request))
    back = reverse("mentoring:table-back", args=[row.pk])
    return toast(request, redirect(_address(row)), _("Withdrawn. No new diagnosis uses it."), undo=back)


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.bring_back_table(table=row_or_404(AssessmentTable, pk=pk), by=who(request))
    return toast(request, redirect(_address(row)), _("Published again."))


@require_http_methods(["GET", "POST"])
def module_add(request: HttpRequest, pk: int) -> HttpResponse:
    return _module(request, row_or_404(AssessmentTable, pk=pk), None)


@require_http_methods(["GET", "POST"])
def module(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(TableModule, "table", pk=pk)
    return _module(request, row.table, row)


def _module(request: HttpRequest, row: AssessmentTable, held: TableModule | None) -> HttpResponse:
    before = newest_change()
    form = ModuleForm(request.POST or None, instance=held, initial={} if held else {"position": next_position(row)})

    def do() -> TableModule:
        # A form of a model writes into its row before it is checked; the service takes the row as it is kept.
        kept = row_or_404(TableModule, "table", pk=held.pk) if held else None
        return services.set_module(table=row, module=kept, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then=f"{_address(row)}#modules", done=_("Saved."),
        undo=lambda made: undo_address(before, made), heading=_("Module"), back=_address(row),
    )  # fmt: skip


@require_POST
def module_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(TableModule, "table", pk=pk), newest_change()
    services.remove_module(module=row, by=who(request))
    return toast(request, redirect(_address(row.table)), _("Removed."), undo=undo_address(before, row))


@require_http_methods(["GET", "POST"])
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(TableModule, "table", pk=pk)
    first = {"module": row.pk, "position": next_position(row)}
    return _item(request, row.table, None, first)


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(TableItem, "module__table", pk=pk)
    return _item(request, row.module.table, row, item_first(row))


def _item(request: HttpRequest, row: AssessmentTable, held: TableItem | None, first: dict[str, Any]) -> HttpResponse:
    before, form = newest_change(), ItemForm(request.POST or None, initial=first, table=row)

    def do() -> TableItem:
        values = form.values()
        return services.set_item(module=values.pop("module"), item=held, by=who(request), **values)

    return take(
        request, form, do, template=FORM, then=lambda made: f"{_address(row)}#i{made.pk}", done=_("Saved."),
        undo=lambda made: undo_address(before, made), heading=_("Question"), back=_address(row),
    )  # fmt: skip


@require_POST
def item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(TableItem, "module__table", pk=pk), newest_change()
    services.remove_item(item=row, by=who(request))
    return toast(request, redirect(_address(row.module.table)), _("Removed."), undo=undo_address(before, row))


@require_GET
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as a workbook, to change it there and bring it back."""
    row = row_or_404(AssessmentTable, pk=pk)
    return as_file(assessment_sheet.write(sheet_of(row)), f"{row}.xlsx", XLSX)


@takes_files(MOST_BOOK_MB)
@require_http_methods(["GET", "POST"])
def book_take(request: HttpRequest) -> HttpResponse:
    form = BookForm(request.POST or None, request.FILES or None)

    def do() -> AssessmentTable:
        return services.take_sheet(sheet=assessment_sheet.read(data_of(form, "file") or b""), by=who(request))

    return take(
        request, form, do, template=FORM, then=_address, done=_("Taken in as a draft."),
        undo=lambda made: "", heading=_("Bring in a table"), back=reverse("mentoring:tables"),
        hint=_("Take a table out, change it in Excel, and bring it back: it becomes a draft of the next version."),
    )  # fmt: skip


@takes_files(MOST_BOOK_MB)
@require_http_methods(["GET", "POST"])
def peers(request: HttpRequest) -> HttpResponse:
    """Figures of peer groups that are here, and a file of the region to bring in."""
    form = BookForm(request.POST or None, request.FILES or None)
    return take(
        request, form, lambda: take_peers(rows=peer_sheet.read(data_of(form, "file") or b""), by=who(request)),
        template="mentoring/diagnosis_peers.html", then=reverse("mentoring:peers"), done=_("Taken in."),
        rows=peer_figures(), columns=peer_sheet.COLUMNS,
    )  # fmt: skip
