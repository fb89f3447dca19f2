"""Pages of the loss map."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dure.mentoring.models import MonthlyLoss
from dure.mentoring.services import losses
from dure.plant.models import ChangeRecord, Person, WorkUnit
from dure.plant.roles import Role
from tests.access.table import BUT_OPERATORS, CHIEFS, Row, deed, form, page

WRITERS = BUT_OPERATORS - {Role.OFFICE}
DECIDERS = CHIEFS - {Role.SUPERVISOR}
RATE = {"kind": "capital", "valid_from": "2026-05-04", "value": "7", "reason": "은행 이자"}
ROWS: dict[str, Row] = {
    "losses": page(BUT_OPERATORS),
    "loss": page(BUT_OPERATORS, "monthly_loss"),
    "loss-task": deed(WRITERS, "monthly_loss"),
    "losses-again": deed(WRITERS | DECIDERS),
    "loss-rates": page(BUT_OPERATORS),
    "loss-rate-set": form(DECIDERS, data=RATE),
    "loss-rate-remove": deed(DECIDERS, "loss_rate"),
    "loss-undo": deed(DECIDERS, "loss_rate_change"),
}


def make(by: Person, unit: WorkUnit) -> dict[str, Any]:
    now, month = datetime(2026, 6, 1, tzinfo=UTC), date(2026, 5, 1)
    loss = MonthlyLoss.objects.create(
        month=month, part="failure", kind="breakdown", work_unit=unit, hours=2, won=200, low=100, high=300,
        computed_at=now,
    )  # fmt: skip
    rate = losses.set_loss_rate(
        by=by, kind="capital", work_unit=None, valid_from=month, value=Decimal(5), reason="은행 이자"
    )
    change = ChangeRecord.objects.get(table="LossRate", row_id=rate.pk)
    return {"monthly_loss": loss.pk, "loss_rate": rate.pk, "loss_rate_change": change.pk}
