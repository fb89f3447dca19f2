"""The hierarchy's pages."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import Invalid
from dure.plant import pictures, selectors, services
from dure.plant.acting import watch_changes, who
from dure.plant.forms import PictureForm, part_form
from dure.plant.models import Area, Named, WorkUnit
from dure.web.forms import take
from dure.web.toast import toast
from dure.web.uploads import read, takes_files

LEVELS = ("enterprise", "site", "area", "work-center", "work-unit")
PARENTS = {"site": "enterprise", "area": "site", "work-center": "area", "work-unit": "work_center"}


@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    with_inactive = "all" in request.GET
    nodes = selectors.tree(with_inactive=with_inactive)
    return render(request, "plant/tree.html", {"nodes": nodes, "with_inactive": with_inactive})


@require_GET
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The nameplate."""
    return render(request, "plant/unit.html", {"unit": get_object_or_404(WorkUnit, pk=pk)})


def add(request: HttpRequest, level: str) -> HttpResponse:
    _known(level)
    parent = PARENTS.get(level, "")
    form = part_form(level)(request.POST or None, initial={parent: request.GET.get("in", "")})

    def do() -> Named:
        return services.add_part(level=level, by=who(request), **form.cleaned_data)

    context = {"level": level, "row": None, "undo": watch_changes()}
    return take(request, form, do, template="plant/part.html", then="plant:tree", done=_("Added."), **context)


def change(request: HttpRequest, level: str, pk: int) -> HttpResponse:
    row = _row(level, pk)
    form = part_form(level)(request.POST or None, instance=row)

    def do() -> Named:
        fresh = _row(level, pk)  # the form has put its values on `row` already
        return services.change_part(row=fresh, by=who(request), **form.cleaned_data)

    context = {"level": level, "row": row, "picture_form": PictureForm() if hasattr(row, "picture") else None}
    context["undo"] = watch_changes()
    return take(request, form, do, template="plant/part.html", then="plant:tree", done=_("Saved."), **context)


@require_POST
def in_use(request: HttpRequest, level: str, pk: int) -> HttpResponse:
    wanted = request.POST.get("in_use") == "1"
    undo = watch_changes()
    row = services.set_in_use(row=_row(level, pk), level=level, in_use=wanted, by=who(request))
    text = _("%(name)s is in use again.") if wanted else _("%(name)s is out of use.")
    return toast(request, redirect("plant:tree"), text % {"name": row.name}, undo=undo(row))


@require_POST
@takes_files(pictures.MOST_MB)
def set_picture(request: HttpRequest, level: str, pk: int) -> HttpResponse:
    row = _row(level, pk)
    if not isinstance(row, Area | WorkUnit):
        raise Http404
    given = request.FILES.get("picture")
    if given is None and "remove" not in request.POST:
        raise Invalid("Choose a picture first.")
    undo = watch_changes()
    services.set_picture(row=row, data=read(given, pictures.MOST_MB) if given else None, by=who(request))
    return toast(request, redirect("plant:part", level, pk), _("Saved."), undo=undo(row))


@require_GET
def picture(request: HttpRequest, level: str, pk: int) -> FileResponse:
    row = _row(level, pk)
    if not isinstance(row, Area | WorkUnit) or not row.picture:
        raise Http404
    kind = pictures.TYPES.get(row.picture.name.rpartition(".")[2], "application/octet-stream")
    response = FileResponse(row.picture.open("rb"), content_type=kind)
    response["Cache-Control"] = "private, max-age=300"
    return response


def _known(level: str) -> None:
    if level not in LEVELS:
        raise Http404


def _row(level: str, pk: int) -> Named:
    _known(level)
    return get_object_or_404(selectors.parts_of(level), pk=pk)
