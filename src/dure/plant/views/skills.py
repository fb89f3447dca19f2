"""Who can do what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import Invalid
from dure.plant import selectors, services
from dure.plant.acting import who
from dure.plant.forms import SkillForm
from dure.plant.models import Person, Skill
from dure.plant.views.undo import watch_changes
from dure.web.forms import take
from dure.web.toast import toast

LEVELS = [
    (0, gettext_lazy("–")),
    (1, gettext_lazy("1 · learning")),
    (2, gettext_lazy("2 · with guidance")),
    (3, gettext_lazy("3 · alone")),
    (4, gettext_lazy("4 · teaches")),
]


@require_GET
def skills(request: HttpRequest) -> HttpResponse:
    people = list(selectors.active_people())
    known = selectors.skills_of(people)
    columns = list(selectors.skills_in_use())
    rows = [(person, [(skill, known.get((person.pk, skill.pk))) for skill in columns]) for person in people]
    return render(request, "plant/skills.html", {"skills": columns, "rows": rows, "levels": LEVELS})


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
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in numbers):
        raise Invalid("A skill has a level from 1 to 4.")
    person, skill, level = map(int, numbers)
    services.set_skill(
        person=get_object_or_404(Person, pk=person),
        skill=get_object_or_404(Skill, pk=skill),
        level=level,
        by=who(request),
    )
    return toast(request, redirect("plant:skills"), _("Saved."))
