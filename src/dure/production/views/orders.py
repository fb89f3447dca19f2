"""Orders, and starting and finishing them on a machine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.plant.acting import who
from dure.production import services
from dure.production.forms import OrderForm
from dure.production.selectors import pages
from dure.production.selectors import results as selectors
from dure.production.selectors.release_checks import against_release
from dure.production.templatetags.production import qty
from dure.web.listing import Field, listing
from dure.web.problems import local_path
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Open orders by due date, or closed ones."""
    is_open, text = request.GET.get("closed") != "1", request.GET.get("q", "")[:80].strip()
    return listing(
        request,
        "production/orders.html",
        selectors.orders(is_open=is_open, text=text),
        _columns(),
        title=_("Orders"),
        dress=selectors.order_rows,
        is_open=is_open,
        q=text,
        now=clock.now(),
    )


def _columns() -> list[Field]:
    return [
        Field(_("Order"), lambda row: row.order.number),
        Field(_("Item code"), lambda row: row.order.item.code),
        Field(_("Item"), lambda row: row.order.item.name),
        Field(_("Quantity"), lambda row: row.order.quantity, Kind.NUMBER),
        Field(_("Unit"), lambda row: row.order.item.unit_id),
        Field(_("Good so far"), lambda row: row.made.good, Kind.NUMBER),
        Field(_("Progress"), lambda row: row.progress, Kind.RATIO),
        Field(_("Due"), lambda row: row.order.due_at, Kind.TIME),
        Field(_("Runs on"), lambda row: ", ".join(run.work_unit.name for run in row.runs)),
        Field(_("Status"), lambda row: row.order.get_status_display()),
    ]


@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest) -> HttpResponse:
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order = services.create_work_order(**form.cleaned_data, by=who(request))
        text = _("Order %(number)s was made.") % {"number": order.number}
        return toast(request, redirect("production:orders"), text)
    return render(request, "production/order_new.html", {"form": form})


@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    services.cancel_work_order(work_order_id=selectors.order(number).pk)
    return toast(request, redirect("production:orders"), _("Order cancelled."), kind="info")


@require_POST
def release(request: HttpRequest, number: str) -> HttpResponse:
    """What was planned may be made; what the stock lacks for it, and what else speaks against it, is said at once."""
    done = services.release_orders([selectors.order(number)], by=who(request))
    short = ", ".join(f"{item.name} {qty(left)} {item.unit_id}" for item, left in done.missing.get(number, ()))
    told = _("%(number)s is released. The stock lacks %(short)s.") if short else _("%(number)s is released.")
    warned = [one.sentence for found in against_release(done.orders).values() for one in found]
    return toast(
        request,
        redirect(_back(request)),
        " ".join([told % {"number": number, "short": short}, *warned]),
        kind="warning" if short or warned else "success",
        undo=reverse("production:order-release-back", args=[number]),
    )


@require_POST
def release_back(request: HttpRequest, number: str) -> HttpResponse:
    services.undo_release(selectors.order(number), by=who(request))
    return toast(request, redirect("production:orders"), _("%(number)s is a plan again.") % {"number": number})


@require_GET
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """The dialog on which an order is chosen for a machine."""
    unit = pages.work_unit(code)
    (state,) = pages.units_now([unit], now=clock.now(), hours=1)
    context = {"unit": unit, "state": state, "orders": selectors.startable(unit.work_center_id)}
    return render(request, "production/parts/choose_order.html", context)


@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    order = selectors.order(request.POST.get("order", ""))
    run = services.start_run(work_order=order, work_unit=pages.work_unit(code), person=request.user)  # type: ignore[arg-type]
    text = _("%(number)s started on %(unit)s.") % {"number": order.number, "unit": run.work_unit.name}
    return toast(request, redirect(_back(request)), text)


@require_POST
def finish(request: HttpRequest, code: str) -> HttpResponse:
    run = services.end_run(
        work_unit=pages.work_unit(code),
        person=request.user,  # type: ignore[arg-type]
        is_order_done=request.POST.get("later") != "1",
    )
    text = _("%(number)s finished.") if request.POST.get("later") != "1" else _("%(number)s put aside.")
    return toast(request, redirect(_back(request)), text % {"number": run.work_order.number})


def _back(request: HttpRequest) -> str:
    return local_path(request, request.headers.get("Referer", ""))
