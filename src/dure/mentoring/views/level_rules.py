"""The thresholds of the levels in their versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.mentoring.forms.level import RulesForm, ThresholdForm
from dure.mentoring.level import BY_KEY, CRITERIA, Threshold
from dure.mentoring.level_words import WORDS, name_of, threshold_text
from dure.mentoring.models import LevelRules, LevelThreshold
from dure.mentoring.selectors import level as selectors
from dure.mentoring.services import level as services
from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "mentoring/form.html"


@require_GET
def all_rules(request: HttpRequest) -> HttpResponse:
    """All versions, and what counts today."""
    now = selectors.rules_in_force(today())
    rows = _rows(selectors.thresholds_of(now), {})
    context = {"versions": list(selectors.rules()), "current": now}
    return _listed(request, "mentoring/level_rules.html", rows, title=_("Thresholds of the levels"), **context)


@require_GET
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """One version."""
    row = row_or_404(LevelRules, "published_by", pk=pk)
    keys = {one.criterion: one.pk for one in row.thresholds.all()}
    rows = _rows(selectors.thresholds_of(row), keys)
    title = _("Thresholds of the levels")
    return _listed(
        request, "mentoring/level_version.html", rows, title=f"{title} {row}", row=row, is_draft=not row.in_force_from
    )  # fmt: skip


def _rows(kept: dict[str, Threshold], keys: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "criterion": one, "name": name_of(one.key), "told": WORDS[one.key].told, "pk": keys.get(one.key),
            "reach": threshold_text(one, kept[one.key].reach), "keep": threshold_text(one, kept[one.key].keep),
            "is_asked": kept[one.key].is_asked,
        }
        for one in CRITERIA
        if one.key in kept
    ]  # fmt: skip


def _listed(
    request: HttpRequest, template: str, rows: list[dict[str, object]], *, title: str, **context: object
) -> HttpResponse:
    fields = [
        Field(_("Level"), lambda row: row["criterion"].level.name),
        Field(_("Criterion"), lambda row: row["name"]),
        Field(_("reached at"), lambda row: row["reach"]),
        Field(_("kept while"), lambda row: row["keep"]),
        Field(_("is asked"), lambda row: _("yes") if row["is_asked"] else _("no")),
        Field(_("How the figure is made"), lambda row: str(row["told"])),
    ]
    return listing(request, template, rows, fields, title=title, **context)


def address_of(row: LevelRules) -> str:
    return reverse("mentoring:level-version", args=[row.pk])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = RulesForm(request.POST or None)
    return take(
        request, form, lambda: services.new_rules(by=who(request), **form.cleaned_data), template=FORM,
        then=address_of, done=_("Change the copy now, then put it in force."),
        heading=_("New version of the thresholds"), back=reverse("mentoring:level-rules"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def threshold(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(LevelThreshold, "rules", pk=pk)
    form = ThresholdForm(request.POST or None, criterion=BY_KEY[row.criterion], row=row)
    undo_of = watch_changes("mentoring:level-undo")
    return take(
        request, form, lambda: services.change_threshold(threshold=row, by=who(request), **form.values()),
        template=FORM, then=address_of(row.rules), done=_("Saved."), undo=undo_of, heading=name_of(row.criterion),
        hint=WORDS[row.criterion].told, back=address_of(row.rules),
    )  # fmt: skip


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.publish_rules(rules=row_or_404(LevelRules, pk=pk), on=today(), by=who(request))
    return toast(request, redirect(address_of(row)), _("In force. The next computing goes by it."))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    services.discard_rules(rules=row_or_404(LevelRules, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:level-rules"), _("Removed."))
