"""What a person decides about proposals: accept, take back, fix, change, split, put together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.commerce.models import PurchaseRequest, SalesLine
from dure.commerce.services import request_purchase
from dure.commerce.services.purchase_drafts import decide_request
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning import sources
from dure.planning.errors import Outdated
from dure.planning.models import MrpRun, Proposal
from dure.planning.selectors import pegging
from dure.planning.selectors.inputs import workdays
from dure.planning.selectors.labels import labels
from dure.planning.services.running import ask_run, beside_runs
from dure.planning.sources import Source
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, facts_of, record_change, remove_row
from dure.production.models import WorkOrder
from dure.production.services import cancel_work_order
from dure.production.services.making.planning import OrderWish, plan_orders

Kind, Status = Proposal.Kind, Proposal.Status
UNDECIDED = (Status.OPEN, Status.FIRM)


@dataclass(slots=True)
class Accepted:
    proposals: list[Proposal]
    requests: list[PurchaseRequest] = field(default_factory=list)
    orders: list[WorkOrder] = field(default_factory=list)


@transaction.atomic
def accept_proposals(*, ids: Collection[int], by: Person | None) -> Accepted:
    """Make requests of what is to be bought and planned orders of what is to be made, each once.

    Raises Outdated when one of them was planned anew, accepted or removed meanwhile.
    """
    rows = _locked(ids, UNDECIDED)
    found, before = Accepted(rows), [facts_of(row) for row in rows]
    named = {row.pk: row.source for row in rows}
    wants = pegging.served(named.values())
    texts = labels({need for needs in wants.values() for need in needs})
    made = [row for row in rows if row.kind == Kind.MAKE]
    for row in rows:
        if row.kind != Kind.MAKE:
            reason = ", ".join(dict.fromkeys(texts[need].text for need in wants[row.source] if need in texts))
            row.request = request_purchase(
                item=row.item, quantity=row.quantity, needed_on=row.due_on, by=by, reason=reason[:200],
                sales_line=_only_line(wants[row.source]),
            )  # fmt: skip
            found.requests.append(row.request)
    found.orders = plan_orders([_wish(row, wants[row.source]) for row in made], by=by) if made else []
    for row, order in zip(made, found.orders, strict=True):
        row.work_order = order
    _save_accepted(rows, before, by)
    _rename({named[row.pk]: _source_of(row) for row in rows})
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return found


def _save_accepted(rows: Sequence[Proposal], before: Sequence[dict[str, Any]], by: Person | None) -> None:
    for row in rows:
        row.was_firm, row.status = row.status == Status.FIRM, Status.ACCEPTED
        row.decided_by, row.decided_at = by, clock.now()
    Proposal.objects.bulk_update(
        rows, ["status", "was_firm", "request", "work_order", "decided_by", "decided_at"], batch_size=500
    )
    for row, old in zip(rows, before, strict=True):
        record_change(row, verb="changed", by=by, before=old)


def _wish(row: Proposal, wants: Collection[str]) -> OrderWish:
    due = timezone.make_aware(datetime.combine(row.due_on, time(18)))
    line = _only_line(wants)
    return OrderWish(row.item, row.quantity, due_at=due, start_on=row.release_on, sales_line=line)


def _only_line(wants: Collection[str]) -> SalesLine | None:
    """What is made or bought for one line of a customer's order knows it."""
    only = sources.parse(next(iter(wants))) if len(wants) == 1 else None
    return SalesLine.objects.filter(pk=only.number).first() if only and only.kind == sources.SALES else None


def _source_of(row: Proposal) -> str:
    if row.request_id:
        return str(Source(sources.REQUEST, row.request_id))
    return str(Source(sources.WORK, row.work_order_id)) if row.work_order_id else row.source


@transaction.atomic
def undo_acceptance(*, ids: Collection[int], by: Person | None) -> list[Proposal]:
    """Withdraw what was made of proposals and have them back. Raises Outdated, and what withdrawing raises once
    somebody has ordered, released or begun it."""
    rows = _locked(ids, (Status.ACCEPTED,))
    numbers = dict(
        Proposal.objects.filter(item__in={row.item_id for row in rows}, status=Status.OPEN)
        .order_by().values_list("item").annotate(Max("number"))
    )  # fmt: skip
    renamed = {}
    for row in rows:
        old = _source_of(row)
        _withdraw(row, by)
        values = {"status": Status.FIRM if row.was_firm else Status.OPEN, "request": None, "work_order": None}
        if not row.was_firm:
            numbers[row.item_id] = numbers.get(row.item_id, 0) + 1
            values["number"] = numbers[row.item_id]
        change_row(row, values | {"decided_by": None, "decided_at": None}, by=by)
        renamed[old] = row.source
    _rename(renamed)
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return rows


