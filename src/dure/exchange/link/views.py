"""Pages of the link to the hub of the region: what is agreed, what was sent, and how it is stopped."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.exchange import tasks
from dure.exchange.link import selectors, services
from dure.exchange.link.forms import ContractForm, JoinForm
from dure.exchange.link.models import Contract, Sent
from dure.exchange.link.words import TROUBLES
from dure.kernel import clock
from dure.plant.acting import who
from dure.plant.today import today
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

_FORM = "exchange/link/form.html"


@require_GET
def link(request: HttpRequest) -> HttpResponse:
    context = {"hubs": selectors.hubs(), "contracts": selectors.contracts(), "key": selectors.plant_key()}
    return render(request, "exchange/link/link.html", context)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    form, back = JoinForm(request.POST or None), reverse("exchange:link")
    return take(
        request, form, lambda: services.join_hub(text=form.cleaned_data["text"], by=who(request), now=clock.now()),
        template=_FORM, then=back, done=_("Added."), heading=_("Add a hub"), back=back,
        hint=_("Paste what the hub gave you. Nothing is sent by it: that takes a contract."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def contract_add(request: HttpRequest) -> HttpResponse:
    form = ContractForm(request.POST or None, initial=_begun())
    return take(
        request, form, lambda: services.draft(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("exchange:link-contract", args=[made.pk]),
        done=_("Look through it before you agree."), heading=_("Write a data contract"), back=reverse("exchange:link"),
        hint=_("Nothing is sent yet. The next page shows what would go, with the figures of yesterday."),
    )  # fmt: skip


@require_GET
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Contract, "hub", "agreed_by", "revoked_by", pk=pk)
    day = selectors.last_day_over(clock.now())
    fields = [
        Field(_("number"), lambda one: one.number, "number"),
        Field(_("kind"), lambda one: one.get_kind_display()),
        Field(_("day"), lambda one: one.day, "date"),
        Field(pgettext("message", "made"), lambda one: one.made_at, "moment"),
        Field(_("receipt of the hub"), lambda one: one.received_at, "moment"),
    ]
    example = selectors.lines_of(selectors.figures_of(row, day, clock.now())) if row.agreed_at is None else []
    return listing(
        request, "exchange/link/contract.html", selectors.messages_of(row), fields, title=str(row), row=row,
        names=selectors.names_of(row.codes), example=example, example_day=day, trouble=TROUBLES.get(row.trouble, ""),
    )  # fmt: skip


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Contract, pk=pk)
    services.agree(contract=row, by=who(request), now=clock.now())
    tasks.tell_soon()
    return toast(request, redirect("exchange:link-contract", pk), _("Agreed. The first reports go within minutes."))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    services.discard(contract=row_or_404(Contract, pk=pk), by=who(request))
    return toast(request, redirect("exchange:link"), _("Removed."))


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Contract, "hub", pk=pk), reverse("exchange:link-contract", args=[pk])

    def do() -> Contract:
        done = services.revoke(contract=row, by=who(request), now=clock.now())
        tasks.tell_soon()
        return done

    return take(
        request, forms.Form(request.POST if request.method == "POST" else None), do, template=_FORM, then=back,
        done=_("Revoked. The hub is told at once, or as soon as there is a line."), heading=_("Revoke the contract"),
        back=back, button=_("Revoke for good"),
        hint=_("Nothing more is sent and the hub can't open the figures any more. This can't be taken back."),
    )  # fmt: skip


@require_GET
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Sent, "contract__hub", pk=pk)
    message = selectors.read(row)
    body = bytes(row.packet).partition(b"\n")[2].decode()
    context = {"row": row, "message": message, "lines": selectors.lines_of(message.figures), "body": body}
    names = selectors.names_of(list(message.terms.codes)) if message.terms else []
    return render(request, "exchange/link/sent.html", context | {"kind": row.get_kind_display(), "names": names})


def _begun() -> dict[str, Any]:
    day = today()
    return {
        "first_on": day, "last_on": day.replace(month=12, day=31), "read_until": day.replace(month=12, day=31),
        "codes": ["oee", "quality_ratio"],
    }  # fmt: skip
