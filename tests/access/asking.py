"""Every page of a table asked for, as a role and as nobody."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.test import Client
from django.urls import reverse

from dure.plant.roles import Role
from tests.access.table import Row
from tests.access.things import Things
from tests.plant.plants import logged_in, person

Table = Mapping[str, Row]
METHODS = ("get", "post")
_LOG_IN = "/login/?next=/"


def address(name: str, row: Row, plant: Things) -> str:
    return reverse(name, args=[plant[arg] for arg in row.args]) + row.query.format_map(plant.known)


def status(client: Client, method: str, where: str, row: Row, plant: Things) -> int:
    """What the request gets; nothing of what it did stays."""
    return _answered(client, method, where, row, plant)[0]


def _answered(client: Client, method: str, where: str, row: Row, plant: Things) -> tuple[int, str]:
    with transaction.atomic():
        data = plant.filled(dict(row.data)) if method == "post" else None
        answer = getattr(client, method)(where, data)
        transaction.set_rollback(True)
    return answer.status_code, answer.get("Location", "")


def may_open(role: Role, row: Row) -> bool:
    """Whether the guard of the row's address lets the role in, by one method or the other."""
    return role in {*(row.get or ()), *(row.post or ())}


def expected(role: Role, row: Row, method: str) -> int:
    if not may_open(role, row):
        return 403
    return 405 if getattr(row, method) is None else int(getattr(row, f"status_{method}"))


def wrong_answers(
    role: Role, table: Table, plant: Things, *, methods: Collection[str] = METHODS, refused: Collection[str] = ()
) -> dict[str, str]:
    """Method and name of the page → what the role got instead of what its row says.

    refused: names of pages that the guard opens to the role, and that refuse by themselves what the row is about.
    """
    client, wrong = logged_in(person(role)), {}
    for name, row in table.items():
        where = address(name, row, plant)
        for method in methods:
            wanted = expected(role, row, method)
            if name in refused:
                wanted = 405 if getattr(row, method) is None else 403
            got = status(client, method, where, row, plant)
            if got != wanted:
                wrong[f"{method} {name}"] = f"{got}, not {wanted}"
    return wrong


def open_to_nobody(table: Table, plant: Things, *, methods: Collection[str] = METHODS) -> dict[str, tuple[int, str]]:
    """Method and name of the page → status and address of those that don't send who isn't logged in to the log-in."""
    found = {
        f"{method} {name}": _answered(Client(), method, address(name, row, plant), row, plant)
        for name, row in table.items()
        for method in methods
    }
    return {asked: (code, to) for asked, (code, to) in found.items() if code != 302 or not to.startswith(_LOG_IN)}
