"""Mentors and factories."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.mentoring.forms.residency import AbsenceForm, ConflictForm, FactoryForm, MentorForm, NeedForm, SkillForm
from dure.mentoring.models import Factory, FactoryNeed, Mentor, MentorAbsence, MentorConflict, MentorSkill
from dure.mentoring.selectors import assignment as selectors
from dure.mentoring.selectors import residency as stays
from dure.mentoring.services import mentors as services
from dure.mentoring.views.residencies import FORM, state_of
from dure.mentoring.views.residency_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import company, newest_change
from dure.plant.today import today
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

_PARTS: dict[str, type[Model]] = {
    "skill": MentorSkill, "absence": MentorAbsence, "conflict": MentorConflict, "need": FactoryNeed,
}  # fmt: skip
_OF_MENTOR: dict[str, tuple[type[forms.Form], Callable[..., Model]]] = {
    "skill": (SkillForm, services.set_mentor_skill),
    "absence": (AbsenceForm, services.add_absence),
    "conflict": (ConflictForm, services.add_conflict),
}


@require_GET
def mentors(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("name"), lambda row: row.name),
        Field(_("home town"), lambda row: row.get_city_display()),
        Field(_("fields"), lambda row: ", ".join(f"{one.get_field_display()} {one.level}" for one in row.skills.all())),
        Field(_("days a week"), lambda row: row.days_a_week, "number"),
        Field(_("conflicts of interest"), lambda row: ", ".join(str(one.factory) for one in row.conflicts.all())),
        Field(_("in service"), lambda row: _("yes") if row.is_active else _("no")),
    ]
    rows = selectors.mentors().filter(pk__in=stays.mentors_open_to(who(request)))
    return listing(request, "mentoring/mentors.html", rows, fields, title=_("Mentors"))


@require_GET
def mentor(request: HttpRequest, pk: int) -> HttpResponse:
    row, day = row_or_404(Mentor, "person", pk=pk), today()
    stays.refuse_stranger(row, who(request))
    past = [(one, *state_of(one, day)) for one in stays.residencies(today=day, mentor=row)]
    context = {
        "row": row, "skills": row.skills.all(), "absences": row.absences.all(), "stays": past,
        "conflicts": row.conflicts.select_related("factory"), "today": day,
        "forms": {kind: form() for kind, (form, _verb) in _OF_MENTOR.items()},
    }  # fmt: skip
    return render(request, "mentoring/mentor.html", context)


@require_http_methods(["GET", "POST"])
def mentor_add(request: HttpRequest) -> HttpResponse:
    before, form = newest_change(), MentorForm(request.POST or None)
    return take(
        request, form, lambda: services.add_mentor(by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:mentor", args=[made.pk]), done=_("Added."),
        undo=lambda made: undo_address(request, before, made), heading=_("Add a mentor"),
        back=reverse("mentoring:mentors"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def mentor_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = row_or_404(Mentor, pk=pk), newest_change(), reverse("mentoring:mentor", args=[pk])
    form = MentorForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_mentor(mentor=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("Saved."), undo=lambda made: undo_address(request, before, made),
        heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def part_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A field, an absence or a conflict of a mentor."""
    if kind not in _OF_MENTOR:
        raise Http404
    form_of, verb = _OF_MENTOR[kind]
    row, before, back = row_or_404(Mentor, pk=pk), newest_change(), reverse("mentoring:mentor", args=[pk])
    form = form_of(request.POST or None)
    return take(
        request, form, lambda: verb(mentor=row, by=who(request), **form.cleaned_data), template=FORM, then=back,
        done=_("Saved."), undo=lambda made: undo_address(request, before, made),
        heading=str(row), back=back,
    )  # fmt: skip


@require_POST
def part_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A field, an absence or a conflict of a mentor, or a need of a factory."""
    if kind not in _PARTS:
        raise Http404
    before, row = newest_change(), row_or_404(_PARTS[kind], pk=pk)
    services.remove_part(part=row, by=who(request))  # type: ignore[arg-type]
    of: Any = row
    answer = (
        redirect("mentoring:factory", of.factory_id) if kind == "need" else redirect("mentoring:mentor", of.mentor_id)
    )
    return toast(request, answer, _("Removed."), undo=undo_address(request, before, row))


@require_GET
def factories(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("firm"), lambda row: row.name),
        Field(_("city or county"), lambda row: row.get_city_display()),
        Field(
            _("asks for"), lambda row: ", ".join(f"{one.get_field_display()} {one.level}" for one in row.needs.all())
        ),
        Field(_("mentors wanted"), lambda row: row.team, "number"),
        Field(_("weeks wanted"), lambda row: row.weeks, "number"),
        Field(_("from"), lambda row: row.first_on.isoformat()),
        Field(_("to"), lambda row: row.last_on.isoformat()),
    ]
    rows = selectors.factories().filter(pk__in=stays.factories_open_to(who(request)))
    return listing(request, "mentoring/factories.html", rows, fields, title=_("Factories"))


@require_GET
def factory(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Factory, pk=pk)
    stays.refuse_stranger(row, who(request))
    past = row.residencies.filter(pk__in=stays.stays_open_to(who(request))).order_by("-starts_on")
    context = {"row": row, "needs": row.needs.all(), "stays": past, "form": NeedForm()}
    return render(request, "mentoring/factory.html", context)


@require_http_methods(["GET", "POST"])
def factory_add(request: HttpRequest) -> HttpResponse:
    """The first factory of a plant is the plant itself."""
    own = company()
    is_first = own is not None and not selectors.factories().exists()
    before, form = newest_change(), FactoryForm(request.POST or None, initial={"name": str(own)} if is_first else {})
    return take(
        request, form, lambda: services.add_factory(by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:factory", args=[made.pk]), done=_("Added."),
        undo=lambda made: undo_address(request, before, made), heading=_("Add a factory"),
        back=reverse("mentoring:factories"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def factory_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = row_or_404(Factory, pk=pk), newest_change(), reverse("mentoring:factory", args=[pk])
    form = FactoryForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_factory(factory=row, by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), undo=lambda made: undo_address(request, before, made),
        heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def need_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = row_or_404(Factory, pk=pk), newest_change(), reverse("mentoring:factory", args=[pk])
    form = NeedForm(request.POST or None)
    return take(
        request, form, lambda: services.set_need(factory=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("Saved."), undo=lambda made: undo_address(request, before, made),
        heading=str(row), back=back,
    )  # fmt: skip
