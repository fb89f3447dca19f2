"""What a scan changes in the form of an act. Nothing here asks the database."""

from collections.abc import Mapping

from dure.inventory.selectors import Scanned
from dure.inventory.slips import Slip


def taken_up(state: Mapping[str, str], found: Scanned, slip: Slip) -> dict[str, str] | None:
    """The fields with the scan in them; None when it says nothing.

    A place is where the goods go in a receipt. In a transfer it is where they come from until goods were scanned,
    then where they go. Other goods than before take the place of those.
    """
    if found.location is not None:
        return {**state, _place_field(state, slip): str(found.location.pk)}
    if found.item is None:
        return None
    after = dict(state)
    if after.get("item") != found.item.code or (found.lot and after.get("lot") != found.lot.number):
        for name in ("lot", "quantity", "unit", "supplier_number", "expires_on"):
            after.pop(name, None)
    after["item"] = found.item.code
    return after | _lot_fields(found, slip) | _quantity_fields(found)


def _place_field(state: Mapping[str, str], slip: Slip) -> str:
    if slip is Slip.RECEIPT:
        return "target"
    return "target" if slip is Slip.TRANSFER and "item" in state else "source"


def _lot_fields(found: Scanned, slip: Slip) -> dict[str, str]:
    if found.lot is not None:
        return {"lot": found.lot.number}
    if not found.lot_number:
        return {}
    if slip is not Slip.RECEIPT:
        return {"lot": found.lot_number}
    # Nobody here knows the number: it is the supplier's own.
    fields = {"supplier_number": found.lot_number}
    return fields | ({"expires_on": f"{found.expires_on:%Y-%m-%d}"} if found.expires_on else {})


def _quantity_fields(found: Scanned) -> dict[str, str]:
    if found.item is not None and found.item.tracking == "serial":
        return {"quantity": "1"}
    if found.quantity is None or (found.quantity == 1 and found.item and found.unit == found.item.unit_id):
        return {}  # the code of one piece says what it is, not how many there are
    return {"quantity": f"{found.quantity.normalize():f}", "unit": found.unit}
