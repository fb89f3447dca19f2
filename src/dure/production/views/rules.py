"""How a machine counts, what its words and programs mean, and the plant's list of reasons."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.production import services
from dure.production.forms import ProgramRuleForm, ReasonForm, StateWordForm, UnitRuleForm
from dure.production.selectors import pages, stops
from dure.production.selectors import rules as selectors
from dure.production.unit import CountedFrom, UnitState
from dure.web.toast import toast


@require_GET
def unit_rules(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "production/unit_rules.html", _rules(pages.work_unit(code)))


@require_GET
def recount_state(request: HttpRequest, code: str) -> HttpResponse:
    """How far the newest recount of the work unit is."""
    unit = pages.work_unit(code)
    context = {"unit": unit, "recount": selectors.latest_recount(unit.pk)}
    return render(request, "production/parts/recount.html", context)


@require_POST
def set_rule(request: HttpRequest, code: str) -> HttpResponse:
    unit, form = pages.work_unit(code), UnitRuleForm(request.POST, auto_id="rule_%s")
    if not form.is_valid():
        return render(request, "production/unit_rules.html", {**_rules(unit), "rule_form": form}, status=422)
    given = dict(form.cleaned_data)
    counted_from = CountedFrom(given.pop("counted_from"))
    services.set_unit_rule(work_unit=unit, person=request.user, counted_from=counted_from, **given)  # type: ignore[arg-type]
    return _saved(request, code, given["valid_from"])


@require_POST
def add_word(request: HttpRequest, code: str) -> HttpResponse:
    unit, form = pages.work_unit(code), StateWordForm(request.POST, auto_id="word_%s")
    if not form.is_valid():
        return render(request, "production/unit_rules.html", {**_rules(unit), "word_form": form}, status=422)
    services.save_state_word(
        work_unit=None if form.cleaned_data["for_all"] else unit,
        word=form.cleaned_data["word"],
        state=UnitState(form.cleaned_data["state"]),
        finishes_cycle=form.cleaned_data["finishes_cycle"],
        valid_from=form.cleaned_data["valid_from"],
        person=request.user,  # type: ignore[arg-type]
    )
    return _saved(request, code, form.cleaned_data["valid_from"])


@require_POST
def remove_word(request: HttpRequest, code: str, row_id: int) -> HttpResponse:
    services.remove_state_word(state_word_id=row_id, person=request.user)  # type: ignore[arg-type]
    return toast(request, redirect("production:unit-rules", code), _("Removed."), kind="info")


@require_POST
def add_program(request: HttpRequest, code: str) -> HttpResponse:
    unit, form = pages.work_unit(code), ProgramRuleForm(request.POST, auto_id="program_%s")
    if not form.is_valid():
        return render(request, "production/unit_rules.html", {**_rules(unit), "program_form": form}, status=422)
    services.save_program_rule(work_unit=unit, person=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    return _saved(request, code, form.cleaned_data["valid_from"])


@require_POST
def remove_program(request: HttpRequest, code: str, row_id: int) -> HttpResponse:
    services.remove_program_rule(program_rule_id=row_id, person=request.user)  # type: ignore[arg-type]
    return toast(request, redirect("production:unit-rules", code), _("Removed."), kind="info")


@require_GET
def reasons(request: HttpRequest) -> HttpResponse:
    """The two-level list that the plant edits."""
    context = {"groups": stops.reason_groups(with_inactive=True), "used": stops.used_reason_ids()}
    return render(request, "production/reasons.html", context)


@require_http_methods(["GET", "POST"])
def edit_reason(request: HttpRequest, reason_id: int = 0) -> HttpResponse:
    row = stops.reason(reason_id) if reason_id else None
    form = ReasonForm(request.POST or None, instance=row, initial={"parent": request.GET.get("group", "")})
    if request.method == "POST" and form.is_valid():
        services.save_downtime_reason(reason_id=reason_id or None, **form.cleaned_data)
        return toast(request, redirect("production:reasons"), _("Saved."))
    return render(request, "production/reason_edit.html", {"form": form, "reason": row})


@require_POST
def remove_reason(request: HttpRequest, reason_id: int) -> HttpResponse:
    is_gone = services.remove_downtime_reason(reason_id=reason_id)
    text = _("Removed.") if is_gone else _("It was used before, so it was switched off and its history stays.")
    return toast(request, redirect("production:reasons"), text, kind="info")


@require_POST
def restore_reason(request: HttpRequest, reason_id: int) -> HttpResponse:
    services.restore_downtime_reason(reason_id=reason_id)
    return toast(request, redirect("production:reasons"), _("In use again."))


def _saved(request: HttpRequest, code: str, valid_from: datetime | None) -> HttpResponse:
    told = _("The rule holds from now on.")
    if valid_from is not None:
        told = _("The rule holds since then. What was counted since is being counted again.")
    return toast(request, redirect("production:unit-rules", code), told)


def _rules(unit: WorkUnit) -> dict[str, Any]:
    now = clock.now()
    rule = pages.unit_rule(unit.pk, now)
    return {
        "unit": unit,
        "rule": rule,
        "rule_form": UnitRuleForm(instance=rule, auto_id="rule_%s"),
        "recount": selectors.latest_recount(unit.pk),
        "history": selectors.rule_history(unit.pk),
        "words": selectors.words(unit.pk),
        "word_form": StateWordForm(auto_id="word_%s"),
        "programs": selectors.programs(unit.pk),
        "program_form": ProgramRuleForm(auto_id="program_%s"),
        "counts_by": pages.counts_by(unit.pk, now),
        "now": now,
    }
