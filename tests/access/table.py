"""What a row of the table of role × URL × status says, and the rows of each context, written by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from dure.plant.roles import Role

EVERYONE = frozenset(Role)
"""Everyone who is logged in."""
BUT_OPERATORS = EVERYONE - {Role.OPERATOR}
LEADERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
PLANNERS = LEADERS | {Role.PLANNER}
ENGINEERS = LEADERS | {Role.MAINTENANCE}
CHIEFS = LEADERS | {Role.OFFICE, Role.OWNER}
FLOOR = LEADERS | {Role.OPERATOR, Role.QUALITY, Role.MAINTENANCE, Role.OWNER}
TARGETS = PLANNERS | {Role.OWNER}
EDITORS = PLANNERS | {Role.OFFICE}
ADMIN = frozenset({Role.ADMINISTRATOR})
REDIRECT, EMPTY, BAD, CONFLICT = 302, 204, 422, 409


@dataclass(frozen=True, slots=True)
class Row:
    """One URL. args: names of things of the plant (tests.access.plant.Things), or texts.

    get, post: who may; None: the method isn't there (405). status_get, status_post: what they get.
    data: what is posted.
    """

    args: tuple[str | int, ...] = ()
    get: Collection[Role] | None = None
    post: Collection[Role] | None = None
    status_get: int = 200
    status_post: int = REDIRECT
    data: Mapping[str, object] = field(default_factory=dict)
    query: str = ""


def page(roles: Collection[Role], *args: str | int, **more: object) -> Row:
    """Something to look at."""
    return Row(args=args, get=roles, **more)  # type: ignore[arg-type]


def deed(roles: Collection[Role], *args: str | int, **more: object) -> Row:
    """Something to do, by POST only."""
    return Row(args=args, post=roles, **more)  # type: ignore[arg-type]


def form(roles: Collection[Role], *args: str | int, **more: object) -> Row:
    """A form to look at and to send."""
    return Row(args=args, get=roles, post=roles, **more)  # type: ignore[arg-type]
