"""The journal: what was entered, where it came from, and entries by hand."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.ledger import selectors, services
from dure.ledger.forms import EntryForm, LineForms, span_of
from dure.ledger.models import Account, Entry
from dure.ledger.texts import text_of_entry
from dure.plant.acting import who
from dure.web.access import pass_of
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.search import find
from dure.web.tables import Kind
from dure.web.toast import toast


def _fields() -> list[Field]:
    return [
        Field(_("Date"), lambda line: f"{line.entry.date:%Y-%m-%d}"),
        Field(_("Entry"), lambda line: line.entry_id, Kind.NUMBER),
        Field(_("Account number"), lambda line: line.account.code),
        Field(_("Account"), lambda line: line.account.name),
        Field(_("Debit"), lambda line: line.debit or None, Kind.NUMBER),
        Field(_("Credit"), lambda line: line.credit or None, Kind.NUMBER),
        Field(_("Party"), lambda line: line.party),
        Field(pgettext("books", "Text"), lambda line: text_of_entry(line.entry.text)),
        Field(_("Document"), lambda line: line.entry.document),
    ]


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    form, first, last = span_of(request.GET, timezone.localdate(clock.now()))
    number, text = request.GET.get("account", ""), request.GET.get("q", "").strip()[:80]
    account = selectors.account_by_number(number) if number else None
    rows = selectors.journal(first=first, last=last, account=account, text=text)
    debit, credit = selectors.totals(rows)
    return listing(
        request, "ledger/journal.html", rows, _fields(), title=_("Journal"), heading=[f"{first} – {last}"],
        span=form, account=number, q=text, accounts=_accounts(), debit=debit, credit=credit,
    )  # fmt: skip


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Entry, "made_by", "reverses", "reversed_by", pk=pk)
    lines = list(row.lines.select_related("account"))
    context = {"entry": row, "lines": lines, "sum": sum(line.debit for line in lines), "others": _others(row)}
    return render(request, "ledger/entry.html", context)


def _others(row: Entry) -> list[Entry]:
    """Entries of the same document."""
    return list(selectors.entries_of(row.document).exclude(pk=row.pk)[:20]) if row.document else []


@require_GET
def document(request: HttpRequest, number: str) -> HttpResponse:
    """To the page of the paper with this number: the contexts above know it."""
    hits = [hit for hit in find(number, pass_of(request).roles) if hit.title == number]
    if len(hits) == 1:
        return redirect(hits[0].href)
    return redirect(f"{reverse('web:search')}?q={number}")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """An entry by hand; `more` asks only for more empty lines."""
    head = EntryForm(request.POST or None, initial={"on": timezone.localdate(clock.now())})
    lines, status = LineForms(request.POST or None), 200
    if request.method == "POST" and "more" not in request.POST:
        status = 422
        if all([head.is_valid(), lines.is_valid()]):
            try:
                made = services.enter_by_hand(lines=lines.wanted(), by=who(request), **head.cleaned_data)
            except DureError as error:
                head.add_error(None, text_of(error))
                status = status_of(error)
            else:
                undo_at = reverse("ledger:entry_undo", args=[made.pk])
                return toast(request, redirect("ledger:entry", made.pk), _("Entered."), undo=undo_at)
    return render(request, "ledger/entry_form.html", _choices() | {"form": head, "lines": lines.forms}, status=status)


def _choices() -> dict[str, Any]:
    return {"accounts": _accounts(), "parties": selectors.parties()}


def _accounts() -> list[Account]:
    return list(selectors.accounts(in_use=True))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.undo_entry(entry=get_object_or_404(Entry, pk=pk), by=who(request))
    return toast(request, redirect("ledger:entry", made.pk), _("Taken back by a counter entry."), kind="info")
