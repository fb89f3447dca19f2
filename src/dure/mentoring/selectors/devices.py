"""Questions about devices of simple automation."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from dure.mentoring.device_checks import Check, checks_of, open_checks
from dure.mentoring.models import AutomationDevice, DeviceAnswer
from dure.mentoring.payback import Device, Payback, payback


@dataclass(frozen=True, slots=True)
class DeviceTold:
    """A device with what it brings in, its questions with their answers, and which of them are open."""

    device: AutomationDevice
    result: Payback
    checks: list[tuple[Check, DeviceAnswer | None]]
    open: list[Check]

    @property
    def is_safe(self) -> bool:
        return not self.open


def device_told(row: AutomationDevice) -> DeviceTold:
    """One query, none when the answers were fetched before."""
    answers = {one.check_code: one for one in row.answers.all()}
    checks = [(one, answers.get(one.value)) for one in checks_of(row.kind)]
    return DeviceTold(
        row, result_of(row), checks, open_checks(row.kind, {code: one.answer for code, one in answers.items()})
    )


def result_of(row: AutomationDevice) -> Payback:
    return payback(
        Device(
            cost=row.cost, life=row.life, before_s=Decimal(row.before), after_s=Decimal(row.after), pieces=row.pieces,
            hour=row.hour, running=row.running, rate=row.rate,
        )
    )  # fmt: skip


def devices(*, text: str = "", kind: str = "", used: str = "") -> QuerySet[AutomationDevice]:
    """used: "yes" for those in use, "no" for others."""
    rows = AutomationDevice.objects.select_related("task").prefetch_related("answers").order_by("name")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(text__icontains=text))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(in_use_since__isnull=used == "no") if used in ("yes", "no") else rows
