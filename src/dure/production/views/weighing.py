"""The weighing terminal: what to weigh next, whether lot and weight are right, and the list of what was weighed."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.label_sheet import label_page
from dure.inventory.labels import Label, elements
from dure.kernel.errors import DureError
from dure.plant.acting import address, who
from dure.plant.models import Person
from dure.plant.services import log_in_by_badge
from dure.production.models import Weighing, WeighRule, WorkOrder
from dure.production.selectors import weighing as selectors
from dure.production.selectors.weighing import ToWeigh
from dure.production.services import weighing as services
from dure.production.weigh_forms import WeighRuleForm, WeightForm
from dure.production.weighing import WIDTH, Judged, bar
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast

_FIRST = 12
"""Orders that the terminal shows before it is asked for more."""


@require_GET
def weigh_orders(request: HttpRequest) -> HttpResponse:
    """Orders with something to weigh; a scanned number opens its order."""
    text = request.GET.get("q", "").strip()
    found = selectors.order_scanned(text) if text else None
    if found is not None:
        return redirect("production:weigh-order", found.pk)
    orders = list(selectors.orders_to_weigh())
    shown = orders if request.GET.get("all") else orders[:_FIRST]
    context = {"orders": shown, "later": len(orders) - len(shown), "unknown": text}
    return render(request, "production/weigh_orders.html", context)


@require_http_methods(["GET", "POST"])
def weigh_order(request: HttpRequest, pk: int) -> HttpResponse:
    """The next component of an order, or the one that was chosen; a weight that is right is issued."""
    order = selectors.order_to_weigh(pk)
    rows = selectors.to_weigh(order)
    now = _chosen(request, rows)
    if now is None:
        return render(request, "production/weigh_order.html", _frame(request, order, rows, None))
    form = WeightForm(now.component.item, request.POST or None, initial={"signal": request.GET.get("signal")})
    if request.method == "POST" and form.is_valid():
        try:
            made = _weigh(request, now, form)
        except DureError as error:
            form.add_error(None, text_of(error))
            context = _frame(request, order, rows, now) | {"form": form}
            return render(request, "production/weigh_order.html", context, status=status_of(error))
        said = _("%(quantity)s %(unit)s of %(item)s are in the order.")
        facts = {"quantity": f"{made.quantity.normalize():f}", "unit": made.item.unit_id, "item": made.item.name}
        answer = redirect(_address(order, request, now, made))
        return toast(request, answer, said % facts, undo=reverse("production:weigh-undo", args=[made.pk]))
    context = _frame(request, order, rows, now) | {"form": form}
    return render(request, "production/weigh_order.html", context, status=422 if form.errors else 200)


def _weigh(request: HttpRequest, now: ToWeigh, form: WeightForm) -> Weighing:
    given = form.cleaned_data
    item, lot = selectors.goods_scanned(now.component, given["goods"])
    signal = selectors.signal_reading(given["signal"])[0] if given["signal"] else None
    return services.weigh(
        client_id=given["client_id"], component=now.component, item=item, lot=lot, weight=form.on_scale(signal),
        person=who(request), allowed_by=_supervisor(request, given), reason=given["reason"],
    )  # fmt: skip


def _supervisor(request: HttpRequest, given: dict[str, Any]) -> Person | None:
    """Who lets it be too much: the person, or a supervisor who shows badge and PIN."""
    person = who(request)
    if not services.MAY_ALLOW.isdisjoint(person.roles) or not given["badge"]:
        return person
    return log_in_by_badge(badge=given["badge"], pin=given["pin"], address=address(request), tablet="")


def _chosen(request: HttpRequest, rows: list[ToWeigh]) -> ToWeigh | None:
    asked = request.POST.get("component") or request.GET.get("component", "")
    named = next((one for one in rows if str(one.component.pk) == asked), None)
    return named or next((one for one in rows if not one.is_done), None)


def _address(order: WorkOrder, request: HttpRequest, now: ToWeigh, made: Weighing) -> str:
    """The same component until it has got enough, then the next."""
    page = reverse("production:weigh-order", args=[order.pk])
    words = [f"component={now.component.pk}"] if made.judged == Judged.UNDER else []
    if signal := request.GET.get("signal"):
        words.append(f"signal={int(signal)}" if signal.isdecimal() else "")
    return f"{page}?{'&'.join(filter(None, words))}" if any(words) else page


def _frame(request: HttpRequest, order: WorkOrder, rows: list[ToWeigh], now: ToWeigh | None) -> dict[str, Any]:
    context = {
        "order": order, "rows": rows, "now": now, "signals": selectors.scale_signals(), "width": WIDTH,
        "signal": request.GET.get("signal", ""), "weighings": selectors.weighings_of(order)[:20],
        "must_ask": services.MAY_ALLOW.isdisjoint(who(request).roles),
    }  # fmt: skip
    if now is not None:
        context["lots"] = selectors.lots_to_take(now)
        context["bar"] = bar(now.limits, now.component.issued, now.component.issued)
        context["total"], context["judged"] = now.component.issued, now.judged
    return context


@require_GET
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether what was scanned and what lies on the scale is right, before it is issued."""
    order = selectors.order_to_weigh(pk)
    now = _chosen(request, selectors.to_weigh(order))
    if now is None:
        return HttpResponse(status=204)
    context: dict[str, Any] = {
        "now": now,
        "width": WIDTH,
        "total": now.component.issued,
        "lots": selectors.lots_to_take(now),
    }
    item = _goods(request, now, context)
    _on_scale(request, now, item, context)
    before = now.component.issued
    context |= {"bar": bar(now.limits, before, context["total"]), "judged": now.limits.judge(context["total"])}
    return render(request, "production/parts/weigh_reading.html", context)


