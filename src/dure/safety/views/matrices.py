"""The risk matrix in its versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.safety import selectors, services
from dure.safety.forms import BandForm, MatrixForm, NoteForm, today
from dure.safety.models import RiskBand, RiskMatrix
from dure.safety.views.reports import FORM
from dure.safety.views.undo import undo_address
from dure.web.forms import take
from dure.web.rows import row_or_404
from dure.web.toast import toast


def address_of(row: RiskMatrix) -> str:
    return reverse("safety:matrix", args=[row.pk])


@require_GET
def matrices(request: HttpRequest) -> HttpResponse:
    rows = list(selectors.matrices())
    return render(request, "safety/matrices.html", {"matrices": rows, "current": selectors.matrix_in_force()})


@require_POST
def first(request: HttpRequest) -> HttpResponse:
    made = services.add_first_matrix(in_force_from=today(), by=who(request))
    return toast(request, redirect(address_of(made)), _("Added."))


@require_GET
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(RiskMatrix, pk=pk)
    context = {"matrix": row, "grid": selectors.grid(row), "bands": row.bands.all(), "is_draft": not row.in_force_from}
    return render(request, "safety/matrix.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(RiskMatrix, pk=pk), NoteForm(request.POST or None)
    return take(
        request, form, lambda: services.new_matrix_version(matrix=row, by=who(request), **form.cleaned_data),
        template=FORM, then=address_of, done=_("Change the copy now, then put it in force."),
        heading=_("New version of the matrix"), back=address_of(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(RiskMatrix, pk=pk)
    initial = {"frequencies": "\n".join(row.frequencies), "severities": "\n".join(row.severities), "note": row.note}
    form = MatrixForm(request.POST or None, initial=initial)
    return take(
        request, form, lambda: services.change_matrix(matrix=row, by=who(request), **form.values()), template=FORM,
        then=address_of, done=_("Saved."), heading=_("Words of the steps"), back=address_of(row),
    )  # fmt: skip


@require_POST
def in_force(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.put_matrix_in_force(matrix=row_or_404(RiskMatrix, pk=pk), on=today(), by=who(request))
    return toast(request, redirect(address_of(row)), _("In force. New assessments use it."))


@require_http_methods(["GET", "POST"])
def band_add(request: HttpRequest, pk: int) -> HttpResponse:
    return _band(request, row_or_404(RiskMatrix, pk=pk), None)


@require_http_methods(["GET", "POST"])
def band(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(RiskBand, "matrix", pk=pk)
    return _band(request, row.matrix, row)


def _band(request: HttpRequest, row: RiskMatrix, held: RiskBand | None) -> HttpResponse:
    before, form = newest_change(), BandForm(request.POST or None, instance=held)

    def do() -> RiskBand:
        kept = row_or_404(RiskBand, "matrix", pk=held.pk) if held else None
        return services.set_band(matrix=row, band=kept, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template=FORM, then=address_of(row), done=_("Saved."),
        undo=lambda made: undo_address(before, made), heading=_("Level of risk"), back=address_of(row),
    )  # fmt: skip


@require_POST
def band_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(RiskBand, "matrix", pk=pk), newest_change()
    services.remove_band(band=row, by=who(request))
    return toast(request, redirect(address_of(row.matrix)), _("Removed."), undo=undo_address(before, row))
