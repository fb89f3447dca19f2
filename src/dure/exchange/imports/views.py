"""The pages of an import: upload, table, columns, dry run, result."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.exchange.imports import files, selectors, services
from dure.exchange.imports.fields import Register
from dure.exchange.imports.registers import open_to, register
from dure.exchange.imports.sketch import sketch_of
from dure.exchange.imports.tables import grids_of, sheet_of
from dure.exchange.models import Import
from dure.exchange.sheets.grid import MOST_MB, column_name
from dure.exchange.sheets.words import text as plain
from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import who
from dure.web import uploads
from dure.web.listing import Field, as_file, listing
from dure.web.problems import back, status_of, text_of
from dure.web.sheets import XLSX
from dure.web.tables import Kind
from dure.web.toast import toast

State = Import.State


@require_GET
def imports(request: HttpRequest, status: int = 200, problem: str = "") -> HttpResponse:
    """The registers to import into, an upload, and what was imported before."""
    chosen = request.GET.get("register", "") or request.POST.get("register", "")
    found = open_to(who(request).roles)
    fields = (
        Field(_("File"), lambda row: row.name),
        Field(_("Kind of list"), lambda row: str(register(row.register).label)),
        Field(_("Uploaded by"), lambda row: str(row.by)),
        Field(_("Uploaded"), lambda row: row.at, Kind.TIME),
        Field(_("State"), lambda row: row.get_state_display()),
        *(_count_field(outcome) for outcome in selectors.OUTCOME_NAMES),
    )
    answer = listing(
        request, "exchange/imports/list.html", selectors.imports_of(who(request), text=request.GET.get("q", "")[:80]),
        fields, title=_("Excel imports"), registers=found, chosen=chosen, q=request.GET.get("q", ""), problem=problem,
    )  # fmt: skip
    answer.status_code = status
    return answer


def _count_field(outcome: Any) -> Field:
    return Field(str(selectors.OUTCOME_NAMES[outcome]), lambda row: row.counts.get(outcome.value), Kind.NUMBER)


@require_POST
@uploads.takes_files(MOST_MB)
def new(request: HttpRequest) -> HttpResponse:
    """Take a file; its table and columns are looked for at once."""
    given = request.FILES.get("file")
    if given is None:
        return _again(request, Invalid("Choose a file."))
    try:
        row = services.take_file(
            name=str(given.name),
            data=uploads.read(given, MOST_MB),
            register_name=request.POST.get("register", ""),
            by=who(request),
        )
    except DureError as error:
        return _again(request, error)
    try:
        services.choose_layout(row=row, sheet=row.sheet, header=None)
    except DureError as error:
        return toast(request, redirect("exchange:import-table", row.pk), text_of(error), kind="warning")
    return redirect("exchange:import-columns", row.pk)


def _again(request: HttpRequest, error: DureError) -> HttpResponse:
    request.method = "GET"
    return imports(request, status_of(error), text_of(error))


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands."""
    row = selectors.import_of(pk, who(request))
    pages = {State.UPLOADED: "exchange:import-columns", State.CHECKED: "exchange:import-rows"}
    if row.state in pages:
        return redirect(pages[State(row.state)], row.pk)
    if row.state in (State.MATCHED, State.WRITING, State.UNDOING):
        return render(request, "exchange/imports/progress.html", _progress(row))
    return _result(request, row)


def _base(row: Import, step: int) -> dict[str, Any]:
    return {"row": row, "register": register(row.register), "step": step, "earlier": selectors.same_file(row)}


