"""Tools: the list with where they are and what they made, mounting, cavities, adding and changing."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.plant.models import Tool
from dure.plant.services import add_tool, change_tool
from dure.production.floor_forms import CavitiesForm, MountForm, ToolForm
from dure.production.models import ToolMount
from dure.production.selectors import tools as tool_selectors
from dure.production.services.floor import mounting
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import text_of
from dure.web.tables import Kind
from dure.web.toast import toast


@require_GET
def tools(request: HttpRequest) -> HttpResponse:
    """Tools with where they are, what they made, and which cavities are blocked."""
    rows = tool_selectors.tools()
    places, shots = tool_selectors.mounts_now(), tool_selectors.shots_of(list(rows))
    fields = [
        Field(_("code"), lambda row: row.code),
        Field(_("name"), lambda row: row.name),
        Field(_("kind"), lambda row: row.get_kind_display()),
        Field(_("Shots"), lambda row: shots[row.pk], Kind.NUMBER),
        Field(_("Cavities"), lambda row: row.cavities, Kind.NUMBER),
        Field(_("Blocked"), lambda row: ", ".join(map(str, row.blocked))),
        Field(_("Where"), lambda row: _place(row, places)),
    ]

    def dress(found: Sequence[Tool]) -> list[tuple[Tool, str, int, bool]]:
        return [(row, _place(row, places), shots[row.pk], row.pk in places) for row in found]

    if request.GET.get("format"):
        return listing(request, "production/tools.html", rows, fields, title=_("Moulds and tools"))
    return listing(
        request, "production/tools.html", rows, fields, title=_("Moulds and tools"), dress=dress, form=MountForm()
    )


def _place(tool: Tool, mounts: dict[int, ToolMount]) -> str:
    mount = mounts.get(tool.pk)
    if mount is not None:
        return str(mount.work_unit)
    return " · ".join(filter(None, (str(tool.area or ""), tool.place)))


@require_POST
def mount(request: HttpRequest) -> HttpResponse:
    form, answer = MountForm(request.POST), redirect("production:tools")
    if not form.is_valid():
        return toast(request, answer, _("Choose a tool and a work unit."), kind="error")
    try:
        mounting.mount_tool(**form.cleaned_data, by=who(request))
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    undo = reverse("production:tool-off", args=[form.cleaned_data["tool"].pk])
    return toast(request, answer, _("The tool was mounted."), undo=undo)


@require_POST
def dismount(request: HttpRequest, pk: int) -> HttpResponse:
    answer = redirect("production:tools")
    try:
        mounting.dismount_tool(tool=tool_selectors.tool(pk), by=who(request))
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    return toast(request, answer, _("The tool was taken off."), kind="info")


@require_http_methods(["GET", "POST"])
def cavities(request: HttpRequest, pk: int) -> HttpResponse:
    tool = tool_selectors.tool(pk)
    form = CavitiesForm(request.POST or None, initial={"blocked": ", ".join(map(str, tool.blocked))})
    if request.method == "POST" and form.is_valid():
        try:
            mounting.block_cavities(tool=tool, blocked=form.cleaned_data["blocked"], by=who(request))
        except DureError as error:
            form.add_error("blocked", text_of(error))
        else:
            return toast(request, redirect("production:tools"), _("Saved."))
    context = {"tool": tool, "form": form, "history": tool_selectors.history_of(tool)}
    return render(request, "production/tool_cavities.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = ToolForm(request.POST or None)

    def do() -> Tool:
        return add_tool(by=who(request), **form.cleaned_data)

    return take(request, form, do, template="production/tool.html", then="production:tools", done=_("Added."), row=None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = tool_selectors.tool(pk)
    form = ToolForm(request.POST or None, instance=row)

    def do() -> Tool:
        fresh = tool_selectors.tool(pk)  # the form has put its values on `row` already
        return change_tool(row=fresh, by=who(request), **form.cleaned_data)

    return take(request, form, do, template="production/tool.html", then="production:tools", done=_("Saved."), row=row)
