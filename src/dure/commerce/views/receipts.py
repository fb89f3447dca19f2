"""Goods that come: what is awaited, receiving by hand or scanner, the incoming check, and back to the supplier."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from dure.commerce import selectors, services
from dure.commerce.forms.buying import BackForm, CheckForm, FileForm, GoodsForm, ReceiveForm
from dure.commerce.forms.fields import plain
from dure.commerce.forms.sales import ReasonForm
from dure.commerce.models import IncomingCheck, PurchaseOrder, Receipt, ReceiptFile, ReceiptLine
from dure.commerce.services import Back
from dure.commerce.undoing import today
from dure.commerce.views.buying import FORM, number_asked, receipt_address, text_asked
from dure.inventory.selectors import scanned
from dure.kernel.errors import DureError, Invalid
from dure.plant.acting import who
from dure.product.media import MOST_FILE_MB
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast
from dure.web.uploads import takes_files


def receipt_or_404(pk: int) -> Receipt:
    return row_or_404(Receipt, "partner", "made_by", "undone_by", pk=pk)


@require_GET
def to_receive(request: HttpRequest) -> HttpResponse:
    """Open lines of all orders, the most urgent first. A scanned item leads to its lines."""
    text, late = text_asked(request), "late" in request.GET
    rows = selectors.lines_to_receive_like(text, late_at=today() if late else None)
    fields = [
        Field(_("Comes on"), lambda row: row.promised_on),
        Field(pgettext("trade", "Order"), lambda row: row.order.number),
        Field(pgettext("trade", "Supplier"), lambda row: row.order.partner.name),
        Field(_("Item code"), lambda row: row.item.code),
        Field(_("Item"), lambda row: row.item.name),
        Field(_("Ordered"), lambda row: row.item_quantity, Kind.NUMBER),
        Field(_("Still to come"), lambda row: row.item_quantity - row.moved, Kind.NUMBER),
        Field(_("Unit"), lambda row: row.item.unit_id),
    ]
    return listing(
        request, "commerce/to_receive.html", rows, fields, title=_("To receive"), q=text, late=late, today=today()
    )


@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    text, state = text_asked(request), request.GET.get("state", "")
    rows = selectors.receipts(text=text, partner=number_asked(request, "partner"), state=state)
    fields = [
        Field(_("Number"), lambda row: row.number),
        Field(_("Received"), lambda row: row.received_at, Kind.TIME),
        Field(pgettext("trade", "Supplier"), lambda row: row.partner.name),
        Field(_("Delivery note"), lambda row: row.partner_reference),
        Field(_("Kind"), lambda row: _("return") if row.is_return else _("receipt")),
        Field(pgettext("trade", "Lines"), lambda row: row.line_count, Kind.NUMBER),
        Field(_("Taken back"), lambda row: row.undone_at, Kind.TIME),
    ]
    waiting = selectors.receipts_with_waiting()
    return listing(
        request, "commerce/receipts.html", rows, fields, title=_("Receipts"), q=text, state=state, waiting=waiting
    )


def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of an order; a scanned code fills its row."""
    order = row_or_404(PurchaseOrder, "partner", pk=pk)
    head = ReceiveForm(request.POST or None)
    lines = list(selectors.lines_to_receive().filter(order=order).select_related("item__second_unit"))
    goods = [GoodsForm(request.POST or None, line=line, prefix=f"g{line.pk}") for line in lines]
    status, found = 200, _scanned_into(request, goods)
    if request.method == "POST" and found is None:
        status = 422
        wrong = [form for form in goods if not form.is_valid()]  # all are asked, so that all say what is wrong
        if head.is_valid() and not wrong:
            try:
                came = [one for one in (form.goods() for form in goods) if one is not None]
                made = services.take_in(goods=came, by=who(request), **head.cleaned_data)
            except DureError as error:
                head.add_error(None, text_of(error))
                status = status_of(error)
            else:
                text = _("Received. It waits for the incoming check.")
                return toast(request, redirect(receipt_address(made)), text, undo=_undo_at(made))
    context = {"order": order, "head": head, "goods": goods, "scan": found}
    return render(request, "commerce/receive.html", context, status=status)


def _undo_at(receipt: Receipt) -> str:
    return f"{reverse('commerce:receipt-undo', args=[receipt.pk])}?at_once=1"


def _scanned_into(request: HttpRequest, goods: Sequence[GoodsForm]) -> str | None:
    """What to say of a code that was scanned; the row of its item gets the quantity and what the code tells."""
    code = request.POST.get("scan", "").strip()[:120] if request.method == "POST" else ""
    if not code or "receive" in request.POST:
        return None
    seen = scanned(code)
    form = next((one for one in goods if seen.item is not None and one.line.item_id == seen.item.pk), None)
    if form is None:
        return _("“%(code)s” is not on this order.") % {"code": code}
    data = request.POST.copy()
    before = _number(data.get(form.add_prefix("quantity"), ""))
    data[form.add_prefix("quantity")] = plain(before + (seen.quantity or Decimal(1)))
    if seen.lot_number:
        data[form.add_prefix("supplier_lot")] = seen.lot_number
    if seen.expires_on:
        data[form.add_prefix("expires_on")] = seen.expires_on.isoformat()
    for one in goods:
        one.data = data
    return f"{form.line.item.name}: {data[form.add_prefix('quantity')]} {form.line.item.unit_id}"


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", "").strip() or "0")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, receipt_or_404(pk))


