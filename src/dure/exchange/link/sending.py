"""Giving what waits to the hub, in order, until its signed receipts are here.

A line is opened outward and answers each packet with a receipt. A packet is noted as tried before it leaves, so that
neither a killed plant nor a lost receipt makes a second message of it: the same bytes go again.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from django.db import transaction

from dure.exchange.link.models import Contract, Hub, Sent
from dure.kernel import report
from dure.kernel.errors import DureError
from dure.kernel.report import Kind, Reason, Receipt, Refused

Carry = Callable[[bytes], bytes]
OpenLine = Callable[[Hub], AbstractContextManager[Carry]]
CHANGES = 2
"""How often in one go the hub may ask for messages again."""


class NoLine(DureError):
    """The hub can't be reached now; what waits goes later."""


def send_waiting(*, open_line: OpenLine, now: Callable[[], datetime]) -> int:
    """How many messages got their receipt. A hub that can't be reached leaves its messages waiting."""
    done = 0
    waiting = Sent.objects.filter(is_due=True)
    for hub in Hub.objects.filter(contracts__messages__in=waiting).distinct():
        try:
            with open_line(hub) as carry:
                for contract in Contract.objects.filter(hub=hub, messages__in=waiting).distinct():
                    done += _send(contract, carry, now)
        except NoLine:
            continue
    return done


def _send(contract: Contract, carry: Carry, now: Callable[[], datetime]) -> int:
    done = changes = 0
    while (row := _next(contract)) is not None:
        try:
            answer = carry(bytes(row.packet))
            receipt = report.open_receipt(answer, row.contract.hub.key)
        except Refused:
            _note(row, Reason.ALTERED, now())
            break
        if receipt.digest != row.digest or receipt.contract != row.contract.code:
            _note(row, Reason.ALTERED, now())
            break
        if receipt.reason is None:
            _received(row, answer, now())
            done += 1
            continue
        changes += 1
        if not _give_way(row, receipt, now()) or changes > CHANGES:
            break
    return done


@transaction.atomic
def _next(contract: Contract) -> Sent | None:
    """The first message without a receipt, noted as tried. A revocation that comes meanwhile waits for the lock."""
    locked = Contract.objects.select_for_update().get(pk=contract.pk)
    row = Sent.objects.select_related("contract__hub").filter(contract=locked, is_due=True).order_by("number").first()
    if row is not None:
        row.tries += 1
        row.save(update_fields=["tries"])
    return row


@transaction.atomic
def _received(row: Sent, receipt: bytes, now: datetime) -> None:
    Sent.objects.filter(pk=row.pk).update(is_due=False, received_at=row.received_at or now, receipt=receipt)
    Contract.objects.filter(pk=row.contract_id).exclude(trouble="").update(trouble="", trouble_at=None)


@transaction.atomic
def _give_way(row: Sent, receipt: Receipt, now: datetime) -> bool:
    """What can be mended here: whether there is something to send again.

    A hub that lost messages asks for them by their number. A day that isn't over by the hub's clock was told by a
    wrong clock; the hub holds nothing of it, so it is made anew when it is over.
    """
    _note(row, receipt.reason, now)
    messages = Sent.objects.filter(contract=row.contract_id)
    if receipt.reason is Reason.GAP and receipt.expected < row.number:
        if row.contract.revoked_at is not None:
            messages = messages.exclude(kind=Kind.REPORT)
        return messages.filter(number__gte=receipt.expected).update(is_due=True) > 1
    if receipt.reason is Reason.EARLY:
        messages.filter(kind=Kind.REPORT, received_at=None, number__gte=row.number).delete()
    return False


def _note(row: Sent, reason: Reason | None, now: datetime) -> None:
    Contract.objects.filter(pk=row.contract_id).update(trouble=reason or "", trouble_at=now)
