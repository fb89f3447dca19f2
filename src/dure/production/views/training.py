"""Who can do which operation, and whom to train."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.kernel import clock
from dure.plant.models import Person, PersonSkill
from dure.production.selectors import training as selectors
from dure.production.selectors.training import Demand
from dure.web.listing import Field, listing
from dure.web.tables import Kind


class Able(NamedTuple):
    """What a person can do of what an operation asks for. held: None for nothing."""

    demand: Demand
    held: PersonSkill | None
    is_enough: bool
    is_over: bool

    @property
    def text(self) -> str:
        return self.held.told if self.held is not None else ""


@require_GET
def training(request: HttpRequest) -> HttpResponse:
    """Skills that too few people have for what is made here; all of them in the spreadsheet."""
    center = _center(request)
    rows = selectors.training_needs(selectors.demands(work_center=center), timezone.localdate(clock.now()))
    is_asked = bool(rows)
    if not request.GET.get("all") and not request.GET.get("format"):
        rows = [row for row in rows if row.is_need]
    return listing(
        request, "production/training.html", rows, _columns(), title=_("Training need"), centers=selectors.lines(),
        center=center, shows_all=bool(request.GET.get("all")), is_asked=is_asked,
    )  # fmt: skip


def _columns() -> list[Field]:
    return [
        Field(_("Skill"), lambda row: row.skill.name),
        Field(_("Level"), lambda row: row.level, Kind.NUMBER),
        Field(_("State"), lambda row: str(row.word)),
        Field(_("Operations"), lambda row: ", ".join(row.operations)),
        Field(_("Open in orders"), lambda row: row.waiting, Kind.NUMBER),
        Field(_("Able"), lambda row: ", ".join(map(str, row.able))),
        Field(_("Expires soon"), lambda row: _with_days(row.ending)),
        Field(_("Learning"), lambda row: ", ".join(map(str, row.learning))),
        Field(_("Expired"), lambda row: _with_days(row.ended)),
    ]


def _with_days(found: Sequence[tuple[Person, date]]) -> str:
    return ", ".join(f"{person} ({day.isoformat()})" for person, day in found)


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """People and operations: who may do what, how well and until when."""
    center, today = _center(request), timezone.localdate(clock.now())
    wanted = selectors.demands(work_center=center)
    people, held = selectors.people_and_skills(today)

    def dress(found: Sequence[Person]) -> list[tuple[Person, list[Able]]]:
        return [(one, [_able(want, held.get((one.pk, want.skill.pk)), today) for want in wanted]) for one in found]

    fields = [Field(_("Name"), lambda row: str(row[0]))]
    fields += [Field(_title(want), lambda row, at=at: row[1][at].text) for at, want in enumerate(wanted)]
    return listing(
        request, "production/skill_matrix.html", people, fields, title=_("People and operations"), dress=dress,
        wanted=wanted, centers=selectors.lines(), center=center,
    )  # fmt: skip


def _able(want: Demand, held: PersonSkill | None, today: date) -> Able:
    if held is None:
        return Able(want, None, is_enough=False, is_over=False)
    is_over = held.has_ended(today)
    return Able(want, held, is_enough=held.level >= want.level and not is_over, is_over=is_over)


def _title(want: Demand) -> str:
    return f"{want.name} ({want.skill.name} {want.level})"


def _center(request: HttpRequest) -> int | None:
    given = request.GET.get("center", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None