def _progress(row: Import) -> dict[str, Any]:
    return _base(row, 4) | {"is_worked_on": selectors.is_worked_on(row), "percent": 100 * row.done // max(row.total, 1)}


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is; when it is over, the page itself."""
    row = selectors.import_of(pk, who(request))
    if row.state not in (State.MATCHED, State.WRITING, State.UNDOING):
        return HttpResponse(status=200, headers={"HX-Redirect": reverse("exchange:import", args=[pk])})
    return render(request, "exchange/imports/progress_part.html", _progress(row))


@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Which sheet, and where the table is in it."""
    row, problem = selectors.import_of(pk, who(request)), ""
    if request.method == "POST":
        try:
            services.choose_layout(
                row=row, sheet=request.POST.get("sheet", row.sheet), header=_number(request, "header"),
                last_row=_number(request, "last_row"), with_hidden="with_hidden" in request.POST,
            )  # fmt: skip
        except DureError as error:
            problem = text_of(error)
            row.sheet, row.header = request.POST.get("sheet", row.sheet), _number(request, "header")
        else:
            return redirect("exchange:import-table" if "look" in request.POST else "exchange:import-columns", pk)
    sheets = [(grid.name, grid.is_hidden) for grid in grids_of(row)]
    context = _base(row, 2) | {"sketch": sketch_of(row), "sheets": sheets, "problem": problem}
    return render(request, "exchange/imports/table.html", context, status=422 if problem else 200)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text[:6]) if text.isascii() and text.isdecimal() and int(text[:6]) else None


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which field."""
    row, problem = selectors.import_of(pk, who(request)), ""
    if request.method == "POST":
        fields = {one["at"]: request.POST.get(f"column-{one['at']}", "") for one in row.columns}
        known = {field.name for field in register(row.register).fields} | {""}
        if not set(fields.values()) <= known:
            raise Invalid("There is no such field.")
        try:
            services.match_columns(row=row, fields=fields, by=who(request))
        except DureError as error:
            problem = text_of(error)
            for one in row.columns:
                one["field"] = fields[one["at"]]
        else:
            return redirect("exchange:import", pk)
    if not row.columns:
        return redirect("exchange:import-table", pk)
    return render(
        request, "exchange/imports/columns.html", _base(row, 3) | _columns(row) | {"problem": problem},
        status=422 if problem else 200,
    )  # fmt: skip


def _columns(row: Import) -> dict[str, Any]:
    wanted = register(row.register)
    sketch = sketch_of(row)
    grid = sheet_of(row)
    rows = [grid.rows[one.number - 1] for one in sketch.rows if one.kind == "row"][:4]
    found = [
        one
        | {
            "letter": column_name(one["at"]),
            "samples": [plain(r.cells[one["at"]]) for r in rows],
            "percent": round(one["score"] * 100),
        }
        for one in row.columns
    ]
    given = {one["field"] for one in row.columns}
    return {
        "columns": found,
        "missing": wanted.missing(given),
        "unused": [field for field in wanted.fields if field.name not in given],
        "sketch": sketch,
    }


@require_GET
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run: what becomes of each row, and what is wrong."""
    row = selectors.import_of(pk, who(request))
    if row.state != State.CHECKED:
        return redirect("exchange:import", pk)
    show = request.GET.get("show", "wrong" if row.counts.get("wrong") else "")
    context = _base(row, 4) | _tabs(row, show) | {"edit": request.GET.get("edit", "")}
    return _listed(request, row, show, "exchange/imports/rows.html", context)


def _tabs(row: Import, show: str) -> dict[str, Any]:
    tabs = [("", _("All"), sum(count for name, count in row.counts.items() if name != selectors.DOUBT))]
    tabs += [(o.value, str(name), row.counts.get(o.value, 0)) for o, name in selectors.OUTCOME_NAMES.items()]
    tabs.append((selectors.DOUBT, _("to look at"), row.counts.get(selectors.DOUBT, 0)))
    good = row.counts.get("new", 0) + row.counts.get("change", 0)
    refusal = selectors.said(row.refusal["message"], row.refusal["params"]) if row.refusal else ""
    return {"tabs": tabs, "show": show, "good": good, "wrong": row.counts.get("wrong", 0), "refusal": refusal}


def _listed(request: HttpRequest, row: Import, show: str, template: str, context: dict[str, Any]) -> HttpResponse:
    fields = selectors.shown_fields(row)
    wanted = register(row.register)
    exported = (
        Field(_("Row"), lambda view: view.row.number, Kind.NUMBER),
        Field(_("Outcome"), lambda view: view.outcome),
        Field(_("What"), lambda view: view.row.label),
        Field(_("Problems"), lambda view: " / ".join(selectors.reasons(row, view.row))),
    )
    labels = [wanted.field(name).label for name in fields]
    return listing(
        request, template, selectors.Rows(row, show, fields), exported, title=row.name[:60], labels=labels, **context
    )


