"""Money of a cohort and of a case: committed, paid, and against the state's subsidy system."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.plant.today import today
from dure.product.serving import file_answer
from dure.programme.forms import money as forms
from dure.programme.models import Case, Commitment, Disbursement, Evidence, Refund, StateFile
from dure.programme.reconciling import Kind
from dure.programme.selectors import money as selectors
from dure.programme.services import money as services
from dure.programme.services import spending
from dure.programme.settlement import interest
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files

_FORM, _MOST_MB = "programme/form.html", 30
DIFFERENCES = {
    Kind.ONLY_HERE: gettext_lazy("only here"),
    Kind.ONLY_THERE: gettext_lazy("only there"),
    Kind.WON: gettext_lazy("another amount"),
    Kind.DAY: gettext_lazy("another day"),
    Kind.TWICE: gettext_lazy("twice there"),
}


def _of(case: Case) -> str:
    return reverse("programme:case-money", args=[case.pk])


def _named(parts: list[selectors.Part]) -> list[dict[str, Any]]:
    names = dict(forms.AFTER)
    return [
        {"name": one.name, "won": one.won, "paid": one.paid, "left": one.left, "is_due": one.is_due,
         "after_name": names.get(one.after, one.after)}
        for one in parts
    ]  # fmt: skip


def _done(request: HttpRequest, case: Case, do: Callable[[], Any], text: str) -> HttpResponse:
    do()
    return toast(request, redirect(_of(case)), text)


@require_GET
def money(request: HttpRequest) -> HttpResponse:
    search = forms.MoneySearch(request.GET, cohorts=selectors.cohorts())
    cohort, status = search.chosen()
    fields = [
        Field(_("case"), lambda row: row.case.number),
        Field(_("firm"), lambda row: row.firm.name),
        Field(_("city or county"), lambda row: row.firm.get_city_display()),
        Field(_("type of support"), lambda row: row.case.type.code),
        Field(_("version"), lambda row: row.version, "number"),
        Field(_("state"), lambda row: row.get_status_display()),
        Field(pgettext("money", "cost (won)"), lambda row: row.cost, "number"),
        Field(_("Province"), lambda row: row.province, "number"),
        Field(_("City or county"), lambda row: row.city, "number"),
        Field(_("the firm's own part"), lambda row: row.own, "number"),
        Field(_("Sponsor in kind"), lambda row: row.sponsor, "number"),
    ]
    return listing(
        request, "programme/money.html", selectors.commitments(cohort, status=status), fields, title=_("Money"),
        search=search, cohort=cohort, pots=selectors.pots(cohort) if cohort else [],
        files=cohort.state_files.all() if cohort else [],
    )  # fmt: skip


@require_GET
def case_money(request: HttpRequest, pk: int) -> HttpResponse:
    case = row_or_404(Case, "firm", "type", "round__cohort__programme", pk=pk)
    commitments, payments, evidence, refunds = selectors.of_case(case)
    context = {
        "case": case, "commitments": commitments, "parts": _named(selectors.parts_of(case)), "payments": payments,
        "evidence": evidence, "refunds": refunds, "held": selectors.commitment_of(case),
        "settlement": selectors.settlement_of(case),
    }  # fmt: skip
    return render(request, "programme/case_money.html", context)


@require_http_methods(["GET", "POST"])
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    case = row_or_404(Case, "firm", "type", pk=pk)
    held = selectors.commitment_of(case)
    form = forms.CommitmentForm(
        request.POST or None, initial={"cost": held.cost, "sponsor": held.sponsor} if held else None
    )
    return take(
        request, form,
        lambda: services.propose(
            case=case, plans=form.plans, by=who(request),
            **{name: form.cleaned_data[name] for name in ("cost", "sponsor", "reason")},
        ),
        template=_FORM, then=_of(case), done=_("Proposed. It holds once it is approved."),
        heading=_("Propose who pays which part"), back=_of(case),
        hint=_("The public part follows from the rule of the type: its rate, its cap, whole won."),
        button=_("Propose"),
    )  # fmt: skip


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Commitment, "case", pk=pk)
    return _done(request, row.case, lambda: services.approve(commitment=row, by=who(request)), _("Approved."))


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Commitment, "case", pk=pk)
    form = forms.ReasonForm(request.POST or None)
    return take(
        request, form, lambda: services.decline(commitment=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=_of(row.case), done=_("Declined."), heading=_("Decline the proposal"), back=_of(row.case),
        button=_("Decline"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    case = row_or_404(Case, "firm", pk=pk)
    due = [part for part in selectors.parts_of(case) if part.is_due and part.left]
    choices = [(part.number, f"{part.name} ({part.left:,.0f})") for part in due]
    initial = {"won": due[0].left, "paid_on": today()} if due else None
    form = forms.PaymentForm(request.POST or None, tranches=choices, initial=initial)
    return take(
        request, form, lambda: services.order_payment(case=case, by=who(request), **form.cleaned_data),
        template=_FORM, then=_of(case), done=_("Written down."), heading=_("Pay a tranche"), back=_of(case),
        hint="" if due else _("No tranche is due: its step isn't taken, or it is paid already."),
    )  # fmt: skip


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Disbursement, "case", pk=pk)
    return _done(request, row.case, lambda: services.release(payment=row, by=who(request)), _("Approved."))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Disbursement, "case", pk=pk)
    return _done(request, row.case, lambda: services.cancel(payment=row, by=who(request)), _("Cancelled."))


@takes_files(_MOST_MB)
@require_http_methods(["GET", "POST"])
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    case = row_or_404(Case, "firm", pk=pk)
    form = forms.EvidenceForm(request.POST or None, request.FILES or None)
    return take(
        request, form,
        lambda: spending.hand_in(
            case=case, by=who(request), **{**form.cleaned_data, "file": data_of(form, "file") or b""}
        ),
        template=_FORM, then=_of(case), done=_("Handed in."), heading=_("Hand in a paper"), back=_of(case),
        hint=_("One paper for each purchase. The programme bears the supply price, not the VAT."),
        button=_("Hand in"),
    )  # fmt: skip


@require_GET
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    return file_answer(row_or_404(Evidence, pk=pk).file, of=spending.KINDS)


@require_POST
def evidence_accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Evidence, "case", pk=pk)
    return _done(request, row.case, lambda: spending.accept(evidence=row, by=who(request)), _("Accepted."))


@require_http_methods(["GET", "POST"])
def evidence_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Evidence, "case", pk=pk)
    form = forms.ReasonForm(request.POST or None)
    return take(
        request, form, lambda: spending.refuse(evidence=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=_of(row.case), done=_("Refused."), heading=_("Refuse the paper"), back=_of(row.case), button=_("Refuse"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, pk: int) -> HttpResponse:
    case = row_or_404(Case, "firm", "round__cohort", pk=pk)
    settled, rule = selectors.settlement_of(case), selectors.money_rule_on(case.round.cohort, today())
    initial: dict[str, Any] = {"due_on": today()}
    since = selectors.last_paid_on(case)
    if settled is not None and rule is not None and since is not None:
        initial |= {
            "won": settled.to_return, "interest": interest(settled.to_return, rule.interest, since, today())
        }  # fmt: skip
    form = forms.RefundForm(request.POST or None, initial=initial)
    return take(
        request, form, lambda: spending.ask_refund(case=case, by=who(request), **form.cleaned_data), template=_FORM,
        then=_of(case), done=_("Asked for."), heading=_("Ask money back"), back=_of(case), button=_("Ask for it"),
        hint=_("Proposed: what the accepted papers don't carry, with interest since the last payment."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refund_received(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Refund, "case", pk=pk)
    form = forms.ReceivedForm(request.POST or None, initial={"received_on": today()})
    return take(
        request, form, lambda: spending.receive(refund=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=_of(row.case), done=_("Saved."), heading=_("The refund has come"), back=_of(row.case),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def money_rule_add(request: HttpRequest) -> HttpResponse:
    form = forms.MoneyRuleForm(request.POST or None, initial={"decided_on": today()})
    back = reverse("programme:money")
    return take(
        request, form, lambda: services.decide_money_rule(by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), heading=_("How money is handled"), back=back,
    )  # fmt: skip


@takes_files(_MOST_MB)
@require_http_methods(["GET", "POST"])
def state_file_add(request: HttpRequest) -> HttpResponse:
    form = forms.StateFileForm(request.POST or None, request.FILES or None, cohorts=selectors.cohorts())
    return take(
        request, form,
        lambda: spending.take_state_file(
            cohort=form.cleaned_data["cohort"], name=form.cleaned_data["file"].name,
            data=data_of(form, "file") or b"", by=who(request),
        ),
        template=_FORM, then=lambda made: reverse("programme:state-file", args=[made.pk]), done=_("Compared."),
        heading=_("Compare with the state's subsidy system"), back=reverse("programme:money"), button=_("Compare"),
        hint=_("Money is moved and settled there. Here it is held against what stands here; nothing is sent."),
    )  # fmt: skip


@require_GET
def state_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(StateFile, "cohort__programme", pk=pk)
    found = selectors.payments_against(row)
    rows = [
        {"name": str(DIFFERENCES[one.kind]), "here": one.here, "there": one.there, "line": one.here or one.there}
        for one in found.differences
    ]
    fields = [
        Field(_("difference"), lambda one: one["name"]),
        Field(_("case"), lambda one: one["line"].case),
        Field(_("document"), lambda one: one["line"].document),
        Field(_("day here"), lambda one: one["here"] and one["here"].day, "date"),
        Field(_("day there"), lambda one: one["there"] and one["there"].day, "date"),
        Field(_("won here"), lambda one: one["here"] and one["here"].won, "number"),
        Field(_("won there"), lambda one: one["there"] and one["there"].won, "number"),
        Field(_("row of the file"), lambda one: one["there"] and one["there"].row, "number"),
    ]
    return listing(request, "programme/state_file.html", rows, fields, title=str(row), row=row, found=found)
