"""The calendar and the shifts."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.plant import selectors, services
from dure.plant.acting import watch_changes, who
from dure.plant.forms import WEEKDAYS, EntryForm, ShiftChangeForm, ShiftForm, local_now
from dure.plant.models import CalendarEntry, Shift
from dure.web.forms import take
from dure.web.toast import toast


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A month of one site, or of one work unit of it."""
    first = _month(request.GET.get("month", ""))
    unit = selectors.active_units().filter(pk=_number(request.GET.get("unit", ""))).first()
    site = selectors.site_of(unit) if unit else selectors.first_site()
    context = {
        "site": site,
        "unit": unit,
        "units": selectors.active_units(),
        "first": first,
        "before": first - timedelta(days=1),
        "after": first + timedelta(days=32),
        "weekdays": [name for _number, name in WEEKDAYS],
        "weeks": selectors.month(site, first, unit, get_language() or "ko") if site else [],
    }
    return render(request, "plant/calendar.html", context)


def entry_add(request: HttpRequest) -> HttpResponse:
    start = local_now()
    if day := _day(request.GET.get("day", "")):
        start = start.replace(year=day.year, month=day.month, day=day.day, hour=9)
    first = {"site": selectors.first_site(), "starts_at": start, "ends_at": start + timedelta(hours=2)}
    form = EntryForm(request.POST or None, initial=first | {"kind": request.GET.get("kind", "overtime")})

    def do() -> CalendarEntry:
        return services.add_entry(by=who(request), **form.cleaned_data)

    return take(
        request,
        form,
        do,
        template="plant/entry.html",
        then=_month_of,
        done=_("Entered in the calendar."),
        undo=watch_changes(),
    )


@require_POST
def entry_remove(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(CalendarEntry, pk=pk)
    address, undo = _month_of(entry), watch_changes()
    services.remove_entry(entry=entry, by=who(request))
    return toast(request, redirect(address), _("Taken out of the calendar."), undo=undo(entry))


@require_GET
def shifts(request: HttpRequest) -> HttpResponse:
    live, past = selectors.shifts_by_end(timezone.localdate())
    names = dict(WEEKDAYS)
    table = [(shift, [names[day] for day in sorted(shift.weekdays)]) for shift in live]
    return render(request, "plant/shifts.html", {"table": table, "past": past})


def shift_add(request: HttpRequest) -> HttpResponse:
    first = {"site": selectors.first_site(), "weekdays": [0, 1, 2, 3, 4], "valid_from": timezone.localdate()}
    form = ShiftForm(request.POST or None, initial=first)

    def do() -> Shift:
        return services.add_shift(by=who(request), **form.cleaned_data)

    return take(request, form, do, template="plant/shift.html", then="plant:shifts", done=_("Added."), shift=None)


def shift_change(request: HttpRequest, pk: int) -> HttpResponse:
    shift = get_object_or_404(Shift, pk=pk)
    breaks = ", ".join(f"{pause.starts:%H:%M}-{pause.ends:%H:%M}" for pause in shift.breaks.all())
    first = {"breaks": breaks, "weekdays": shift.weekdays, "from_day": timezone.localdate()}
    form = ShiftChangeForm(request.POST or None, instance=shift, initial=first)

    def do() -> Shift:
        fresh = get_object_or_404(Shift, pk=pk)  # the form has put its values on `shift` already
        return services.change_shift(shift=fresh, by=who(request), **form.cleaned_data)

    return take(request, form, do, template="plant/shift.html", then="plant:shifts", done=_("Saved."), shift=shift)


def _month_of(entry: CalendarEntry) -> str:
    return f"{reverse('plant:calendar')}?month={timezone.localtime(entry.starts_at):%Y-%m}"


def _month(text: str) -> date:
    return _day(f"{text}-01") or timezone.localdate().replace(day=1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
