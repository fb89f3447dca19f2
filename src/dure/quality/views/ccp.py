"""Critical control points: the tablet, a day's sheet on A4, whether the record holds, cleaning of allergens."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from dure.inventory.allergens import ALLERGENS
from dure.kernel import clock
from dure.kernel.chain import SHORT
from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import address, tablet, who
from dure.plant.models import Person, WorkUnit
from dure.plant.selectors import active_units
from dure.plant.services import log_in_by_badge
from dure.quality import services
from dure.quality.access import JUDGES
from dure.quality.forms.haccp import CcpActionForm, CcpCorrectForm, CcpSignForm, CcpValueForm, CleaningForm
from dure.quality.models import CcpRecord, ControlPoint, Nonconformance
from dure.quality.selectors import ccp as selectors
from dure.quality.selectors.cleaning import carried_on, cleanings
from dure.quality.services import Seen
from dure.quality.words import FAULTS
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return selectors.today()


def _point(pk: int) -> ControlPoint:
    return row_or_404(ControlPoint, "version__plan", "hazard", "work_unit", "signal", pk=pk)


@require_GET
def points(request: HttpRequest) -> HttpResponse:
    """Every point in force: what is due, what is out of its limits."""
    context = {"standings": selectors.standings(clock.now()), "open_cases": selectors.open_deviations()}
    return render(request, "quality/ccp.html", context)


@require_GET
def point(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _point(pk))


def _page(request: HttpRequest, row: ControlPoint, *, error: str = "", status: int = 200) -> HttpResponse:
    day = _day(request)
    context = {
        "row": row, "day": day, "sheet": selectors.sheet(row.mark, day), "error": error, "client_id": uuid.uuid4(),
        "missing": selectors.slots_missing(row, clock.now()) if row.version.status == "in_force" else [],
        "deviations": selectors.open_deviations().filter(mark=row.mark),
        "dispositions": Nonconformance.Disposition.choices, "may_badge": tablet(request) is not None,
    }  # fmt: skip
    return render(request, "quality/ccp_point.html", context, status=status)


def _do(
    request: HttpRequest, row: ControlPoint, form: forms.Form, do: Callable[[dict[str, Any]], CcpRecord]
) -> HttpResponse:  # fmt: skip
    """Write it down and come back to the point, or say there what is wrong."""
    if not form.is_valid():
        return _page(request, row, error=" ".join(text for one in form.errors.values() for text in one), status=422)
    try:
        made = do(form.cleaned_data)
    except DureError as refused:
        return _page(request, row, error=text_of(refused), status=status_of(refused))
    answer = redirect(f"{reverse('quality:ccp_point', args=[row.pk])}?day={_day(request).isoformat()}")
    bad = made.is_within is False
    text = _("Out of its critical limits: goods and orders are held.") if bad else _("Written down.")
    return toast(request, answer, text, kind="error" if bad else "success")


@require_POST
def value(request: HttpRequest, pk: int) -> HttpResponse:
    row = _point(pk)

    def do(told: dict[str, Any]) -> CcpRecord:
        seen = Seen(told["value"], clock.now(), lot=told["lot"], text=told["text"])
        return services.record_value(point=row, seen=seen, client_id=told["client_id"], by=who(request))

    return _do(request, row, CcpValueForm(request.POST), do)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    record = row_or_404(CcpRecord, "point", pk=pk)
    return _do(
        request, _point(record.point_id), CcpCorrectForm(request.POST),
        lambda told: services.correct_value(record=record, by=who(request), **told),
    )  # fmt: skip


@require_POST
def action(request: HttpRequest, pk: int) -> HttpResponse:
    record = row_or_404(CcpRecord, "point", pk=pk)
    return _do(
        request, _point(record.point_id), CcpActionForm(request.POST),
        lambda told: services.note_action(record=record, by=who(request), **told),
    )  # fmt: skip


@sensitive_post_parameters("pin")
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Verify a day: by the badge and PIN of who does it, or by who is logged in."""
    row = _point(pk)

    def do(told: dict[str, Any]) -> CcpRecord:
        by = _signer(request, told["badge"], told["pin"])
        return services.sign_day(point=row, day=told["day"], client_id=told["client_id"], text=told["text"], by=by)

    return _do(request, row, CcpSignForm(request.POST), do)


