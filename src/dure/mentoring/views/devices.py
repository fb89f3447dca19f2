"""The pages of the catalogue of simple automation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import Invalid
from dure.mentoring.device_checks import Check
from dure.mentoring.forms.devices import AnswerForm, DeviceForm
from dure.mentoring.models import AutomationDevice, DeviceAnswer
from dure.mentoring.models.devices import KINDS
from dure.mentoring.selectors import devices as selectors
from dure.mentoring.services import devices as services
from dure.mentoring.views.tool_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.plant.today import today
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "mentoring/form.html"
ASKED: dict[Check, Promise] = {
    Check.RISK: gettext_lazy("The work with it was assessed for risks, and the measures are done."),
    Check.PINCH: gettext_lazy("Fingers, hair and sleeves can't get caught where something moves."),
    Check.EDGES: gettext_lazy("No sharp edges and corners where people reach or pass."),
    Check.FALL: gettext_lazy("Nothing falls down or slips off, not even when a box is full or a spring breaks."),
    Check.FIXED: gettext_lazy("It stands firmly, doesn't tip over and blocks no way out."),
    Check.STOP: gettext_lazy("It can be stopped at once from where people work, and doesn't start by itself again."),
    Check.ENERGY: gettext_lazy("Power, air, springs and weights can be switched off or held and locked for upkeep."),
    Check.ELECTRIC: gettext_lazy("Wiring, earth and fuse were checked by somebody who is qualified."),
    Check.AIR: gettext_lazy("The air pressure is limited, and the noise was measured."),
    Check.EYES: gettext_lazy("Chips and small parts don't fly towards faces."),
    Check.LOAD: gettext_lazy("The greatest load is written on it and is never exceeded."),
    Check.OLD_GUARDS: gettext_lazy("No guard, light curtain or interlock of the machine was taken off for it."),
    Check.POSTURE: gettext_lazy("Nobody has to bend, reach or lift more than before."),
    Check.SPEED: gettext_lazy("Speed and force of the robot were measured at every place where it can touch a person."),
    Check.SPACE: gettext_lazy(
        "The space of the robot, its gripper and its pieces was assessed together and is marked."
    ),
    Check.TAUGHT: gettext_lazy("Those who work with it were shown how, and how to stop it; the work standard says it."),
}


def _address(row: AutomationDevice) -> str:
    return reverse("mentoring:device", args=[row.pk])


@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    text, kind, used = (request.GET.get(name, "")[:80] for name in ("q", "kind", "used"))
    fields = [
        Field(_("name"), lambda row: row.device.name),
        Field(_("kind"), lambda row: row.device.get_kind_display()),
        Field(_("Cost (₩)"), lambda row: row.device.cost, "number"),
        Field(_("cycle time before (s)"), lambda row: row.device.before, "number"),
        Field(_("cycle time after (s)"), lambda row: row.device.after, "number"),
        Field(_("Saved a year (₩)"), lambda row: row.result.net, "number"),
        Field(_("Payback (months)"), lambda row: "" if row.result.months is None else row.result.months, "number"),
        Field(_("Net present value (₩)"), lambda row: row.result.present, "number"),
        Field(_("Safety questions open"), lambda row: len(row.open), "number"),
        Field(_("in use since"), lambda row: str(row.device.in_use_since or "")),
    ]
    return listing(
        request, "mentoring/devices.html", selectors.devices(text=text, kind=kind, used=used), fields,
        title=_("Simple automation"), dress=lambda rows: [selectors.device_told(row) for row in rows], q=text,
        kind=kind, used=used, kinds=KINDS,
    )  # fmt: skip


def _context(row: AutomationDevice) -> dict[str, object]:
    told = selectors.device_told(row)
    return {
        "device": row, "told": told, "result": told.result, "growth": 1 + row.rate / 100,
        "checks": [(check, ASKED[check], answer) for check, answer in told.checks],
        "answers": DeviceAnswer.Answer.choices, "monthly": told.result.net / 12,
        "years": list(enumerate(told.result.years, start=1)),
    }  # fmt: skip


@require_GET
def device(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "mentoring/device.html", _context(row_or_404(AutomationDevice, "task", pk=pk)))


@require_GET
@in_asked_language
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(AutomationDevice, "task", pk=pk)
    return paper(
        request, "mentoring/device_paper.html", title=_("Simple automation"), number=row.name, **_context(row)
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form, before = DeviceForm(request.POST or None), newest_change()
    return take(
        request, form, lambda: services.add_device(by=who(request), **form.cleaned_data), template=FORM, then=_address,
        done=_("Added."), undo=lambda made: undo_address(before, made), heading=_("New device"),
        back=reverse("mentoring:devices"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(AutomationDevice, pk=pk), newest_change()
    form = DeviceForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_device(device=row, by=who(request), **form.cleaned_data), template=FORM,
        then=_address, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=row.name,
        back=_address(row),
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_device(device=row_or_404(AutomationDevice, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:devices"), _("Removed."))


@require_POST
def examples(request: HttpRequest) -> HttpResponse:
    made = services.add_examples(by=who(request))
    return toast(request, redirect("mentoring:devices"), _("%(count)s examples added.") % {"count": len(made)})


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, form = row_or_404(AutomationDevice, pk=pk), newest_change(), AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid("Choose an answer.")
    made = services.answer_check(device=row, by=who(request), on=today(), **form.cleaned_data)
    return toast(request, redirect(f"{_address(row)}#safety"), _("Saved."), undo=undo_address(before, made))


@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Put into use, or with stop=1 out of use."""
    row, before = row_or_404(AutomationDevice, pk=pk), newest_change()
    if request.POST.get("stop") == "1":
        made, said = services.take_out_of_use(device=row, by=who(request)), _("Out of use.")
    else:
        made, said = services.put_in_use(device=row, on=today(), by=who(request)), _("In use.")
    return toast(request, redirect(_address(row)), said, undo=undo_address(before, made))