def _withdraw(row: Proposal, by: Person | None) -> None:
    if row.request is not None:
        decide_request(request=row.request, refused=True, by=by, reason=_("The proposal was taken back."))
    if row.work_order_id:
        cancel_work_order(work_order_id=row.work_order_id)


@transaction.atomic
def change_proposal(
    *, proposal_id: int, quantity: Decimal, due_on: date, by: Person | None, kind: str = ""
) -> Proposal:
    """Fix a proposal as a person wants it; runs keep it. Raises Outdated, Invalid."""
    (row,) = _locked([proposal_id], UNDECIDED)
    if quantity <= 0:
        raise Invalid("The quantity must be more than zero.")
    before = row.source
    values = {"quantity": quantity, "due_on": due_on, "release_on": _release(row, due_on), "kind": kind or row.kind}
    change_row(row, values | {"status": Status.FIRM, "decided_by": by, "decided_at": clock.now()}, by=by)
    _rename({before: row.source})
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return row


def _release(row: Proposal, due_on: date) -> date:
    """The lead time before, in working days, but not in the past."""
    today = timezone.localdate(clock.now())
    if due_on < today:
        raise Invalid("The day is over already.")
    days = workdays(today)
    return min(max(days.day(days.at_or_before(due_on) - row.item.lead_time_days), today), due_on)


@transaction.atomic
def unfix_proposal(*, proposal_id: int, by: Person | None) -> Proposal:
    """Leave a fixed proposal to the planning again, which proposes what it thinks right. Raises Outdated."""
    (row,) = _locked([proposal_id], (Status.FIRM,))
    remove_row(row, by=by)
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return row


@transaction.atomic
def split_proposal(*, proposal_id: int, quantity: Decimal, by: Person | None) -> tuple[Proposal, Proposal]:
    """Two fixed proposals: one of `quantity`, one of the rest. Raises Outdated, Invalid."""
    (row,) = _locked([proposal_id], UNDECIDED)
    if not 0 < quantity < row.quantity:
        raise Invalid("Split off more than nothing and less than %(all)s.", all=f"{row.quantity.normalize():f}")
    before = row.source
    other = Proposal(
        item=row.item, kind=row.kind, status=Status.FIRM, quantity=quantity, release_on=row.release_on,
        due_on=row.due_on, needed_on=row.needed_on, decided_by=by, decided_at=clock.now(),
    )  # fmt: skip
    values = {"quantity": row.quantity - quantity, "status": Status.FIRM, "decided_by": by, "decided_at": clock.now()}
    change_row(row, values, by=by)
    add_row(other, by=by)
    _rename({before: row.source})
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return other, row


@transaction.atomic
def merge_proposals(*, ids: Collection[int], by: Person | None) -> Proposal:
    """One fixed proposal of the sum, for the earliest day. Raises Outdated, Invalid for different items or kinds."""
    rows = sorted(_locked(ids, UNDECIDED), key=lambda row: (row.due_on, row.pk))
    if len(rows) < 2 or len({(row.item_id, row.kind) for row in rows}) != 1:
        raise Invalid("Choose at least two proposals of one item.")
    first, others = rows[0], rows[1:]
    old = [row.source for row in rows]
    values = {
        "quantity": sum((row.quantity for row in rows), Decimal(0)),
        "release_on": min(row.release_on for row in rows),
        "needed_on": min(row.needed_on for row in rows),
    }
    change_row(first, values | {"status": Status.FIRM, "decided_by": by, "decided_at": clock.now()}, by=by)
    for row in others:
        remove_row(row, by=by)
    _rename(dict.fromkeys(old, first.source))
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return first


def _locked(ids: Collection[int], statuses: Iterable[str]) -> list[Proposal]:
    """The proposals, locked. Runs replace open ones, so none may go on meanwhile."""
    beside_runs()
    wanted = set(ids)
    rows = list(
        Proposal.objects.select_for_update(of=("self",)).filter(pk__in=wanted, status__in=list(statuses))
        .select_related("item", "request", "work_order").order_by("pk")
    )  # fmt: skip
    if not wanted:
        raise Invalid("Choose at least one proposal.")
    if len(rows) < len(wanted):
        raise Outdated("The proposals were changed meanwhile. Look at the list again.")
    return rows


_RENAME = """
UPDATE planning_peg p SET {column} = n.fresh FROM unnest(%s::text[], %s::text[]) AS n(old, fresh)
WHERE p.{column} = n.old
"""


def _rename(names: Mapping[str, str]) -> None:
    """Let the pegs lead to what became of proposals, until the next run makes them anew."""
    changed = {old: fresh for old, fresh in names.items() if old != fresh}
    with connection.cursor() as cursor:
        for column in ("supply", "need"):
            cursor.execute(_RENAME.format(column=column), [list(changed), list(changed.values())])
