"""Forecasts as a table to type into, or to paste from a spreadsheet."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import DureError
from dure.planning import selectors, services, table_text
from dure.planning.services import Expected
from dure.planning.views.common import today, undo_since
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.tables import Kind
from dure.web.toast import toast

COUNTS = {"month": 6, "week": 12}


@require_GET
def forecasts(request: HttpRequest) -> HttpResponse:
    return _page(request, request.GET)


def _page(request: HttpRequest, ask: QueryDict, **context: Any) -> HttpResponse:
    by, shown = _periods(ask)
    rows = selectors.table(selectors.foreseen_items(ask.get("q", "")[:80]), shown)
    fields = [
        Field(_("Item code"), lambda row: row.item.code),
        Field(_("Item"), lambda row: row.item.name),
        *(Field(_label(period.first, by), _cell(at), Kind.NUMBER) for at, period in enumerate(shown)),
    ]
    return listing(
        request, "planning/forecasts.html", rows, fields, title=_("Forecasts"), q=ask.get("q", ""), by=by,
        periods=[(period, _label(period.first, by)) for period in shown], **context,
    )  # fmt: skip


def _periods(ask: QueryDict) -> tuple[str, list[Any]]:
    by = "week" if ask.get("by") == "week" else "month"
    return by, selectors.periods(today(), by, COUNTS[by])


def _label(first: date, by: str) -> str:
    return f"{first:%Y-%m}" if by == "month" else f"{first:%m-%d}~"


def _cell(at: int) -> Any:
    return lambda row: row.cells[at][1]


@require_POST
def typed(request: HttpRequest) -> HttpResponse:
    """The cells as they were typed: c-<item>-<number of the period>."""
    _by, shown = _periods(request.POST)
    cells: dict[tuple[int, int], Decimal | None] = {}
    wrong: list[str] = []
    for name, text in request.POST.items():
        parts = name.split("-")
        if parts[0] == "c" and len(parts) == 3 and parts[1].isdecimal() and parts[2].isdecimal():
            try:
                cells[int(parts[1]), int(parts[2])] = table_text.number(text)
            except ValueError:
                wrong.append(_("“%(text)s” is no quantity.") % {"text": text})
    return _save(request, cells, shown, wrong)


@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """All or nothing: each mistake with its row and column."""
    _by, shown = _periods(request.POST)
    text = request.POST.get("table", "")[:200_000]
    items = {code: item.pk for code, item in selectors.items_by_code(table_text.codes(text)).items()}
    found = table_text.parse(text, items, len(shown))
    return _save(request, found.cells, shown, [_told(mistake) for mistake in found.mistakes[:20]], pasted=text)


def _told(mistake: table_text.Mistake) -> str:
    texts = {
        "unknown": _("Row %(row)s: there is no item with the code “%(text)s”."),
        "number": _("Row %(row)s, column %(column)s: “%(text)s” is no quantity."),
        "columns": _("Row %(row)s, column %(column)s: there are more columns than periods."),
    }
    return texts[mistake.reason] % {"row": mistake.row, "column": mistake.column, "text": mistake.text}


def _save(
    request: HttpRequest, cells: dict[tuple[int, int], Decimal | None], shown: list[Any], wrong: list[str], *,
    pasted: str = "",
) -> HttpResponse:  # fmt: skip
    before, status = newest_change(), 422
    if not wrong:
        wishes = [
            Expected(item, shown[at].first, shown[at].last, quantity)
            for (item, at), quantity in cells.items()
            if at < len(shown)
        ]
        try:
            count = services.set_forecasts(wishes=wishes, by=who(request))
        except DureError as error:
            wrong, status = [text_of(error)], status_of(error)
        else:
            text = ngettext("%(n)s forecast was changed.", "%(n)s forecasts were changed.", count) % {"n": count}
            there = f"{reverse('planning:forecasts')}?by={request.POST.get('by', '')}"
            return toast(request, redirect(there), text, undo=undo_since(before))
    answer = _page(request, request.POST, wrong=wrong, pasted=pasted, typed=cells)
    answer.status_code = status
    return answer
