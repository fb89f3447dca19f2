"""Who can do what, and how well: a row for each skill of a person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Names
from dure.exchange.imports.registers.people import LEADERS
from dure.exchange.imports.values import shown
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, PersonSkill, Skill
from dure.plant.services import add_row, remove_row, set_skill

LEVELS = {
    "1": ("1", "교육중", "초급", "하", "△", "learning"),
    "2": ("2", "지도하 작업", "중급", "중", "○", "under guidance"),
    "3": ("3", "단독작업", "고급", "상", "◎", "alone"),
    "4": ("4", "지도가능", "전문가", "교육가능", "●", "teaches"),
}
FIELDS = (
    Field("person", _("Person"), ("사번", "성명", "이름", "작업자", "작업자명", "사원명", "아이디", "person"), Kind.NAME, is_required=True, falls=True,
          example="김하늘"),
    Field("skill", _("Skill"), ("기능", "기능명", "스킬", "자격", "자격증", "공정", "보유기능", "skill"), longest=120, is_required=True, example="용접"),
    Field("level", _("Level"), ("수준", "등급", "숙련도", "레벨", "숙련등급", "level"), Kind.CHOICE, choices=LEVELS, example="3",
          help=_("1 learning, 2 under guidance, 3 alone, 4 teaches others. Empty: 3.")),
    Field("valid_to", _("Valid until"), ("유효기간", "만료일", "유효기한", "갱신일", "valid to"), Kind.DAY),
)  # fmt: skip


class _Known:
    def __init__(self) -> None:
        people = list(Person.objects.filter(is_active=True).order_by("pk"))
        self.people: Names[Person] = Names(people, lambda row: row.username, lambda row: (row.display_name,))
        self.skills: Names[Skill] = Names(Skill.objects.order_by("pk"), lambda row: row.code, lambda row: (row.name,))
        self.held = {(one.person_id, one.skill_id): one for one in PersonSkill.objects.all()}
        self.seen: dict[tuple[int, str], Line] = {}


def judge(lines: Sequence[Line]) -> list[Piece]:
    known = _Known()
    return [_piece(line, known) for line in lines]


def _piece(line: Line, known: _Known) -> Piece:
    person, name = known.people.take(line, "person", _("Person")), line["skill"] or ""
    skill = known.skills.find(name) if name else None
    line.label = f"{person or line['person'] or ''} {skill or name}".strip()
    piece = Piece([line], lambda _by: None)
    if person is None or not name or line.is_wrong:
        return piece
    first = known.seen.setdefault((person.pk, str(skill.pk) if skill else name.casefold()), line)
    if first is not line:
        line.refuse(
            "skill", Invalid("Row %(row)s is the same skill of the same person.", row=first.number), act=Act.LEAVE
        )
    if skill is None and (near := known.skills.near(name)):
        line.doubt("skill", Invalid("This skill is new."), near)
    level, valid_to = int(line["level"] or 3), line["valid_to"]
    held = known.held.get((person.pk, skill.pk)) if skill else None
    if held is not None:
        if held.level != level:
            line.changes.append(Change("level", shown(held.level), shown(level)))
        if valid_to is not None and held.valid_to != valid_to:
            line.changes.append(Change("valid_to", shown(held.valid_to), shown(valid_to)))
        line.outcome = Outcome.CHANGE if line.changes else Outcome.SAME
        valid_to = valid_to or held.valid_to
    piece.write = partial(_write, piece, person, name, (level, valid_to))
    return piece


def _write(piece: Piece, person: Person, name: str, held: tuple[int, date | None], by: Person) -> Person:
    level, valid_to = held
    skill = Skill.objects.filter(code__iexact=name).first() or Skill.objects.filter(name=name).first()
    is_new = skill is None
    if skill is None:
        skill = Skill(code=_next_code(), name=name)
        add_row(skill, by=by)
    before = PersonSkill.objects.filter(person=person, skill=skill).first()
    set_skill(person=person, skill=skill, level=level, valid_to=valid_to, by=by)
    piece.kept = {
        "skill": skill.pk, "is_new": is_new, "after": [level, shown(valid_to)],
        "before": [before.level, shown(before.valid_to)] if before else None,
    }  # fmt: skip
    return person


def _next_code() -> str:
    number = Skill.objects.count() + 1
    while Skill.objects.filter(code=f"SK-{number:02}").exists():
        number += 1
    return f"SK-{number:02}"


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    """Levels are as they were; skills that were new are removed. Raises Conflict for one changed since."""
    for one in reversed(made):
        held = (
            PersonSkill.objects.select_related("person", "skill").filter(person=one["pk"], skill=one["skill"]).first()
        )
        if held is None or [held.level, shown(held.valid_to)] != one["after"]:
            raise Conflict("%(name)s was changed again meanwhile.", name=one["label"])
        level, until = one["before"] or (0, "")
        valid_to = date.fromisoformat(until) if until else None
        set_skill(person=held.person, skill=held.skill, level=level, valid_to=valid_to, by=by)
        if one["is_new"] and not PersonSkill.objects.filter(skill=held.skill).exists():
            remove_row(held.skill, by=by)


def export() -> Iterable[Mapping[str, Any]]:
    rows = PersonSkill.objects.filter(person__is_active=True).select_related("person", "skill")
    for one in rows.order_by("person__username", "skill__code"):
        yield {
            "person": one.person.username,
            "skill": one.skill.name,
            "level": str(one.level),
            "valid_to": one.valid_to,
        }


SKILLS = Register(
    "skills", _("Skills"), _("Who can do what, and how well."), "hand", LEADERS, FIELDS, judge, export, {}, undo,
    needs=(("person",), ("skill",)), address="plant:person",
)  # fmt: skip
