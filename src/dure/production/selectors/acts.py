"""Acts of the floor as a supervisor reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dure.kernel.errors import DureError
from dure.production.models import CallKind, FloorAct, OperationStep
from dure.web.problems import text_of


@dataclass(frozen=True, slots=True)
class Told:
    """An act with its name, its pieces and why it could not be done, in the reader's language."""

    act: FloorAct
    name: str
    pieces: str
    reason: str


def acts_to_decide() -> QuerySet[FloorAct]:
    return _rows().filter(state=FloorAct.State.REFUSED).order_by("received_at", "pk")


def all_acts() -> QuerySet[FloorAct]:
    return _rows()


def told(rows: Sequence[FloorAct]) -> list[Told]:
    return [Told(row, _name(row), _pieces(row), _reason(row)) for row in rows]


def _rows() -> QuerySet[FloorAct]:
    return FloorAct.objects.select_related("tablet", "person", "work_unit", "operation__order__item", "settled_by")


def _name(row: FloorAct) -> str:
    if row.kind == "undo":
        return _("Take back")
    if row.kind == "call":
        kind = row.body.get("call", "")
        return str(CallKind(kind).label) if kind in CallKind.values else _("Call for help")
    return str(OperationStep.Act(row.kind).label) if row.kind in OperationStep.Act.values else row.kind


def _pieces(row: FloorAct) -> str:
    given = row.body.get("losses")
    lost = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    parts = [_("%(quantity)s good") % {"quantity": row.body["good"]}] if row.body.get("good") else []
    for kind, text in (("reject", _("%(quantity)s rejected")), ("rework", _("%(quantity)s for rework"))):
        quantity = sum(_number(one.get("quantity")) for one in lost if one.get("kind") == kind)
        parts += [text % {"quantity": quantity}] if quantity else []
    return ", ".join(parts)


def _number(given: object) -> Decimal:
    """What was sent may be anything; what is no number counts nothing here."""
    try:
        found = Decimal(str(given))
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _reason(row: FloorAct) -> str:
    return text_of(DureError(row.message, **row.params)) if row.message else ""