def _goods(request: HttpRequest, now: ToWeigh, context: dict[str, Any]) -> Any:
    text = request.GET.get("goods", "").strip()
    if not text:
        return now.component.item
    try:
        item, lot = selectors.goods_scanned(now.component, text)
    except DureError as error:
        context["refused"] = text_of(error)
        return now.component.item
    context |= {"item": item, "lot": lot}
    first = next((one.lot for one in context["lots"] if one.lot is not None), None)
    if (
        lot is not None
        and first is not None
        and first.expires_on
        and (not lot.expires_on or lot.expires_on > first.expires_on)
    ):
        context["earlier"] = first
    return item


def _on_scale(request: HttpRequest, now: ToWeigh, item: Any, context: dict[str, Any]) -> None:
    """Net and total, or why there is none."""
    data = request.GET.copy()
    try:
        if data.get("signal", "").isdecimal():
            _row, data["gross"] = selectors.signal_reading(int(data["signal"]))
            context["told"] = data["gross"]
        if not data.get("gross", "").strip():
            return
        form = WeightForm(item, data.dict())
        wrong = [form.errors[name][0] for name in ("gross", "tare", "unit", "other") if name in form.errors]
        if wrong:
            context["unread"] = wrong[0]
            return
        net, _second = services.amounts(item, form.on_scale())
        context["net"] = net
        context["total"] = now.component.issued + net / selectors.share_of(now.component, item)
    except DureError as error:
        context["unread"] = text_of(error)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Weighing, "component__order", pk=pk)
    answer = redirect("production:weigh-order", row.component.order_id)
    try:
        services.undo_weighing(weighing=row, by=who(request))
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    return toast(request, answer, _("Taken back."), kind="info")


@require_GET
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """The label of the bag that was weighed out: what, for which order, from which lot, how much."""
    row = row_or_404(Weighing, "component__order", "item", "lot", "person", pk=pk)
    number = row.lot.number if row.lot else ""
    code = elements(row.item.code, row.item.barcode, number, row.lot.expires_on if row.lot else None)
    weight = f"{row.quantity.normalize():f} {row.item.unit_id}"
    lines = [f"{weight} · {row.component.order.number}", row.item.code]
    if number:
        lines.append(f"LOT {number}")
    text = f"{code or number or row.item.code}"
    return label_page(request, [Label(row.item.name, tuple(lines), text)])


@require_GET
def weighings(request: HttpRequest) -> HttpResponse:
    """All weighings, also those taken back, with the limits that counted."""
    text = request.GET.get("q", "")
    rows: QuerySet[Weighing] = selectors.weighings_found(text)
    return listing(request, "production/weighings.html", rows, _columns(), title=_("Weighings"), q=text)


def _columns() -> list[Field]:
    return [
        Field(_("When"), lambda row: row.at, Kind.TIME),
        Field(_("Order"), lambda row: row.component.order.number),
        Field(_("item"), lambda row: row.item.name),
        Field(_("lot"), lambda row: str(row.lot or "")),
        Field(_("net"), lambda row: row.quantity, Kind.NUMBER),
        Field(_("unit"), lambda row: row.item.unit_id),
        Field(_("second quantity"), lambda row: row.second_quantity, Kind.NUMBER),
        Field(_("target"), lambda row: row.target, Kind.NUMBER),
        Field(_("At least"), lambda row: row.low, Kind.NUMBER),
        Field(_("At most"), lambda row: row.high, Kind.NUMBER),
        Field(_("result"), lambda row: row.get_judged_display()),
        Field(_("reason"), lambda row: row.reason),
        Field(_("allowed by"), lambda row: str(row.allowed_by or "")),
        Field(_("gross"), lambda row: row.gross, Kind.NUMBER),
        Field(_("tare"), lambda row: row.tare, Kind.NUMBER),
        Field(_("from"), lambda row: row.get_source_display()),
        Field(_("Who"), lambda row: str(row.person or "")),
        Field(_("Taken back"), lambda row: row.undone_at, Kind.TIME),
    ]


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("item"), lambda row: row.item.name),
        Field(_("only in this recipe line"), lambda row: str(row.bom_line or "")),
        Field(_("too little by up to (%)"), lambda row: row.low_percent, Kind.NUMBER),
        Field(_("too little by up to (unit of the item)"), lambda row: row.low_quantity, Kind.NUMBER),
        Field(_("too much by up to (%)"), lambda row: row.high_percent, Kind.NUMBER),
        Field(_("too much by up to (unit of the item)"), lambda row: row.high_quantity, Kind.NUMBER),
    ]
    return listing(request, "production/weigh_rules.html", selectors.weigh_rules(), fields, title=_("Tolerances"))


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or the limits of one."""
    row = row_or_404(WeighRule, "item", pk=pk) if pk is not None else None
    form = WeighRuleForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.set_weigh_rule(row=form.instance, by=who(request)),
        template="production/weigh_rule.html", then="production:weigh-rules", done=_("Saved."), row=row,
    )  # fmt: skip


@require_POST
def rule_off(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_weigh_rule(row=row_or_404(WeighRule, pk=pk), by=who(request))
    return toast(request, redirect("production:weigh-rules"), _("Removed."), kind="info")