def _signer(request: HttpRequest, badge: str, pin: str) -> Person:
    device = tablet(request)
    person = who(request)
    if badge:
        if device is None:
            raise Invalid("Badges count on a registered tablet only.")
        person = log_in_by_badge(badge=badge, pin=pin, address=address(request), tablet=device.name)
    if JUDGES.isdisjoint(person.roles):
        raise Invalid("Quality or the line leader verifies.")
    return person


@require_GET
@in_asked_language
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """CCP 모니터링일지: a day of one point for the inspector, with signatures and the head of the chain."""
    row, day = _point(pk), _day(request)
    sequence, head = selectors.head()
    found = selectors.sheet(row.mark, day)
    checked = found.checked()
    return paper(
        request, "quality/ccp_paper.html", title=_("CCP monitoring log"), number=f"{row.mark} {day.isoformat()}",
        row=row, day=day, sheet=found, sequence=sequence, head=head, short=head[:SHORT], checked=checked,
        breaks=[(one.sequence, FAULTS[one.fault]) for one in checked.breaks[:5]] if checked else [],
    )  # fmt: skip


@require_GET
def chain(request: HttpRequest) -> HttpResponse:
    """Whether the record is as it was written; with a head typed from paper also against that."""
    told, text = {}, request.GET.get("head", "").strip().lower()
    number = request.GET.get("sequence", "").strip()
    if number.isdecimal() and len(number) < 18 and len(text) >= SHORT:
        told = {int(number): text}
    sequence, head = selectors.head()
    found = selectors.verify(told)
    named = selectors.by_sequence([one.sequence for one in found[:100]])
    context = {
        "breaks": [(one.sequence, FAULTS[one.fault], named.get(one.sequence)) for one in found[:100]],
        "count": len(found), "sequence": sequence, "head": head, "told": told, "text": text, "number": number,
        "anchors": selectors.anchors()[:14],
    }  # fmt: skip
    return render(request, "quality/ccp_chain.html", context)


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """What each work unit carries, and the checks that were signed."""
    now, names = clock.now(), dict(ALLERGENS)
    found = [(unit, carried_on(unit, now)) for unit in active_units()]
    carrying = [(unit, [names.get(code, code) for code in sorted(one.allergens)], one.items) for unit, one in found]
    fields = [
        Field(_("moment"), lambda row: row.at, "time"),
        Field(_("work unit"), lambda row: row.work_unit.name),
        Field(_("before"), lambda row: row.before),
        Field(_("swab result"), lambda row: row.swab),
        Field(_("good"), lambda row: _("Yes") if row.is_good else _("No")),
        Field(_("signed by"), lambda row: str(row.signed_by)),
    ]
    return listing(
        request, "quality/cleaning.html", cleanings(), fields, title=_("Allergen cleaning"), carrying=carrying
    )  # fmt: skip


def clean(request: HttpRequest, pk: int) -> HttpResponse:
    unit = row_or_404(WorkUnit, pk=pk)
    form = CleaningForm(request.POST or None, initial={"client_id": uuid.uuid4(), "work_unit": unit.pk})
    found = carried_on(unit, clock.now())

    def do() -> Any:
        told = form.cleaned_data
        return services.sign_cleaning(
            work_unit=unit, lines=form.lines, swab=told["swab"], swab_is_good=told["swab_is_good"],
            client_id=told["client_id"], by=who(request),
        )  # fmt: skip

    names = dict(ALLERGENS)
    return take(
        request, form, do, template="quality/clean.html", then=reverse("quality:cleaning"), done=_("Signed."),
        unit=unit, items=found.items, allergens=[names.get(code, code) for code in sorted(found.allergens)],
    )  # fmt: skip
