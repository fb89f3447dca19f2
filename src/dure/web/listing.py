"""A list: searched and paged on the screen, whole in a spreadsheet, of the same rows."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.web import sheets
from dure.web.noting import note_list
from dure.web.tables import Cell, Column, Kind, Table

ON_A_PAGE = 50


class Field(NamedTuple):
    """A column of a list as a spreadsheet has it. of: the value of a row; kind: one of `Kind`."""

    label: str
    of: Callable[[Any], Any]
    kind: str = Kind.TEXT


def listing(
    request: HttpRequest,
    template: str,
    rows: QuerySet[Any, Any] | Sequence[Any],
    fields: Sequence[Field],
    *,
    title: str,
    heading: Sequence[str] = (),
    dress: Callable[[Sequence[Any]], Sequence[Any]] = list,
    **context: Any,
) -> HttpResponse:
    """The template with `page` (one page of the rows), or with `?format=xlsx` all rows as a spreadsheet.

    heading: lines over the spreadsheet that say what was asked for. dress: makes of the rows that are
    shown, in one go, what the template and the fields take.
    """
    form = request.GET.get("format", "")
    if not form:
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        note_list(page.paginator.count)
        page.object_list = dress(page.object_list)
        return render(request, template, {"page": page, "title": title, **context})
    if form != "xlsx":
        raise Invalid("%(text)s is no form of export", text=form)
    table = Table(
        title, [Column(f.label, f.kind) for f in fields], [[Cell(f.of(row)) for f in fields] for row in dress(rows)]
    )
    note_list(len(table.rows))
    zone = timezone.get_current_timezone()
    data = sheets.xlsx([title, *heading], [table], zone)
    return as_file(data, f"{title} {timezone.localdate(clock.now())}.xlsx", sheets.XLSX)


def as_file(data: bytes, name: str, kind: str) -> HttpResponse:
    """A download under a name in any script. kind: its media type."""
    ending = name.rsplit(".", 1)[-1]
    disposition = f"attachment; filename=\"dure.{ending}\"; filename*=UTF-8''{quote(name.replace('/', '-'))}"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition})
