"""Who can do what."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant import selectors, services
from dure.plant.acting import watch_changes, who
from dure.plant.forms import PersonSkillForm, SkillForm
from dure.plant.models import Person, PersonSkill, Skill
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.toast import toast

LEVELS = [
    (0, gettext_lazy("–")),
    (1, gettext_lazy("1 · learning")),
    (2, gettext_lazy("2 · with guidance")),
    (3, gettext_lazy("3 · alone")),
    (4, gettext_lazy("4 · teaches")),
]


class Cell(NamedTuple):
    """What a person can do of a skill; held: None when nothing."""

    skill: Skill
    held: PersonSkill | None
    is_over: bool
    ends_soon: bool

    @property
    def text(self) -> str:
        return self.held.told if self.held is not None else ""


@require_GET
def skills(request: HttpRequest) -> HttpResponse:
    """The matrix of people and skills, with what has ended and what ends soon."""
    columns, today = list(selectors.skills_in_use()), timezone.localdate(clock.now())

    def dress(found: Sequence[Person]) -> list[tuple[Person, list[Cell]]]:
        known = selectors.skills_of(list(found))
        return [(one, [_cell(skill, known.get((one.pk, skill.pk)), today) for skill in columns]) for one in found]

    fields = [Field(_("Name"), lambda row: str(row[0]))]
    fields += [Field(skill.name, lambda row, at=at: row[1][at].text) for at, skill in enumerate(columns)]
    return listing(
        request, "plant/skills.html", selectors.active_people(), fields, title=_("Skills"), dress=dress,
        skills=columns, levels=LEVELS,
    )  # fmt: skip


def _cell(skill: Skill, held: PersonSkill | None, today: date) -> Cell:
    if held is None:
        return Cell(skill, None, is_over=False, ends_soon=False)
    return Cell(skill, held, is_over=held.has_ended(today), ends_soon=held.ends_soon(today))


def add(request: HttpRequest) -> HttpResponse:
    form = SkillForm(request.POST or None)

    def do() -> Skill:
        skill = Skill(**form.cleaned_data)
        services.add_row(skill, by=who(request))
        return skill

    undo = watch_changes()
    return take(request, form, do, template="plant/skill.html", then="plant:skills", done=_("Added."), undo=undo)


@require_POST
def set_level(request: HttpRequest) -> HttpResponse:
    numbers = [request.POST.get(name, "") for name in ("person", "skill", "level")]
    if not all(text.isascii() and text.isdecimal() and len(text) < 10 for text in numbers):
        raise Invalid("A skill has a level from 1 to 4.")
    person, skill, level = map(int, numbers)
    undo = watch_changes()
    row = services.set_skill(
        person=get_object_or_404(Person, pk=person),
        skill=get_object_or_404(Skill, pk=skill),
        level=level,
        by=who(request),
    )
    return toast(request, redirect("plant:skills"), _("Saved."), undo=undo(row) if row else "")


@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, person: int, skill: int) -> HttpResponse:
    """One skill of a person: how well, and until when."""
    holder, known = get_object_or_404(Person, pk=person), get_object_or_404(Skill, pk=skill)
    held = selectors.skills_of([holder]).get((holder.pk, known.pk))
    form = PersonSkillForm(LEVELS, request.POST or None, instance=held)
    undo = watch_changes()

    def do() -> PersonSkill | None:
        given = form.cleaned_data
        return services.set_skill(
            person=holder, skill=known, level=given["level"], valid_to=given["valid_to"], by=who(request)
        )

    return take(
        request, form, do, template="plant/skill_of.html", then="plant:skills", done=_("Saved."),
        undo=lambda row: undo(row) if row else "", person=holder, skill=known,
    )  # fmt: skip
