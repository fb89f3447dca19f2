"""Versions of a type's rule, places of a round, and taking back what was decided."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import who
from dure.plant.today import today
from dure.programme.forms.calls import MoveForm, QuotaForm, ReasonForm, RuleForm
from dure.programme.models import BudgetEntry, QuotaEntry, Round, SupportType, TargetEntry, TypeRule
from dure.programme.models.calls import Decided
from dure.programme.selectors import calls
from dure.programme.selectors import decisions as selectors
from dure.programme.selectors.as_of import known_now
from dure.programme.selectors.rule_texts import compared, said_by
from dure.programme.services import decisions as services
from dure.programme.views.asking import asked
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none

_FORM = "programme/form.html"
_KINDS: dict[str, type[Decided]] = {
    "rule": TypeRule, "budget": BudgetEntry, "places": QuotaEntry, "target": TargetEntry,
}  # fmt: skip


@require_GET
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions; two of them side by side as the query asks, else the newest and the one before."""
    row, known = row_or_404(SupportType, "programme", pk=pk), asked(request)
    versions = selectors.rules_of(row, known.at)
    fields = [
        Field(_("version"), lambda one: one.version, "number"),
        Field(_("decided on"), lambda one: one.decided_on.isoformat()),
        Field(_("conditions"), lambda one: "; ".join(f"{said.label}: {said.value}" for said in said_by(one))),
        Field(_("rests on"), lambda one: one.source),
        Field(_("reason"), lambda one: one.reason),
        Field(_("entered at"), lambda one: one.recorded_at, "time"),
        Field(_("entered by"), lambda one: str(one.recorded_by)),
    ]
    shown = list(versions[:2])
    now = row_or_none(TypeRule, request.GET.get("version"), type=row) or (shown[0] if shown else None)
    before = row_or_none(TypeRule, request.GET.get("before"), type=row) or (shown[1] if len(shown) > 1 else None)
    return listing(
        request, "programme/type.html", versions, fields, title=_("Rules of %(type)s") % {"type": row},
        heading=[known.words], row=row, asked=known, holds=selectors.rule_on(row, known.at), now=now, before=before,
        versions=versions, compared=compared(now, before) if now else [],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rule_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(SupportType, "programme", pk=pk), reverse("programme:type", args=[pk])
    last = selectors.rule_on(row, known_now(today()))
    codes = [one.code for one in calls.types_of(row.programme) if one.pk != row.pk]
    form = RuleForm(request.POST or None, codes=codes, last=last, day=today())
    return take(
        request, form, lambda: services.decide_rule(type=row, by=who(request), **form.values), template=_FORM,
        then=back, done=_("Decided."), heading=_("Decide a rule of %(type)s") % {"type": row}, back=back,
        hint=_("It becomes a version of its own. Cases keep the version by which they were decided."),
    )  # fmt: skip


@require_GET
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Places of a round by part, and each entry behind them."""
    row, known = row_or_404(Round, "cohort__programme", pk=pk), asked(request)
    fields = [
        Field(_("decided on"), lambda one: one.decided_on.isoformat()),
        Field(_("who it is for"), selectors.label_of),
        Field(_("bound"), lambda one: one.get_bound_display()),
        Field(pgettext("programme", "places"), lambda one: one.places, "number"),
        Field(_("moved"), lambda one: _("yes") if one.move else ""),
        Field(_("rests on"), lambda one: one.source),
        Field(_("reason"), lambda one: one.reason),
        Field(_("entered at"), lambda one: one.recorded_at, "time"),
        Field(_("entered by"), lambda one: str(one.recorded_by)),
    ]
    return listing(
        request, "programme/round.html", selectors.quota_log(row, known.at), fields, title=str(row),
        heading=[known.words], dress=selectors.labelled, row=row, asked=known,
        parts=selectors.places_on(row, known.at),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def quota_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Round, "cohort__programme", pk=pk), reverse("programme:round", args=[pk])
    types = {one.pk: one for one in calls.types_of(row.cohort.programme)}
    form = QuotaForm(request.POST or None, types=types, initial={"decided_on": today()})
    return take(
        request, form, lambda: services.decide_quota(round=row, by=who(request), **form.values), template=_FORM,
        then=back, done=_("Decided."), heading=_("Give places"), back=back,
        hint=_("%(round)s. Without type, city and sector the places are for all together.") % {"round": row},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def places_move(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Round, "cohort__programme", pk=pk), reverse("programme:round", args=[pk])
    types = {one.pk: one for one in calls.types_of(row.cohort.programme)}
    parts = selectors.movable(row, known_now(today()))
    form = MoveForm(request.POST or None, types=types, parts=parts, initial={"decided_on": today()})
    return take(
        request, form, lambda: services.move_places(round=row, by=who(request), **form.values), template=_FORM,
        then=back, done=_("Moved."), heading=_("Move places"), back=back,
        hint=_("%(round)s. What is taken there is given here, in one decision.") % {"round": row},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    if kind not in _KINDS:
        raise Http404
    entry: Decided = row_or_404(_KINDS[kind], "recorded_by", pk=pk)
    back = _page_of(entry)
    form = ReasonForm(request.POST or None)
    return take(
        request, form, lambda: services.take_back(entry=entry, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Taken back by a further entry."), heading=_("Take back"), back=back,
        hint=_("%(entry)s, decided on %(day)s. The entry stays, and a further one undoes it.")
        % {"entry": entry, "day": entry.decided_on}, button=_("Take back"),
    )  # fmt: skip


def _page_of(entry: Decided) -> str:
    match entry:
        case BudgetEntry():
            return reverse("programme:budget", args=[entry.cohort_id])
        case QuotaEntry():
            return reverse("programme:round", args=[entry.round_id])
        case TargetEntry():
            return reverse("programme:targets", args=[entry.cohort_id])
        case TypeRule():
            return reverse("programme:type", args=[entry.type_id])
    raise TypeError(entry)
