"""Changing later what a signal means, with a look at what that does."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import Conflict, DureError, NotFound
from dure.plant.models import WorkUnit
from dure.production import services
from dure.production.connect import changing
from dure.production.connect.forms import SignalForm, WordForm
from dure.production.models.rules import STATE_NAMES
from dure.production.selectors import pages
from dure.production.selectors import rules as rules_selectors
from dure.production.unit import UnitState
from dure.telemetry import connections
from dure.telemetry.connections import Choice
from dure.telemetry.models import Meaning, Signal
from dure.web.problems import text_of
from dure.web.toast import toast


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, signal_id: int) -> HttpResponse:
    """What a signal means, its unit, its counter; saving says from when."""
    row = _signal(code, signal_id)
    form = SignalForm(request.POST or None, initial=SignalForm.begin(row))
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, row, form)
        except DureError as error:
            form.add_error(None, text_of(error))
    context = {**_context(row), "form": form, "foresight": _foresight(row, form)}
    return render(request, "production/connect/signal.html", context, status=422 if form.errors else 200)


@require_POST
def preview(request: HttpRequest, code: str, signal_id: int) -> HttpResponse:
    """What the form as it stands would do."""
    row = _signal(code, signal_id)
    context = {"foresight": _foresight(row, SignalForm(request.POST)), "hours": changing.HOURS}
    return render(request, "production/connect/foresight.html", context)


@require_POST
def undo(request: HttpRequest, code: str, signal_id: int) -> HttpResponse:
    """What it meant before this person's last change, as if that had never been said."""
    row = _signal(code, signal_id)
    answer = redirect("production:connection-signal", code, signal_id)
    kept = request.session.pop(_key(signal_id), None)
    if kept is None:
        return toast(request, answer, _("There is nothing to undo."), kind="info")
    unit = WorkUnit.objects.filter(pk=kept["unit"]).first()
    if _as_kept(row) != kept["left"]:
        raise Conflict("It was changed again since; look at what it means now.")
    since = row.meaning_from if kept["is_said"] else None
    _change(request, row, _choice(kept["choice"]), unit, since)
    return toast(request, answer, _("As it was before."), kind="info")


@require_POST
def explain(request: HttpRequest, code: str, signal_id: int) -> HttpResponse:
    """What a word of this state signal means for its machine."""
    row = _signal(code, signal_id)
    form = WordForm(request.POST)
    if row.work_unit is None or not form.is_valid():
        raise Conflict("Choose the machine that the signal belongs to first.")
    services.save_state_word(
        work_unit=row.work_unit,
        word=form.cleaned_data["word"],
        state=UnitState(form.cleaned_data["state"]),
        finishes_cycle=form.cleaned_data["finishes_cycle"],
        person=request.user,  # type: ignore[arg-type]
    )
    return toast(request, redirect("production:connection-signal", code, signal_id), _("Saved."))


def _save(request: HttpRequest, row: Signal, form: SignalForm) -> HttpResponse:
    before, unit, said = connections.choice_of(row), row.work_unit_id, row.meaning_from
    choice, since = form.choice(row.address), form.cleaned_data["since"]
    changed = _change(request, row, choice, form.cleaned_data["unit_of"], since)
    request.session[_key(row.pk)] = {
        "choice": _plain(before),
        "unit": unit,
        "left": _as_kept(changed),
        "is_said": changed.meaning_from != said,
    }
    text = _("Saved. What was counted since is counted again now.") if since else _("Saved. It holds from now on.")
    address = reverse("production:connection-signal-undo", args=[row.connection.code, row.pk])
    return toast(request, redirect("production:connection", row.connection.code), text, undo=address)


def _change(request: HttpRequest, row: Signal, choice: Choice, unit: WorkUnit | None, since: datetime | None) -> Signal:
    return connections.change_signal(
        signal_id=row.pk,
        choice=choice,
        work_unit=unit,
        person=request.user,  # type: ignore[arg-type]
        valid_from=since,
    )


def _foresight(row: Signal, form: SignalForm) -> changing.Foresight | None:
    """None while the form can't be understood."""
    if not form.is_bound or not form.is_valid():
        return None
    given = form.cleaned_data
    return changing.foresight(row, form.choice(row.address), given["unit_of"], given["since"])


def _context(row: Signal) -> dict[str, Any]:
    is_state = row.meaning == Meaning.STATE and row.work_unit is not None
    states = [(state.value, STATE_NAMES[state]) for state in UnitState if state != UnitState.UNKNOWN]
    return {
        "signal": row,
        "connection": row.connection,
        "words": rules_selectors.words(row.work_unit.pk) if is_state and row.work_unit else [],
        "is_state": is_state,
        "states": states,
        "programs": rules_selectors.programs(row.work_unit.pk) if row.work_unit else [],
        "counts_by": pages.counts_by(row.work_unit.pk, clock.now()) if row.work_unit else "",
        "meant": connections.meant_before(row),
        "hours": changing.HOURS,
        "now": clock.now(),
    }


def _signal(code: str, signal_id: int) -> Signal:
    row = connections.signals(connections.connection(code)).filter(pk=signal_id).first()
    if row is None:
        raise NotFound("This connection has no such signal.")
    return row


def _choice(kept: dict[str, Any]) -> Choice:
    modulus = Decimal(kept["modulus"]) if kept["modulus"] else None
    return Choice(**{**kept, "modulus": modulus, "pieces": Decimal(kept["pieces"])})


def _plain(choice: Choice) -> dict[str, Any]:
    """A choice as a session can hold it."""
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in asdict(choice).items()}


def _as_kept(row: Signal) -> list[Any]:
    """What tells whether a signal is still as a change left it."""
    row.refresh_from_db()
    return [_plain(connections.choice_of(row)), row.work_unit_id, str(row.meaning_from)]


def _key(signal_id: int) -> str:
    return f"signal-before:{signal_id}"
