"""Contacts of a firm: masked in lists, unmasked with a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.programme.forms.contacts import ContactChangeForm, ContactForm
from dure.programme.forms.trail import WhyForm
from dure.programme.models import Firm, FirmContact
from dure.programme.selectors import contacts as selectors
from dure.programme.services import contacts as services
from dure.programme.services.trail import reason_of
from dure.programme.trail_middleware import act_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    firm = row_or_404(Firm, pk=pk)
    fields = [
        Field(_("name"), lambda row: row.masked["name"]),
        Field(pgettext("person", "position"), lambda row: row.position),
        Field(_("phone"), lambda row: row.masked["phone"]),
        Field(_("e-mail"), lambda row: row.masked["email"]),
        Field(pgettext("personal data", "purpose"), lambda row: row.purpose),
        Field(_("consent given on"), lambda row: row.consented_on),
        Field(pgettext("personal data", "kept until"), lambda row: row.until),
    ]
    rows = selectors.contacts_of(firm)
    title = _("Contacts of %(firm)s") % {"firm": firm}
    return listing(request, "programme/contacts.html", rows, fields, title=title, firm=firm, today=today())


@require_http_methods(["GET", "POST"])
def contact_add(request: HttpRequest, pk: int) -> HttpResponse:
    firm, back = row_or_404(Firm, pk=pk), reverse("programme:contacts", args=[pk])
    form = ContactForm(request.POST or None, initial={"consented_on": today()})
    return take(
        request, form, lambda: services.add_contact(firm=firm, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Added."), undo=watch_changes(_UNDO), heading=_("Add a contact"), back=back,
        hint=_("Name, phone and e-mail are kept encrypted and shown masked."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def contact_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FirmContact, "firm", pk=pk)
    back = reverse("programme:contacts", args=[row.firm_id])
    names = ("position", "purpose", "consented_on", "until")
    form = ContactChangeForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    return take(
        request, form, lambda: services.change_contact(contact=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Saved."), undo=watch_changes(_UNDO), heading=str(row), back=back,
        hint=_("Name, phone and e-mail are kept encrypted and shown masked."),
    )  # fmt: skip


@require_POST
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FirmContact, "firm", pk=pk)
    services.remove_contact(contact=row, by=who(request))
    answer = redirect(reverse("programme:contacts", args=[row.firm_id]))
    return toast(request, answer, _("Destroyed. It doesn't come back."))


@never_cache
@require_http_methods(["GET", "POST"])
def contact_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason; with one, the answer to the form itself shows the data, and no address leads there again."""
    row = row_or_404(FirmContact, "firm", pk=pk)
    form, status = WhyForm(request.POST or None), 200
    context = {"row": row, "form": form, "back": reverse("programme:contacts", args=[row.firm_id])}
    if request.method == "POST" and form.is_valid():
        try:
            reason = reason_of(form.cleaned_data["chosen"], form.cleaned_data["text"])
            context["seen"] = services.reveal(contact=row, reason=reason, by=who(request), act=act_of(request))
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
    elif request.method == "POST":
        status = 422
    return render(request, "programme/contact_reveal.html", context, status=status)
