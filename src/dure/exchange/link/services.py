"""Agreeing with a hub on what it is told, and making the messages. Keyword-only; each verb is one transaction."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dure.exchange.link import selectors
from dure.exchange.link.models import Contract, Hub, Sent
from dure.kernel import invitation, report
from dure.kernel.errors import Conflict, Invalid
from dure.kernel.report import Kind, Message, Terms
from dure.performance.selectors import OFFERS
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, remove_row

LONGEST = timedelta(days=1100)
AT_ONCE = 31
"""Days told in one go; the next go tells the next ones."""


@transaction.atomic
def join_hub(*, text: str, by: Person, now: datetime) -> Hub:
    """Take a hub's invitation; one of a hub that is known replaces how it is reached. Raises Invalid."""
    given = invitation.read(text)
    if given.plant != selectors.plant_key():
        raise Invalid("This invitation is for another plant. Give the hub the key shown here, and ask for a new one.")
    values = {
        "name": given.hub[:80], "address": given.address, "ticket": given.ticket, "authority": given.authority,
    }  # fmt: skip
    row = Hub.objects.select_for_update().filter(key=given.key).first()
    if row is None:
        row = Hub(key=given.key, joined_at=now, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def draft(
    *, hub: Hub, reader: str, purpose: str, codes: Sequence[str], first_on: date, last_on: date, read_until: date,
    by: Person,
) -> Contract:  # fmt: skip
    """A contract that nobody has agreed to yet: nothing is sent. Raises Invalid."""
    if not codes or not set(codes) <= OFFERS.keys():
        raise Invalid("Choose the figures to be told.")
    if not first_on <= last_on <= read_until:
        raise Invalid("The days don't follow each other: first day, last day, may be read until.")
    if read_until - first_on > LONGEST:
        raise Invalid("A contract lasts three years at most. Agree anew after that.")
    row = Contract(
        hub=hub, code=secrets.token_hex(16), plant=selectors.plant_key(), reader=reader.strip(),
        purpose=purpose.strip(), codes=[code for code in OFFERS if code in codes], first_on=first_on, last_on=last_on,
        read_until=read_until,
    )  # fmt: skip
    add_row(row, by=by)
    return row


@transaction.atomic
def discard(*, contract: Contract, by: Person) -> None:
    """Throw a draft away. Raises Conflict once it was agreed to."""
    row = _locked(contract)
    if row.agreed_at is not None:
        raise Conflict("This contract was agreed to. Revoke it instead.")
    remove_row(row, by=by)


@transaction.atomic
def agree(*, contract: Contract, by: Person, now: datetime) -> Contract:
    """From now on days are told. Raises Conflict when it was agreed to before."""
    row = _locked(contract)
    if row.agreed_at is not None:
        raise Conflict("This contract was agreed to already.")
    if row.plant != selectors.plant_key():
        raise Conflict("The key of the plant has changed since. Write the contract anew.")
    change_row(row, {"agreed_at": now, "agreed_by": by}, by=by)
    terms = Terms(row.reader, row.purpose, tuple(row.codes), row.first_on, row.last_on, row.read_until)
    _add(row, Kind.CONTRACT, now, terms=terms)
    return row


@transaction.atomic
def revoke(*, contract: Contract, by: Person, now: datetime) -> Contract:
    """End it for good: the hub may read nothing of it any more, and what hasn't gone yet never goes.

    The contract itself goes before its revocation where it may have arrived; where it never left, nothing is told.
    """
    row = _locked(contract)
    if not row.is_in_force:
        raise Conflict("This contract is not in force.")
    change_row(row, {"revoked_at": now, "revoked_by": by}, by=by)
    row.messages.filter(tries=0).delete()
    row.messages.filter(kind=Kind.REPORT).update(is_due=False)
    if row.messages.exists():
        _add(row, Kind.REVOCATION, now)
    return row


@transaction.atomic
def tell_days(*, contract: Contract, now: datetime) -> list[Sent]:
    """Make the reports of days that are over and weren't told yet, the oldest first. Those that a wrong clock made for
    days to come, and that never left, are taken away."""
    row = _locked(contract)
    if not row.is_in_force:
        return []
    until = min(row.last_on, selectors.last_day_over(now))
    row.messages.filter(day__gt=until, tries=0).delete()
    last = row.messages.exclude(day=None).order_by("-day").values_list("day", flat=True).first()
    day, made = (last + timedelta(days=1) if last else row.first_on), []
    while day <= until and len(made) < AT_ONCE:
        made.append(_add(row, Kind.REPORT, now, day=day, figures=selectors.figures_of(row, day, now)))
        day += timedelta(days=1)
    return made


@transaction.atomic
def remind_of_revocations(*, now: datetime) -> int:
    """Revocations that are due once more, once a day until nothing of their contract could be read anyway: a hub whose
    data were put back from a backup may have forgotten them."""
    rows = Sent.objects.filter(kind=Kind.REVOCATION, received_at__isnull=False, is_due=False)
    return rows.filter(contract__read_until__gte=timezone.localdate(now)).update(is_due=True)


def _add(row: Contract, kind: Kind, now: datetime, **said: object) -> Sent:
    last = row.messages.order_by("-number").first()
    message = Message(
        kind, row.plant, row.code, last.number + 1 if last else 1, last.digest if last else "",
        now.strftime("%Y-%m-%dT%H:%M:%SZ"), **said,  # type: ignore[arg-type]
    )  # fmt: skip
    packet = report.seal(message, report.key_of(settings.HOME.secret("link")))
    return Sent.objects.create(
        contract=row, number=message.number, kind=kind, day=message.day, packet=packet, digest=report.digest(packet),
        made_at=now,
    )  # fmt: skip


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update().get(pk=contract.pk)
