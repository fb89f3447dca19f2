"""Cases of firms: written, consented to, reviewed, published and taken off."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.acting import who
from dure.plant.roles import RegionRole
from dure.plant.today import today
from dure.programme.forms.publishing import ConsentForm, EffectForm, NewPracticeForm, PracticeForm
from dure.programme.models import BestPractice, PracticeConsent, PracticeEffect
from dure.programme.selectors import practices as selectors
from dure.programme.services import practices as services
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

_FORM = "programme/form.html"


def _page(pk: int) -> str:
    return reverse("programme:practice", args=[pk])


@require_GET
def practices(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("title"), lambda row: row.title),
        Field(_("name"), lambda row: row.firm.name),
        Field(_("city or county"), lambda row: row.firm.get_city_display()),
    ]
    title, template, rows = _("Cases of firms"), "programme/practices.html", selectors.practices()
    return listing(request, template, rows, fields, title=title, public=selectors.public_ids(today()))


@require_GET
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(BestPractice, "firm", "written_by", "reviewed_by", pk=pk)
    state = selectors.standing(row, services.digest_of(row), services.text_of(row), today())
    context = {"row": row, "effects": row.effects.all(), "consents": row.consents.all(), "state": state}
    return render(request, "programme/practice.html", context | {"today": today()})


@require_http_methods(["GET", "POST"])
def practice_add(request: HttpRequest) -> HttpResponse:
    form = NewPracticeForm(request.POST or None)
    return take(
        request, form, lambda: services.add_practice(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: _page(made.pk), done=_("Added."), heading=_("Write a case"),
        back=reverse("programme:practices"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def practice_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(BestPractice, pk=pk)
    form = PracticeForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_practice(practice=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=_page(pk), done=_("Saved."), heading=str(row), back=_page(pk),
        hint=_("After a change the case needs a review and a consent again. What is public stays until then."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def effect_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(BestPractice, pk=pk), EffectForm(request.POST or None)
    return take(
        request, form, lambda: services.add_effect(practice=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=_page(pk), done=_("Added."), heading=_("Add a figure"), back=_page(pk),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def effect_change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(PracticeEffect, "practice", pk=pk)
    form, back = EffectForm(request.POST or None, instance=row), _page(row.practice_id)
    return take(
        request, form, lambda: services.change_effect(effect=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Saved."), heading=str(row), back=back,
    )  # fmt: skip


@require_POST
def effect_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(PracticeEffect, "practice", pk=pk)
    services.remove_effect(effect=row, by=who(request))
    return toast(request, redirect(_page(row.practice_id)), _("Removed."))


@require_http_methods(["GET", "POST"])
def consent_give(request: HttpRequest, pk: int) -> HttpResponse:
    """The text stands over the form as it would be public; its digest goes along."""
    row, person = row_or_404(BestPractice, "firm", pk=pk), who(request)
    own = str(person) if RegionRole.FIRM in pass_of(request).roles else ""
    first = {"digest": services.digest_of(row), "given_by": own, "purpose": _("public list of cases and open data")}
    form = ConsentForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.give_consent(practice=row, by=person, **form.cleaned_data),
        template="programme/consent.html", then=_page(pk), done=_("Consent is noted."),
        heading=_("Consent to publish"), back=_page(pk), row=row, told=json.loads(services.text_of(row)),
        button=_("The firm consents"),
    )  # fmt: skip


@require_POST
def consent_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(PracticeConsent, pk=pk)
    services.revoke_consent(consent=row, by=who(request))
    return toast(request, redirect(_page(row.practice_id)), _("The consent is revoked. The case is no longer public."))


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    services.review(practice=row_or_404(BestPractice, pk=pk), by=who(request))
    return toast(request, redirect(_page(pk)), _("Reviewed."))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    services.publish(practice=row_or_404(BestPractice, pk=pk), by=who(request))
    return toast(request, redirect(_page(pk)), _("The case is public."))


@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    services.take_off(practice=row_or_404(BestPractice, pk=pk), by=who(request))
    return toast(request, redirect(_page(pk)), _("The case is no longer public."))