def _result(request: HttpRequest, row: Import) -> HttpResponse:
    show = request.GET.get("show", "")
    context = _base(row, 5) | _tabs(row, show)
    wanted: Register = context["register"]
    may_approve = wanted.approve is not None and row.state == State.WRITTEN and row.written_by != who(request)
    context |= {"may_approve": may_approve and not wanted.approvers.isdisjoint(who(request).roles)}
    return _listed(request, row, show, "exchange/imports/result.html", context)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    return back(request, reverse("exchange:import-rows", args=[pk]))


@require_POST
def cell(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.import_of(pk, who(request))
    number, given = _needed(request, "number"), request.POST
    known = {field.name for field in register(row.register).fields}
    fields = [name.removeprefix("cell-") for name in given if name.startswith("cell-")]
    if not known.issuperset(fields):
        raise Invalid("There is no such field.")
    texts = {name: given[f"cell-{name}"] for name in fields if given[f"cell-{name}"] != given.get(f"was-{name}")}
    if texts:
        services.edit_cells(row=row, number=number, texts=texts)
    return _back(request, pk)


def _needed(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal()):
        raise Invalid("There is no such row.")
    return int(text[:8])


@require_POST
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.import_of(pk, who(request))
    count = services.take_proposal(
        row=row, number=_needed(request, "number"), at=_needed(request, "at"), everywhere="everywhere" in request.POST
    )
    return toast(request, _back(request, pk), _("%(count)s rows mended.") % {"count": count})


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.import_of(pk, who(request))
    services.leave_out(row=row, number=_needed(request, "number"), left_out=request.POST.get("left_out") == "1")
    return _back(request, pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    services.check_again(row=selectors.import_of(pk, who(request)))
    return redirect("exchange:import-rows", pk)


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.import_of(pk, who(request))
    try:
        is_done = services.write(row=row, only_good=request.POST.get("which") == "good", by=who(request))
    except DureError as error:
        return toast(request, redirect("exchange:import", pk), text_of(error), kind="error")
    answer = redirect("exchange:import", pk)
    if not is_done:
        return answer
    return toast(request, answer, _("Written."), undo=reverse("exchange:import-undo", args=[pk]))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    services.resume(row=selectors.import_of(pk, who(request)))
    return redirect("exchange:import", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.import_of(pk, who(request))
    try:
        is_done = services.undo(row=row, by=who(request))
    except DureError as error:
        text = _("Nothing was taken back. %(reason)s") % {"reason": text_of(error)}
        return toast(request, redirect("exchange:import", pk), text, kind="error")
    answer = redirect("exchange:import", pk)
    return toast(request, answer, _("The whole import is taken back.")) if is_done else answer


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.import_of(pk, who(request))
    count = services.approve(row=row, by=who(request))
    return toast(request, redirect("exchange:import", pk), _("%(count)s approved.") % {"count": count})


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    services.discard(row=selectors.import_of(pk, who(request)))
    return toast(request, redirect("exchange:imports"), _("Thrown away."))


@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was uploaded."""
    row = selectors.import_of(pk, who(request))
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)


@require_GET
def fixes(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.import_of(pk, who(request))
    name = row.name.rsplit(".", 1)[0]
    return as_file(files.fixes(row), f"{name} {_('to mend')}.xlsx", XLSX)


def _own(request: HttpRequest, name: str) -> Register:
    wanted = register(name)
    services.check_role(wanted.roles, who(request))
    return wanted


@require_GET
def template(request: HttpRequest, name: str) -> HttpResponse:
    wanted = _own(request, name)
    return as_file(files.template(wanted), f"{wanted.label} {_('template')}.xlsx", XLSX)


@require_GET
def standing(request: HttpRequest, name: str) -> HttpResponse:
    wanted = _own(request, name)
    return as_file(files.as_it_stands(wanted), f"{wanted.label}.xlsx", XLSX)
