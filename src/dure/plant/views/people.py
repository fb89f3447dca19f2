"""People and what they log in with."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from dure.plant import selectors, services
from dure.plant.acting import address, who
from dure.plant.forms import NewPasswordForm, NewPersonForm, PersonForm, PinForm
from dure.plant.models import Person
from dure.web.forms import take
from dure.web.toast import toast


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "plant/people.html", {"people": selectors.everyone()})


@sensitive_post_parameters()
def add(request: HttpRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None, initial={"roles": ["operator"]})

    def do() -> Person:
        return services.add_person(by=who(request), **form.cleaned_data)

    return take(request, form, do, template="plant/person.html", then=_page, done=_("Added."), person=None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    was_in_service = _person(pk).is_active

    def do() -> Person:
        return services.change_person(person=_person(pk), by=who(request), **form.cleaned_data)

    def undo(made: Person) -> str:
        return "" if made.is_active == was_in_service else _in_service(made, wanted=was_in_service)

    context = {"undo": undo, "pin_form": PinForm(), "password_form": NewPasswordForm(), "person": _person(pk)}
    return take(request, form, do, template="plant/person.html", then="plant:people", done=_("Saved."), **context)


@require_POST
def in_service(request: HttpRequest, pk: int, wanted: int) -> HttpResponse:
    """Somebody left, or is back; by the message after the other."""
    person = services.change_person(person=_person(pk), by=who(request), is_active=bool(wanted))
    text = _("%(name)s is in service.") if wanted else _("%(name)s is out of service.")
    undo = _in_service(person, wanted=not wanted)
    return toast(request, redirect("plant:people"), text % {"name": person}, undo=undo)


@require_POST
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    services.give_badge(person=_person(pk), by=who(request))
    return toast(request, redirect("plant:person", pk), _("There is a new badge. The old one is void."))


@sensitive_post_parameters()
@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    services.set_pin(person=_person(pk), pin=request.POST.get("pin", ""), by=who(request))
    return toast(request, redirect("plant:person", pk), _("The PIN is changed."))


@sensitive_post_parameters()
@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    services.set_password(person=_person(pk), password=request.POST.get("password", ""), by=who(request))
    return toast(request, redirect("plant:person", pk), _("The password is changed. All sessions have ended."))


@require_POST
def everywhere(request: HttpRequest, pk: int) -> HttpResponse:
    services.log_out_everywhere(person=_person(pk), by=who(request), address=address(request))
    return toast(request, redirect("plant:person", pk), _("All sessions of this person have ended."))


@require_POST
def factor(request: HttpRequest, pk: int) -> HttpResponse:
    services.take_second_factor_away(person=_person(pk), by=who(request), address=address(request))
    return toast(request, redirect("plant:person", pk), _("At the next log-in a new second factor is set up."))


@require_GET
def badges(request: HttpRequest) -> HttpResponse:
    """Cards for printing: everyone with a badge, or those chosen."""
    chosen = [int(pk) for pk in request.GET.getlist("person") if pk.isascii() and pk.isdecimal()]
    cards = [(person, _qr(person.badge or "")) for person in selectors.people_with_badge(chosen)]
    return render(request, "plant/badges.html", {"cards": cards})


def _qr(text: str) -> str:
    return segno.make(text, error="m", micro=False).svg_inline(border=1, omitsize=True, svgclass="qr")


def _person(pk: int) -> Person:
    return get_object_or_404(Person, pk=pk)


def _in_service(person: Person, *, wanted: bool) -> str:
    return reverse("plant:person_in_service", args=[person.pk, int(wanted)])


def _page(person: Person) -> str:
    return reverse("plant:person", args=[person.pk])
