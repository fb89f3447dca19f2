"""Plants that report, and taking what they send. Keyword-only; each verb is one transaction."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dure.kernel import report
from dure.kernel.errors import Invalid
from dure.kernel.report import Chain, Kind, Message, Reason, Receipt, Refused, Reported
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.programme.models import (
    EnrolledPlant,
    Firm,
    ReceivedMessage,
    RefusedMessage,
    ReportContract,
    ReportFigure,
    ReportPacket,
    ReportReading,
)
from dure.programme.scope import EVERYTHING, within


@transaction.atomic
def enrol_plant(*, firm: Firm, name: str, key: str, by: Person) -> EnrolledPlant:
    """Raises Invalid for what is no key, or one that is enrolled already."""
    made = EnrolledPlant(firm=firm, name=name.strip(), key=_checked(key))
    add_row(made, by=by)
    return made


@transaction.atomic
def change_plant(*, plant: EnrolledPlant, by: Person, **values: Any) -> EnrolledPlant:
    """Its name, and whether it may report. Its key stays: a plant with another key is another one."""
    row = EnrolledPlant.objects.select_for_update().get(pk=plant.pk)
    change_row(row, {name: values[name] for name in ("name", "is_active") if name in values}, by=by)
    return row


@transaction.atomic
def note_reading(*, contract: ReportContract, by: Person, now: datetime) -> None:
    """Somebody looks at the figures of a contract."""
    ReportReading.objects.create(firm_id=contract.firm_id, contract=contract, person=by, at=now)


def receive(*, packet: bytes, plant: str, now: datetime) -> bytes | None:
    """Take what came over the line of the plant with this key; the signed receipt, None for one that isn't enrolled.

    The same packet again gets the same answer and changes nothing. What is refused is noted with its reason. Of a plant
    that may not report any more only revocations are taken.
    """
    with within(EVERYTHING), transaction.atomic():
        sender = EnrolledPlant.objects.select_for_update().filter(key=plant).first()
        if sender is None:
            return None
        contract, number, said = "", 0, report.digest(packet)
        reason = None
        try:
            _plant, contract, number = report.claimed(packet)
            with transaction.atomic():
                _take(sender, packet, said, now)
        except Refused as refused:
            reason = refused.reason
            _note_refusal(sender, contract=contract, number=number, reason=reason, said=said, now=now)
        held = ReportContract.objects.filter(plant=sender, code=contract).first()
        at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        receipt = Receipt(contract, said, reason, held.number + 1 if held else 1, at)
        return report.seal_receipt(receipt, report.key_of(settings.HOME.secret("link")))


def _take(sender: EnrolledPlant, packet: bytes, said: str, now: datetime) -> None:
    message = report.open_packet(packet, sender.key)
    row = ReportContract.objects.select_for_update().filter(plant=sender, code=message.contract).first()
    chain = Chain(sender.key, message.contract, row.number if row else 0, row.digest if row else "")
    held = row.messages.filter(number=message.number).values_list("digest", flat=True).first() if row else None
    if not sender.is_active and message.kind is not Kind.REVOCATION:
        raise Refused(Reason.NOT_AGREED)
    if row is not None and row.revoked_at is not None and held != said:
        raise Refused(Reason.REVOKED)
    if row is None and message.kind is Kind.REVOCATION:
        raise Refused(Reason.GAP)
    if not report.follow(chain, message, said, held):
        return
    if row is None:
        row = _new_contract(sender, message, said, now)
    if message.kind is Kind.REPORT:
        _agreed(row, message, timezone.localdate(now))
    taken = ReceivedMessage.objects.create(
        firm_id=sender.firm_id, contract=row, number=message.number, kind=message.kind, day=message.day, digest=said,
        received_at=now,
    )  # fmt: skip
    if message.kind is Kind.REPORT and message.day is not None:
        ReportPacket.objects.create(firm_id=sender.firm_id, contract=row, message=taken, packet=packet)
        _keep(row, message.day, message.figures)
    row.number, row.digest = message.number, said
    if message.kind is Kind.REVOCATION:
        row.revoked_at = now
    row.save()


def _new_contract(sender: EnrolledPlant, message: Message, said: str, now: datetime) -> ReportContract:
    terms = message.terms
    if terms is None or not terms.first_on <= terms.last_on <= terms.read_until or not terms.codes:
        raise Refused(Reason.UNREADABLE)
    return ReportContract.objects.create(
        firm_id=sender.firm_id, plant=sender, code=message.contract, reader=terms.reader[:120],
        purpose=terms.purpose[:200], codes=list(terms.codes), first_on=terms.first_on, last_on=terms.last_on,
        read_until=terms.read_until, received_at=now, number=1, digest=said,
    )  # fmt: skip


def _agreed(row: ReportContract, message: Message, today: date) -> None:
    """Raises Refused for a day or figure that isn't in the contract, a day told before, or one that isn't over."""
    day, codes = message.day, {one.code for one in message.figures}
    if day is None or not row.first_on <= day <= row.last_on or not codes <= {*row.codes} or today > row.read_until:
        raise Refused(Reason.NOT_AGREED)
    if day >= today:
        raise Refused(Reason.EARLY)
    if row.messages.filter(day=day).exists():
        raise Refused(Reason.OTHER_CONTENT)


def _keep(row: ReportContract, day: date, figures: Iterable[Reported]) -> None:
    ReportFigure.objects.bulk_create(
        ReportFigure(
            firm_id=row.firm_id, contract=row, day=day, code=one.code, unit=one.unit[:20], value=one.value,
            automatic=one.automatic,
        )
        for one in figures
    )  # fmt: skip


def _note_refusal(
    sender: EnrolledPlant, *, contract: str, number: int, reason: Reason, said: str, now: datetime
) -> None:  # fmt: skip
    row, is_new = RefusedMessage.objects.get_or_create(
        plant=sender, contract=contract, number=min(number, 2**62), reason=reason,
        defaults={"firm_id": sender.firm_id, "digest": said, "first_at": now, "last_at": now},
    )  # fmt: skip
    if not is_new:
        row.times, row.last_at, row.digest = row.times + 1, now, said
        row.save()


def _checked(key: str) -> str:
    found = "".join(key.split()).lower()
    if not report.is_key(found):
        raise Invalid("This is no key of a plant: it has 64 letters and digits, as the plant's page shows them.")
    return found
