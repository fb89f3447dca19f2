"""Partners, their addresses and contacts, agreed prices, and limits of approval."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from dure.commerce.models import Address, ApprovalLimit, Contact, Partner, Price
from dure.inventory.models import Item, Unit
from dure.kernel import business_number
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number, record_change, remove_row


@transaction.atomic
def add_partner(*, by: Person | None, **values: Any) -> Partner:
    """Enter a partner; without a code it gets the next one. Raises Invalid."""
    if not values.get("code"):
        values["code"] = next_number(kind="partner", on=date(2000, 1, 1), pattern="P{n:04}")
    row = Partner(**_plain(values))
    add_row(row, by=by)
    return row


@transaction.atomic
def change_partner(*, row: Partner, by: Person | None, **values: Any) -> Partner:
    """Change what is known of a partner. Its code stays: the books know it by that. Raises Conflict, Invalid."""
    if values.get("code", row.code) != row.code:
        raise Conflict("A partner's code can't be changed: its account is kept under it.")
    change_row(row, _plain(values), by=by)
    return row


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("business_number"):
        values["business_number"] = business_number.shown(values["business_number"])
    return values


@transaction.atomic
def set_address(*, partner: Partner, by: Person | None, row: Address | None = None, **values: Any) -> Address:
    """Add an address or change one; a new main address takes the place of the old."""
    if values.get("is_main"):
        for other in partner.addresses.filter(is_main=True).exclude(pk=row.pk if row else None):
            change_row(other, {"is_main": False}, by=by)
    if row is None:
        row = Address(partner=partner, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def set_contact(*, partner: Partner, by: Person | None, row: Contact | None = None, **values: Any) -> Contact:
    if row is None:
        row = Contact(partner=partner, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def set_price(
    *,
    side: Price.Side,
    item: Item,
    price: Decimal,
    valid_from: date,
    by: Person | None,
    partner: Partner | None = None,
    unit: Unit | None = None,
    minimum: Decimal = Decimal(0),
    partner_code: str = "",
) -> Price:
    """Agree on a price from a day on; the one before ends the day before. Raises Invalid, Conflict for a later one."""
    if price < 0:
        raise Invalid("A price is not negative.")
    same = Price.objects.select_for_update().order_by("pk")
    same = same.filter(side=side, item=item, partner=partner, unit=unit or item.unit, minimum=minimum)
    if same.filter(valid_from__gt=valid_from).exists():
        raise Conflict("A later price of %(item)s is agreed already.", item=item.name)
    today = same.filter(valid_from=valid_from).first()
    if today is not None:
        change_row(today, {"price": price, "partner_code": partner_code, "set_by": by}, by=by)
        return today
    for before in same.filter(valid_to=None):
        change_row(before, {"valid_to": valid_from - timedelta(days=1)}, by=by)
    row = Price(
        side=side,
        item=item,
        partner=partner,
        unit=unit or item.unit,
        minimum=minimum,
        price=price,
        valid_from=valid_from,
        partner_code=partner_code,
        set_by=by,
    )
    add_row(row, by=by)
    return row


@transaction.atomic
def set_approval_limit(*, kind: ApprovalLimit.Kind, above: Decimal | None, by: Person | None) -> None:
    """From which amount on a second person must agree; None: never."""
    row = ApprovalLimit.objects.filter(kind=kind).first()
    if row is None and above is not None:
        add_row(ApprovalLimit(kind=kind, above=above), by=by)
    elif row is not None and above is None:
        record_change(row, verb="removed", by=by)
        row.delete()
    elif row is not None:
        change_row(row, {"above": above}, by=by)


@transaction.atomic
def remove_address(*, row: Address, by: Person | None) -> None:
    """Raises Conflict when papers name it."""
    _remove(row, by)


@transaction.atomic
def remove_contact(*, row: Contact, by: Person | None) -> None:
    _remove(row, by)


@transaction.atomic
def end_price(*, row: Price, last_day: date, by: Person | None) -> Price:
    """Let a price end with a day. Raises Invalid when it begins later."""
    change_row(row, {"valid_to": last_day}, by=by)
    return row


def _remove(row: Address | Contact, by: Person | None) -> None:
    try:
        remove_row(row, by=by)
    except ProtectedError as error:
        raise Conflict("%(name)s is used already.", name=row.name) from error
