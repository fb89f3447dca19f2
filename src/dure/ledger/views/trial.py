"""The trial balance."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.kernel import clock
from dure.ledger import selectors
from dure.ledger.forms import span_of
from dure.web.listing import Field, listing
from dure.web.tables import Kind


@require_GET
def trial(request: HttpRequest) -> HttpResponse:
    form, first, last = span_of(request.GET, timezone.localdate(clock.now()))
    rows = selectors.trial_rows(first, last)
    fields = [
        Field(_("Account number"), lambda row: row.account.code),
        Field(_("Account"), lambda row: row.account.name),
        Field(_("Balance before"), lambda row: row.before, Kind.NUMBER),
        Field(_("Debit"), lambda row: row.debit, Kind.NUMBER),
        Field(_("Credit"), lambda row: row.credit, Kind.NUMBER),
        Field(_("Debit balance"), lambda row: row.after_debit, Kind.NUMBER),
        Field(_("Credit balance"), lambda row: row.after_credit, Kind.NUMBER),
    ]
    names = ("debit", "credit", "after_debit", "after_credit")
    sums = {name: sum((getattr(row, name) for row in rows), Decimal(0)) for name in names}
    return listing(
        request, "ledger/trial.html", rows, fields, title=_("Trial balance"), heading=[f"{first} – {last}"],
        accounts=rows, span=form, first=first, last=last, **sums,
    )  # fmt: skip
