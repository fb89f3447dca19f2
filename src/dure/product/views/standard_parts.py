"""Writing the parts of a draft of a work standard: steps, conditions, checks and hazards."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import who
from dure.plant.models import Person
from dure.product import selectors, services
from dure.product.forms import PART_FORMS
from dure.product.media import MOST_FILE_MB, MOST_PICTURE_MB
from dure.product.models import StandardStep, StandardVersion
from dure.product.views.standards import address_of, page, undo_of
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import takes_files


@require_POST
@takes_files(MOST_PICTURE_MB + MOST_FILE_MB)
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    version = get_object_or_404(selectors.versions(), pk=pk)
    form = _form(kind)(request.POST, request.FILES, auto_id=f"id_{kind}new_%s")
    return _save(request, version, kind, form, None)


@require_POST
@takes_files(MOST_PICTURE_MB + MOST_FILE_MB)
def change(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    row = _row(kind, pk)
    form = _form(kind)(request.POST, request.FILES, instance=row, auto_id=f"id_{kind}{pk}_%s")
    return _save(request, row.version, kind, form, row)


def _save(request: HttpRequest, version: StandardVersion, kind: str, form: Any, row: Any) -> HttpResponse:
    """Write it, or show the page with the form as it was typed and what is wrong with it."""
    place, status = f"{kind}-{row.pk if row else 'new'}", 422
    if form.is_valid():
        try:
            made = _write(version, kind, form, row, who(request))
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            there = redirect(f"{address_of(version)}#{kind}-{made.pk}")
            return toast(request, there, _("Saved."), undo=undo_of(version))
    return page(request, version, bound=form, place=place, status=status)


@transaction.atomic
def _write(version: StandardVersion, kind: str, form: Any, row: Any, by: Person) -> Any:
    values = form.values() if kind == "step" else form.cleaned_data
    if row is None:
        made = services.add_part(version=version, part=selectors.PART_TABLES[kind], by=by, **values)
    else:
        row.refresh_from_db()
        made = services.change_part(row=row, by=by, **values)
    if isinstance(made, StandardStep):
        for name, data in form.files_given().items():
            services.set_step_file(step=made, field=name, data=data, by=by)
    return made


@require_POST
def remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    row = _row(kind, pk)
    version = row.version
    services.remove_part(row=row, by=who(request))
    return toast(request, redirect(address_of(version)), _("Removed."), undo=undo_of(version))


@require_POST
def move(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One place up or down."""
    row = _row(kind, pk)
    way = request.POST.get("way", "")
    if way not in ("up", "down"):
        raise Invalid("Choose up or down.")
    services.move_part(row=row, up=way == "up", by=who(request))
    there = redirect(f"{address_of(row.version)}#{kind}-{pk}")
    return toast(request, there, _("Moved."), undo=undo_of(row.version))


def _form(kind: str) -> Any:
    if kind not in PART_FORMS:
        raise Http404
    return PART_FORMS[kind]


def _row(kind: str, pk: int) -> Any:
    _form(kind)
    related = ("version__standard__item", "version__standard__work_unit")
    return row_or_404(selectors.PART_TABLES[kind], *related, pk=pk)
