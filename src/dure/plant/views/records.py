"""What was done: security acts and changes of master data."""

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

    def hidden(table: str, name: str) -> bool:
        return not sees_money and not {name, *EVERY_FIELD}.isdisjoint(money_fields().get(table, ()))

    def dressed(rows: Any) -> list[Any]:
        return selectors.records_told(rows, hidden=hidden)

    fields = (
        Field(_("When"), lambda row: row.at, Kind.TIME),
        Field(_("Who"), lambda row: str(row.by or "")),
        Field(_("What"), lambda row: f"{row.label} {verbs.get(row.verb, row.verb)}"),
        Field(_("Before"), lambda row: ", ".join(f"{name}: {before}" for name, before, _after in row.told)),
        Field(_("After"), lambda row: ", ".join(f"{name}: {after}" for name, _before, after in row.told)),
    )
    return listing(request, "plant/changes.html", selectors.change_records(), fields, title=_("Changes"), dress=dressed)