def _page(
    request: HttpRequest, row: Receipt, wrong: tuple[int, CheckForm] | None = None, status: int = 200
) -> HttpResponse:
    lines = list(row.lines.select_related("item", "lot", "order_line__order", "move__to_location"))
    waiting = selectors.waiting_for_check(lines)
    forms = {
        line.pk: CheckForm(initial={"accepted": waiting[line.pk], "rejected": Decimal(0)}, prefix=f"c{line.pk}")
        for line in lines
        if waiting[line.pk] > 0
    }
    if wrong is not None:
        forms[wrong[0]] = wrong[1]
    context = {
        "receipt": row,
        "rows": [(line, waiting[line.pk], forms.get(line.pk), line.checks.all()) for line in lines],
        "is_waiting": any(waiting.values()),
        "files": row.files.select_related("added_by"),
        "file_form": FileForm(),
        "orders": sorted({line.order_line.order for line in lines if line.order_line}, key=str),
        "is_invoiced": any(line.invoiced for line in lines),
        "may_go_back": not row.is_return and row.undone_at is None,
    }
    return render(request, "commerce/receipt.html", context, status=status)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    line = row_or_404(ReceiptLine, "receipt", pk=pk)
    form, status = CheckForm(request.POST, prefix=f"c{pk}"), 422
    if form.is_valid():
        try:
            made = services.check_goods(line=line, by=who(request), **form.cleaned_data)
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            back = reverse("commerce:check-undo", args=[made.pk])
            return toast(request, redirect(receipt_address(line.receipt)), _("Checked."), undo=back)
    return _page(request, receipt_or_404(line.receipt_id), (pk, form), status)


@require_POST
def check_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that waits is good."""
    row = receipt_or_404(pk)
    made = services.accept_all(receipt=row, by=who(request))
    back = reverse("commerce:check-all-undo", args=[pk, made[0].pk, made[-1].pk])
    return toast(request, redirect(receipt_address(row)), _("All accepted."), undo=back)


@require_POST
def check_all_undo(request: HttpRequest, pk: int, first: int, last: int) -> HttpResponse:
    row = receipt_or_404(pk)
    services.undo_checks(receipt=row, first=first, last=last, by=who(request))
    return toast(request, redirect(receipt_address(row)), _("The goods wait again."), kind="info")


@require_POST
def check_undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(IncomingCheck, "line__receipt", pk=pk)
    services.undo_check(check=row, by=who(request))
    return toast(request, redirect(receipt_address(row.line.receipt)), _("The goods wait again."), kind="info")


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = receipt_or_404(pk), ReasonForm(request.POST or None)
    if "at_once" in request.GET and request.method == "POST":
        services.undo_receipt(receipt=row, by=who(request), reason=_("Undone at once"))
        return toast(request, redirect(receipt_address(row)), _("Taken back."), kind="info")
    return take(
        request, form, lambda: services.undo_receipt(receipt=row, by=who(request), **form.cleaned_data), template=FORM,
        then=receipt_address, done=_("Taken back."), heading=f"{row.number} · {_('Take the receipt back')}",
        up=receipt_address(row), up_text=row.number,
    )  # fmt: skip


@require_POST
@takes_files(MOST_FILE_MB)
def file_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = receipt_or_404(pk), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Invalid(next(iter(form.errors["file"])))
    sent = form.cleaned_data["file"]
    services.add_receipt_file(receipt=row, name=sent.name, data=sent.read(), by=who(request))
    return toast(request, redirect(receipt_address(row)), _("Kept."))


@require_GET
def file(request: HttpRequest, pk: int) -> FileResponse:
    row = get_object_or_404(ReceiptFile, pk=pk)
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = receipt_or_404(pk), BackForm(request.POST or None)
    there = selectors.goods_still_here(row)
    rows: list[dict[str, Any]] = [
        {
            "line": line,
            "balance": one,
            "name": f"b{line.pk}-{one.pk}",
            "value": request.POST.get(f"b{line.pk}-{one.pk}", ""),
        }
        for line, one in there
    ]

    def do() -> Receipt:
        wanted = [(one, _number(one["value"])) for one in rows]
        backs = [
            Back(one["line"], quantity, one["balance"].lot, one["balance"].location)
            for one, quantity in wanted
            if quantity > 0
        ]
        if not backs:
            raise Invalid("Choose what goes back.")
        return services.send_back(returned=backs, by=who(request), **form.cleaned_data)

    return take(
        request, form, do, template="commerce/send_back.html", then=receipt_address,
        done=pgettext("trade", "Sent back."), undo=_undo_at, receipt=row, rows=rows,
    )  # fmt: skip
