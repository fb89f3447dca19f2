"""Rules of alarms: the list, one of them with a preview on the past, and taking a change back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.decisions import services
from dure.decisions.forms import RuleForm
from dure.decisions.models import AlarmRule, Subject
from dure.decisions.selectors import rules as selectors
from dure.decisions.selectors.preview import preview
from dure.decisions.selectors.rule_texts import condition_text
from dure.kernel import clock
from dure.plant.acting import watch_changes, who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.tables import Kind
from dure.web.toast import toast

TEMPLATE = "decisions/rule.html"
DAYS = (7, 14, 30)


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    words, subject, unused = request.GET.get("q", "")[:80], request.GET.get("subject", ""), "unused" in request.GET
    fields = [
        Field(_("priority"), lambda row: row.get_priority_display()),
        Field(_("name"), lambda row: row.name),
        Field(_("what it looks at"), lambda row: row.get_subject_display()),
        Field(_("rings when it"), condition_text),
        Field(_("limit"), lambda row: row.limit, Kind.FINE),
        Field(_("response"), lambda row: row.action),
        Field(_("who answers for the rule"), lambda row: str(row.owner or "")),
        Field(_("rang so often"), lambda row: row.rung, Kind.NUMBER),
        Field(_("last"), lambda row: row.last_rung, Kind.TIME),
    ]
    rows = selectors.rules(words=words, subject=subject, with_unused=unused)
    return listing(
        request, "decisions/rules.html", rows, fields, title=_("Alarm rules"), q=words, subject=subject, unused=unused,
        subjects=Subject.choices,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    first = {name: request.GET[name] for name in ("subject", "signal", "work_unit", "kpi") if name in request.GET}
    form = RuleForm(request.POST or None, initial=first)
    undo_of = watch_changes("decisions:rule-undo")
    return _taken(
        request, form, lambda: services.add_rule(by=who(request), **form.cleaned_data), undo=undo_of,
        heading=_("A new alarm rule"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(AlarmRule, pk=pk)
    form = RuleForm(request.POST or None, instance=row)
    undo_of = watch_changes("decisions:rule-undo")
    return _taken(
        request, form, lambda: services.change_rule(rule=row, by=who(request), **form.cleaned_data), undo=undo_of,
        heading=row.name, row=row,
    )  # fmt: skip


def _taken(request: HttpRequest, form: RuleForm, do: Any, **context: Any) -> HttpResponse:
    """The form, what it would have done (`preview`: days), or the saved rule."""
    days = request.POST.get("preview", "")
    if days.isdecimal() and len(days) < 3 and form.is_valid():
        found = preview(form.unsaved(), days=int(days), now=clock.now())
        context.pop("undo")
        return render(request, TEMPLATE, {"form": form, "preview": found, "days": DAYS, **context})
    return take(
        request, form, do, template=TEMPLATE, then=lambda made: reverse("decisions:alarm", args=[made.pk]),
        done=_("Saved. It is watched from now on."), days=DAYS, **context,
    )  # fmt: skip


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    record, row = services.undo(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    there = row_or_none(AlarmRule, row.pk) is not None
    return toast(
        request, redirect("decisions:alarm", row.pk) if there else redirect("decisions:rules"), text, kind="info"
    )
