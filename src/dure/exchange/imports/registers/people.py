"""People who work here, with their roles. Passwords, PINs and badges are never read from a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Line, Piece
from dure.exchange.imports.values import compare
from dure.exchange.sheets.words import key
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.plant.services import add_person, change_person

LEADERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Who may add people; a supervisor only operators, as the register itself says."""
ROLES = {
    Role.OPERATOR.value: ("작업자", "생산직", "생산", "현장직", "현장", "사원", "조작원", "operator", "worker"),
    Role.SUPERVISOR.value: ("관리감독자", "반장", "조장", "직장", "라인장", "현장관리자", "supervisor"),
    Role.QUALITY.value: ("품질", "품질관리", "검사원", "검사", "QC", "quality"),
    Role.MAINTENANCE.value: ("보전", "공무", "설비보전", "정비", "설비", "maintenance"),
    Role.PLANNER.value: ("생산계획", "생산관리", "자재", "자재관리", "계획", "planner"),
    Role.OFFICE.value: ("사무", "사무직", "관리", "경리", "총무", "영업", "구매", "회계", "office"),
    Role.OWNER.value: ("대표", "대표이사", "사장", "임원", "owner"),
    Role.MENTOR.value: ("멘토", "mentor"),
    Role.ADMINISTRATOR.value: ("시스템 관리자", "전산", "전산담당", "administrator", "admin"),
}
FIELDS = (
    Field("username", _("Log-in name"), ("사번", "사원번호", "아이디", "ID", "로그인", "employee no", "username", "login"), Kind.CODE, longest=60, example="1007",
          help=_("Empty: the name without spaces.")),
    Field("display_name", _("Name"), ("성명", "이름", "사원명", "직원명", "작업자명", "작업자", "name"), longest=60, is_required=True, example="김하늘"),
    Field("roles", _("Roles"), ("권한", "역할", "담당", "직무", "담당업무", "부서", "직종", "role"), Kind.WORDS, choices=ROLES, example="작업자",
          help=_("Several with commas. Empty: operator.")),
    Field("ends_on", _("Last day"), ("퇴사일", "퇴직일", "종료일", "계약종료일", "계약만료일", "end date"), Kind.DAY),
    Field("is_active", _("In service"), ("재직여부", "재직", "사용여부", "재직구분", "active"), Kind.FLAG),
)  # fmt: skip
_PLAIN = ("display_name", "roles", "ends_on", "is_active")
_check_spelling = UnicodeUsernameValidator()


class _Known:
    """People who are registered, and the log-in names of the sheet."""

    def __init__(self) -> None:
        self.by_login = {one.username.casefold(): one for one in Person.objects.all()}
        self.by_name: dict[str, list[Person]] = {}
        for one in self.by_login.values():
            self.by_name.setdefault(key(one.display_name), []).append(one)
        self.seen: dict[str, Line] = {}


def judge(lines: Sequence[Line]) -> list[Piece]:
    known = _Known()
    return [_piece(line, known) for line in lines]


def _piece(line: Line, known: _Known) -> Piece:
    line.label = line["display_name"] or line["username"] or ""
    # A word that is merely spelled like a role must not propose its rights.
    line.problems[:] = [
        replace(one, proposal=ROLES[Role.OPERATOR][0]) if one.field == "roles" else one for one in line.problems
    ]
    row = _existing(line, known)
    login = row.username if row else line["username"] or (line["display_name"] or "").replace(" ", "")
    _check_login(line, login)
    first = known.seen.setdefault(login.casefold(), line)
    if login and first is not line:
        line.refuse("username", Invalid("Row %(row)s is the same person.", row=first.number), act=Act.LEAVE)
    values = line.given(*_PLAIN)
    piece = Piece([line], lambda _by: None)
    if row is None:
        values.setdefault("roles", [Role.OPERATOR.value])
        if Role.MENTOR in values["roles"] and "ends_on" not in values:
            line.refuse("ends_on", Invalid("A mentor needs a last day."))
        piece.write = partial(_add, piece, {"username": login, **values})
    else:
        # Who is in the list of those who work here is in service, unless the list says otherwise.
        values.setdefault("is_active", values.get("ends_on") is None or row.is_active)
        piece.write = partial(_change, piece, row, compare(line, row, values))
    return piece


def _existing(line: Line, known: _Known) -> Person | None:
    """By log-in name, else by a name that only one person has."""
    if line["username"] is not None:
        return known.by_login.get(line["username"].casefold())
    named = known.by_name.get(key(line["display_name"] or ""), [])
    if len(named) > 1:
        logins = ", ".join(one.username for one in named[:3])
        line.refuse("username", Invalid("Several people have this name: %(names)s.", names=logins), named[0].username)
    return named[0] if len(named) == 1 else None


def _check_login(line: Line, login: str) -> None:
    try:
        if login:
            _check_spelling(login)
    except ValidationError:
        plain = "".join(sign for sign in login if sign.isalnum() or sign in "@.+-_")
        line.refuse("username", Invalid("A log-in name has letters, digits and @ . + - _ only."), plain)


def _add(piece: Piece, values: Mapping[str, Any], by: Person) -> Person:
    piece.kept = {"before": None, "after": _facts(values)}
    return add_person(by=by, **values)


def _change(piece: Piece, row: Person, values: Mapping[str, Any], by: Person) -> Person:
    person = Person.objects.get(pk=row.pk)
    piece.kept = {"before": _facts({name: getattr(person, name) for name in values}), "after": _facts(values)}
    return change_person(person=person, by=by, **values)


def _facts(values: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: values[name] for name in _PLAIN if name in values}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    """Those who were new are out of service, for what they did names them; the others are as they were.

    Raises Conflict for a person whom somebody changed since.
    """
    for one in reversed(made):
        person = Person.objects.get(pk=one["pk"])
        standing = _facts({name: getattr(person, name) for name in one["after"]})
        if {name: _sorted(value) for name, value in standing.items()} != {
            name: _sorted(value) for name, value in one["after"].items()
        }:
            raise Conflict("%(name)s was changed again meanwhile.", name=str(person))
        before = {"is_active": False} if one["before"] is None else dict(one["before"])
        if before.get("ends_on"):
            before["ends_on"] = date.fromisoformat(before["ends_on"])
        change_person(person=person, by=by, **before)


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def export() -> Iterable[Mapping[str, Any]]:
    for person in Person.objects.order_by("username"):
        yield {name: getattr(person, name) for name in (*_PLAIN, "username")}


PEOPLE = Register(
    "people", _("People"), _("Who works here, with roles. Taken back, those who were new are out of service."), "people", LEADERS,
    FIELDS, judge, export, {}, undo, needs=(("display_name",),), address="plant:person",
)  # fmt: skip
