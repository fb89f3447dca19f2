"""What fields are called that many tables have and that no form shows: who did a step of a record, and when."""

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

COMMON: dict[str, str | Promise] = {
    "approved_at": pgettext_lazy("change", "approved at"),
    "approved_by": pgettext_lazy("change", "approved by"),
    "area": pgettext_lazy("change", "area"),
    "asked_by": pgettext_lazy("change", "asked by"),
    "by": pgettext_lazy("change", "by"),
    "checked_at": pgettext_lazy("change", "checked at"),
    "checked_by": pgettext_lazy("change", "checked by"),
    "closed_at": pgettext_lazy("change", "closed at"),
    "closed_by": pgettext_lazy("change", "closed by"),
    "confirmed_at": pgettext_lazy("change", "confirmed at"),
    "confirmed_by": pgettext_lazy("change", "confirmed by"),
    "counted_at": pgettext_lazy("change", "counted at"),
    "counted_by": pgettext_lazy("change", "counted by"),
    "created_at": pgettext_lazy("change", "made at"),
    "created_by": pgettext_lazy("change", "made by"),
    "day": pgettext_lazy("change", "day"),
    "decided_at": pgettext_lazy("change", "decided at"),
    "decided_by": pgettext_lazy("change", "decided by"),
    "invoice": pgettext_lazy("change", "invoice"),
    "item": pgettext_lazy("change", "item"),
    "line": pgettext_lazy("change", "line of an order"),
    "location": pgettext_lazy("change", "location"),
    "lot": pgettext_lazy("change", "lot"),
    "made_at": pgettext_lazy("change", "made at"),
    "made_by": pgettext_lazy("change", "made by"),
    "number": pgettext_lazy("change", "number"),
    "order": pgettext_lazy("change", "order"),
    "partner": pgettext_lazy("change", "partner"),
    "person": pgettext_lazy("change", "person"),
    "price": pgettext_lazy("change", "price"),
    "quantity": pgettext_lazy("change", "quantity"),
    "reason": pgettext_lazy("change", "reason"),
    "released_by": pgettext_lazy("change", "released by"),
    "request": pgettext_lazy("change", "purchase request"),
    "retired_at": pgettext_lazy("change", "retired at"),
    "reviewed_at": pgettext_lazy("change", "reviewed at"),
    "reviewed_by": pgettext_lazy("change", "reviewed by"),
    "roles": pgettext_lazy("change", "roles"),
    "shift": pgettext_lazy("change", "shift"),
    "site": pgettext_lazy("change", "site"),
    "skill": pgettext_lazy("change", "skill"),
    "standard": pgettext_lazy("change", "work standard"),
    "status": pgettext_lazy("change", "status"),
    "undone_at": pgettext_lazy("change", "taken back at"),
    "undone_by": pgettext_lazy("change", "taken back by"),
    "valid_from": pgettext_lazy("change", "valid from"),
    "valid_to": pgettext_lazy("change", "valid to"),
    "value": pgettext_lazy("change", "value"),
    "version": pgettext_lazy("change", "version"),
    "work_center": pgettext_lazy("change", "line"),
    "work_order": pgettext_lazy("change", "work order"),
    "work_unit": pgettext_lazy("change", "machine"),
    "written_at": pgettext_lazy("change", "written at"),
    "written_by": pgettext_lazy("change", "written by"),
}


def word_of(name: str, field: "Field | None") -> str:  # type: ignore[type-arg]
    """The field's own name where its table gives one, else the common word, else its name in the table."""
    if field is not None and isinstance(field.verbose_name, Promise):
        return str(field.verbose_name)
    return str(COMMON.get(name, name.replace("_", " ")))
