"""What was done: security acts and changes of master data."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.plant import selectors
from dure.plant.models import SecurityRecord
from dure.plant.money import EVERY_FIELD, money_fields
from dure.plant.roles import Role
from dure.web.access import pass_of
from dure.web.listing import Field, listing
from dure.web.tables import Kind

MONEY_ROLES = frozenset({Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
"""Those who may see prices and costs; others see that they changed."""
HIDDEN = "•••"


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    act = request.GET.get("act", "")
    fields = (
        Field(_("When"), lambda row: row.at, Kind.TIME),
        Field(_("What"), lambda row: row.get_act_display()),
        Field(_("Who"), lambda row: str(row.person or "")),
        Field(_("By"), lambda row: str(row.by or "")),
        Field(_("From"), lambda row: row.address),
        Field(_("Detail"), lambda row: row.detail),
    )
    return listing(
        request, "plant/security.html", selectors.security_records(act), fields, title=_("Security"),
        acts=SecurityRecord.Act.choices, act=act,
    )  # fmt: skip


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    sees_money = not MONEY_ROLES.isdisjoint(pass_of(request).roles)
    verbs = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}

    def dressed(rows: Any) -> list[Any]:
        found = list(rows)
        for row in found:
            row.before, row.after = (_shown(row.table, facts, sees_money) for facts in (row.before, row.after))
        return found

    fields = (
        Field(_("When"), lambda row: row.at, Kind.TIME),
        Field(_("Who"), lambda row: str(row.by or "")),
        Field(_("What"), lambda row: f"{row.label} {verbs.get(row.verb, row.verb)}"),
        Field(_("Before"), lambda row: _told(row.before) if row.verb == "changed" else ""),
        Field(_("After"), lambda row: _told(row.after) if row.verb == "changed" else ""),
    )
    return listing(request, "plant/changes.html", selectors.change_records(), fields, title=_("Changes"), dress=dressed)


def _shown(table: str, facts: Mapping[str, Any], sees_money: bool) -> dict[str, Any]:
    hidden = frozenset() if sees_money else money_fields().get(table, frozenset())
    return {name: HIDDEN if name in hidden or EVERY_FIELD & hidden else value for name, value in facts.items()}


def _told(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {'–' if value is None else value}" for name, value in facts.items())
