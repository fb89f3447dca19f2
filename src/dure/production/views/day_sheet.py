"""The sheet of a day's work: printed on A4, and typed in again in the same order."""

import uuid
from datetime import date, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.plant.models import WorkUnit
from dure.production.floor_forms import SheetRowForm
from dure.production.selectors import pages
from dure.production.selectors.counted import last_reading
from dure.production.selectors.day_sheet import SheetRow, begins_at, day_sheet, turns_at
from dure.production.services.floor.sheet import SheetLine, take_sheet
from dure.web.paper import in_asked_language, paper
from dure.web.problems import text_of
from dure.web.toast import toast

EMPTY_ROWS = 14


@require_GET
@in_asked_language
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    unit = pages.work_unit(code)
    day = _day(request, unit)
    rows = day_sheet(unit, day)
    approval = [
        (pgettext("signs a day's sheet", "Operator"), ""),
        (pgettext("signs a day's sheet", "Line leader"), ""),
        (pgettext("signs a day's sheet", "Manager"), ""),
    ]
    return paper(
        request, "production/day_sheet.html", title=_("Day sheet"), number=f"{unit.code} {day.isoformat()}",
        landscape=True, unit=unit, day=day, rows=rows, empty=range(max(EMPTY_ROWS - len(rows), 2)), approval=approval,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The same rows to be typed in; all of them are taken, or none and it says which one is wrong."""
    unit = pages.work_unit(code)
    day = _day(request, unit)
    rows = day_sheet(unit, day)
    forms = [_form(request, number, row, unit) for number, row in enumerate(rows)]
    status = 200
    if request.method == "POST":
        status = 422
        if all(form.is_valid() for form in forms):
            turns = turns_at(unit, day)
            lines = [_line(form, row, day, turns) for form, row in zip(forms, rows, strict=True) if form.is_filled]
            try:
                done = take_sheet(lines=lines, work_unit=unit, person=who(request))
            except DureError as error:
                forms[0].add_error(None, text_of(error))
            else:
                answer = redirect(reverse("production:floor-unit", args=[code]))
                return toast(request, answer, _("%(count)s rows were entered.") % {"count": done})
    context = {"unit": unit, "day": day, "pairs": list(zip(rows, forms, strict=True))}
    return render(request, "production/day_sheet_enter.html", context, status=status)


def _form(request: HttpRequest, number: int, row: SheetRow, unit: WorkUnit) -> SheetRowForm:
    initial = {"operation": row.operation.pk, "client_id": uuid.uuid4(), "counter_from": None}
    if number == 0:
        initial["counter_from"] = last_reading(unit)
    return SheetRowForm(request.POST or None, prefix=str(row.operation.pk), initial=initial)


def _line(form: SheetRowForm, row: SheetRow, day: date, turns: time) -> SheetLine:
    return SheetLine(
        client_id=form.cleaned_data["client_id"],
        operation=row.operation,
        began_at=form.moment("begins", day, turns=turns),
        ended_at=form.moment("ends", day, turns=turns, after=row.began_at),
        said=form.said(),
        is_done=form.cleaned_data["is_done"],
    )


def _day(request: HttpRequest, unit: WorkUnit) -> date:
    """The day that was asked for, else the one whose sheet is open now: after midnight the night's."""
    now = clock.now()
    today = timezone.localdate(now)
    if now < begins_at(unit, today):
        today -= timedelta(days=1)
    try:
        return parse_date(request.GET.get("day", "")) or today
    except ValueError:
        return today
