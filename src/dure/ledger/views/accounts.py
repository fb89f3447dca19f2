"""The chart of accounts, and one account's lines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.ledger import selectors, services
from dure.ledger.forms import AccountForm, span_of
from dure.ledger.models import Account
from dure.ledger.texts import text_of_entry
from dure.plant.acting import who
from dure.plant.selectors import change_after, newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def chart(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:80].casefold()
    rows = [row for row in selectors.accounts() if text in str(row).casefold()]
    fields = [
        Field(_("Account number"), lambda row: row.code),
        Field(_("Account"), lambda row: row.name),
        Field(_("Kind"), lambda row: row.get_kind_display()),
        Field(_("The program posts"), lambda row: row.get_purpose_display() if row.purpose else ""),
        Field(_("In use"), lambda row: _("yes") if row.is_active else _("no")),
    ]
    return listing(request, "ledger/accounts.html", rows, fields, title=_("Chart of accounts"), q=text)


@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of some days with the balance after each."""
    row = get_object_or_404(Account, pk=pk)
    form, first, last = span_of(request.GET, timezone.localdate(clock.now()))
    party = request.GET.get("party", "").strip()[:40]
    before, lines = selectors.account_lines(row, first, last, party=party)
    fields = [
        Field(_("Date"), lambda one: f"{one.line.entry.date:%Y-%m-%d}"),
        Field(_("Entry"), lambda one: one.line.entry_id, Kind.NUMBER),
        Field(pgettext("books", "Text"), lambda one: text_of_entry(one.line.entry.text)),
        Field(_("Document"), lambda one: one.line.entry.document),
        Field(_("Party"), lambda one: one.line.party),
        Field(_("Debit"), lambda one: one.line.debit or None, Kind.NUMBER),
        Field(_("Credit"), lambda one: one.line.credit or None, Kind.NUMBER),
        Field(_("Balance"), lambda one: one.balance, Kind.NUMBER),
    ]
    return listing(
        request, "ledger/account.html", lines, fields, title=str(row), heading=[f"{first} – {last}"], account=row,
        span=form, party=party, before=before, debit=sum(one.line.debit for one in lines),
        credit=sum(one.line.credit for one in lines), after=lines[-1].balance if lines else before,
    )  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    return _take(request, AccountForm(request.POST or None), None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Account, pk=pk)
    return _take(request, AccountForm(request.POST or None, instance=row), row)


@require_http_methods(["GET", "POST"])
def _take(request: HttpRequest, form: AccountForm, row: Account | None) -> HttpResponse:
    before = newest_change()

    def do() -> Account:
        if row is None:
            return services.add_account(by=who(request), **form.cleaned_data)
        return services.change_account(row=row_or_404(Account, pk=row.pk), by=who(request), **form.cleaned_data)

    def undo_at(made: Account) -> str:
        record = change_after(before, made)
        return reverse("ledger:account_undo", args=[record.pk]) if record else ""

    return take(
        request, form, do, template="ledger/account_form.html", then=reverse("ledger:accounts"), done=_("Saved."),
        undo=undo_at, account=row,
    )  # fmt: skip


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    record, _row = services.undo_account_change(record_id=pk, by=who(request))
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect("ledger:accounts"), text, kind="info")
