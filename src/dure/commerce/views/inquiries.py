"""Requests for quotation: asking, comparing answers, ordering from those chosen."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.buying import AnswerForm, AskForm, AskLines
from dure.commerce.models import AskedSupplier, Inquiry
from dure.commerce.undoing import today
from dure.commerce.views.buying import choices, numbers_asked, purchase_address, text_asked
from dure.commerce.views.sales_papers import party_of
from dure.kernel.errors import DureError
from dure.ledger.money import won
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast


def address_of(row: Inquiry) -> str:
    return reverse("commerce:inquiry", args=[row.pk])


@require_GET
def inquiries(request: HttpRequest) -> HttpResponse:
    text, status = text_asked(request), request.GET.get("status", "")
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Date"), lambda row: row.asked_on),
        Field(_("Answer by"), lambda row: row.answer_by),
        Field(pgettext("trade", "Lines"), lambda row: row.line_count, Kind.NUMBER),
        Field(_("Asked"), lambda row: row.asked_count, Kind.NUMBER),
        Field(_("Answered"), lambda row: row.answer_count, Kind.NUMBER),
        Field(_("Status"), lambda row: row.get_status_display()),
    ]
    return listing(
        request, "commerce/inquiries.html", selectors.inquiries(text=text, status=status), fields,
        title=_("Requests for quotation"), q=text, status=status, statuses=Inquiry.Status.choices,
    )  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    ask = selectors.requests_by_id if request.method == "POST" else selectors.open_requests
    wanted = ask(numbers_asked(request, "request"))
    rows = [{"item": one.item, "quantity": one.quantity, "needed_on": one.needed_on} for one in wanted]
    form = AskForm(request.POST or None, initial={"answer_by": today() + timedelta(days=7)})
    lines, status = AskLines(request.POST or None, prefix="line", initial=rows), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() & lines.is_valid():
            try:
                made = services.ask_suppliers(
                    lines=lines.wishes(), by=who(request), requests=list(wanted), **form.cleaned_data
                )
            except DureError as error:
                form.add_error(None, text_of(error))
                status = status_of(error)
            else:
                return toast(request, redirect(address_of(made)), _("Print it or send it to the suppliers."))
    return render(request, "commerce/inquiry_add.html", {"form": form, "lines": lines} | choices(), status=status)


@require_GET
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers side by side: worth of each line, the lowest marked, the sum of each supplier."""
    row = get_object_or_404(Inquiry, pk=pk)
    suppliers = list(row.suppliers.select_related("partner").prefetch_related("answers"))
    lines = list(row.lines.select_related("item", "unit", "chosen__asked__partner"))
    context = {
        "inquiry": row,
        "suppliers": suppliers,
        "rows": [(line, _cells(line, suppliers)) for line in lines],
        "sums": [_sum(one, lines) for one in suppliers],
        "is_chosen": any(line.chosen_id for line in lines),
        "history": selectors.changes_of(row),
    }
    return render(request, "commerce/inquiry.html", context)


def _cells(line, suppliers):  # type: ignore[no-untyped-def]
    """(answer, its worth in won, whether it is the lowest) for each supplier."""
    answers = [next((a for a in one.answers.all() if a.line_id == line.pk), None) for one in suppliers]
    prices = [answer.price for answer in answers if answer]
    return [(a, won(a.price * line.quantity), a.price == min(prices)) if a else (None, None, False) for a in answers]


def _sum(asked, lines):  # type: ignore[no-untyped-def]
    """What a supplier would get for all lines, None unless it has answered them all."""
    prices = {answer.line_id: answer.price for answer in asked.answers.all()}
    if not prices.keys() >= {line.pk for line in lines}:
        return None
    return sum(won(prices[line.pk] * line.quantity) for line in lines)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    asked = row_or_404(AskedSupplier, "inquiry", "partner", pk=pk)
    first = {"answered_on": asked.answered_on or today(), "declined": asked.declined, "note": asked.note}
    form = AnswerForm(request.POST or None, initial=first, asked=asked, inquiry=asked.inquiry)

    def do() -> Inquiry:
        found = form.cleaned_data
        services.note_answer(
            asked=asked, quoted=form.quoted(), by=who(request), on=found["answered_on"], declined=found["declined"],
            note=found["note"],
        )  # fmt: skip
        return asked.inquiry

    return take(
        request, form, do, template="commerce/inquiry_answer.html", then=address_of, done=_("Saved."), asked=asked,
    )  # fmt: skip


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the chosen answers; with `order` draft the orders at once."""
    row = get_object_or_404(Inquiry, pk=pk)
    given = {line.pk: request.POST.get(f"line-{line.pk}", "") for line in row.lines.all()}
    answers = selectors.answers_by_id(row, [int(text) for text in given.values() if text.isdecimal()])
    chosen = {line: answers.get(int(text)) if text.isdecimal() else None for line, text in given.items()}
    services.choose_answers(inquiry=row, chosen=chosen, by=who(request))
    if "order" not in request.POST:
        return toast(request, redirect(address_of(row)), _("Saved."))
    orders = services.order_chosen(inquiry=row, by=who(request))
    where = purchase_address(orders[0]) if len(orders) == 1 else reverse("commerce:purchases")
    return toast(request, redirect(where), _("Drafted: %(orders)s") % {"orders": ", ".join(map(str, orders))})


@require_POST
def drop(request: HttpRequest, pk: int, dropped: int) -> HttpResponse:
    row = get_object_or_404(Inquiry, pk=pk)
    services.set_inquiry_dropped(inquiry=row, dropped=bool(dropped), by=who(request))
    back = reverse("commerce:inquiry-drop", args=[pk, int(not dropped)])
    return toast(request, redirect(address_of(row)), _("Dropped.") if dropped else _("Open again."), undo=back)


@require_GET
@in_asked_language
def inquiry_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter to one supplier."""
    asked = row_or_404(AskedSupplier, "inquiry", "partner", pk=pk)
    lines = list(asked.inquiry.lines.select_related("item", "unit"))
    return paper(
        request, "commerce/papers/inquiry.html", title=_("Request for quotation"), number=asked.inquiry.number,
        inquiry=asked.inquiry, supplier=party_of(asked.partner), lines=lines,
    )  # fmt: skip
