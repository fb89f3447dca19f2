"""The own company: what documents say of it, its seal, and a document to see how both look."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import Invalid, NotFound
from dure.plant import pictures, selectors, services
from dure.plant.acting import watch_changes, who
from dure.plant.forms import CompanyForm
from dure.plant.models import Enterprise
from dure.web.forms import take
from dure.web.paper import in_asked_language, paper
from dure.web.toast import toast
from dure.web.uploads import read, takes_files

UNDO = "plant:company_undo"


def company(request: HttpRequest) -> HttpResponse:
    row = _own()
    form = CompanyForm(request.POST or None, instance=row)

    def do() -> Enterprise:
        # The form has put its values on `row` already.
        return services.change_company(company=_own(), by=who(request), **form.cleaned_data)

    context = {"company": row, "history": selectors.changes_told(row), "undo": watch_changes(UNDO)}
    return take(request, form, do, template="plant/company.html", then="plant:company", done=_("Saved."), **context)


@require_POST
@takes_files(pictures.MOST_MB)
def set_stamp(request: HttpRequest) -> HttpResponse:
    given = request.FILES.get("stamp")
    if given is None and "remove" not in request.POST:
        raise Invalid("Choose a picture first.")
    undo_of = watch_changes(UNDO)
    data = read(given, pictures.MOST_MB) if given else None
    row = services.set_stamp(company=_own(), data=data, by=who(request))
    return toast(request, redirect("plant:company"), _("Saved."), undo=undo_of(row))


@require_GET
def stamp(request: HttpRequest) -> FileResponse:
    seal = _own().stamp
    if not seal:
        raise Http404
    kind = pictures.TYPES.get(seal.name.rpartition(".")[2], "application/octet-stream")
    response = FileResponse(seal.open("rb"), content_type=kind)
    response["Cache-Control"] = "private, no-cache"  # the address stays when the seal is another one
    return response


@require_GET
@in_asked_language
def sample(request: HttpRequest) -> HttpResponse:
    """A document that says nothing, to see head, seal and paper before the first one goes out."""
    steps = [(_("In charge"), ""), (_("Checked"), ""), (_("Approved"), "")]
    return paper(request, "plant/company_paper.html", title=_("Sample document"), steps=steps, amount=1_200_000)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    undo_of = watch_changes(UNDO)
    record, row = services.undo_change(record_id=pk, by=who(request), tables={"Enterprise": Enterprise})
    text = _("%(name)s is as it was before.") % {"name": record.label}
    return toast(request, redirect("plant:company"), text, kind="info", undo=undo_of(row))


def _own() -> Enterprise:
    found = selectors.company()
    if found is None:
        raise NotFound("The plant hasn't been set up yet.")
    return found
