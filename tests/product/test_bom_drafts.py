"""What happens to a BOM between its first line and its end: freezing, four eyes, overlaps, undo, history."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord
from dure.product import selectors, services
from dure.product.errors import NotADraft, Overlap, OwnWork
from dure.product.models import Bom, BomLine, DraftEdit
from dure.product.services import LineOf
from tests.product.stories import JANUARY, MARCH, bom, needs

pytestmark = pytest.mark.django_db


def test_what_is_approved_is_frozen(item, writer):
    pack, cup, lid = item("PACK"), item("CUP"), item("LID")
    made = bom(pack, (cup, "1"))
    line = made.lines.get()
    for change in (
        lambda: services.change_bom(bom=made, note="x", by=writer),
        lambda: services.add_line(bom=made, component=lid, quantity=Decimal(1), by=writer),
        lambda: services.change_line(line=line, quantity=Decimal(2), by=writer),
        lambda: services.remove_line(line=line, by=writer),
        lambda: services.set_alternatives(line=line, alternatives=[(lid, Decimal(1))], by=writer),
        lambda: services.remove_draft_bom(bom=made, by=writer),
        lambda: services.approve_bom(bom=made, by=writer),
    ):
        with pytest.raises(NotADraft):
            change()


def test_the_database_itself_keeps_what_is_approved(item):
    made = bom(item("PACK"), (item("CUP"), "1"))
    for change in (
        lambda: BomLine.objects.filter(bom=made).update(quantity=2),
        lambda: BomLine.objects.filter(bom=made).delete(),
        lambda: BomLine.objects.create(bom=made, component=item("LID"), quantity=1, unit_id="EA"),
        lambda: Bom.objects.filter(pk=made.pk).update(base_quantity=2),
        lambda: Bom.objects.filter(pk=made.pk).update(status="draft"),
        lambda: Bom.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="only a draft may be changed"), transaction.atomic():
            change()


def test_the_database_itself_refuses_two_in_force(item):
    pack, cup = item("PACK"), item("CUP")
    bom(pack, (cup, "1"))
    draft = bom(pack, (cup, "2"), since=MARCH, revision="B", approve=False)
    with pytest.raises(IntegrityError, match="product_bom_one_in_force"), transaction.atomic():
        Bom.objects.filter(pk=draft.pk).update(status="approved")


def test_four_eyes(item, writer, checker):
    """Who wrote or edited it doesn't approve it."""
    draft = services.add_bom(item=item("PACK"), valid_from=MARCH, by=writer, lines=[LineOf(item("CUP"), Decimal(1))])
    with pytest.raises(OwnWork):
        services.approve_bom(bom=draft, by=writer)
    services.add_line(bom=draft, component=item("LID"), quantity=Decimal(1), by=checker)
    with pytest.raises(OwnWork):
        services.approve_bom(bom=draft, by=checker)
    assert services.approve_bom(bom=draft, by=None).status == "approved"


def test_overlaps_that_a_person_must_decide(item):
    pack, cup = item("PACK"), item("CUP")
    bom(pack, (cup, "1"), revision="A", since=MARCH)
    for since, until in ((MARCH, None), (JANUARY, None), (date(2026, 4, 1), date(2026, 4, 30))):
        draft = bom(pack, (cup, "2"), revision=f"{since}{until}"[:12], since=since, valid_to=until, approve=False)
        with pytest.raises(Overlap, match="Revision A is in force from 2026-03-01"):
            services.approve_bom(bom=draft, by=None)
        services.remove_draft_bom(bom=draft, by=None)
    # Before it there is room.
    assert bom(pack, (cup, "2"), revision="0", since=JANUARY, valid_to=date(2026, 2, 28)).status == "approved"


def test_retiring(item):
    """A mistake is ended before its first day and leaves room; another stays true of the days it was in force."""
    pack, cup = item("PACK"), item("CUP")
    mistake = bom(pack, (cup, "10"), since=MARCH)
    services.retire_bom(bom=mistake, last_day=date(2026, 2, 28), by=None)
    assert selectors.bom_of(pack, MARCH) is None
    right = bom(pack, (cup, "1"), since=MARCH, revision="B")
    services.retire_bom(bom=right, last_day=date(2026, 3, 31), by=None)
    assert needs(pack, "5", date(2026, 3, 31)) == {"CUP": 5}
    assert selectors.bom_of(pack, date(2026, 4, 1)) is None
    with pytest.raises(Invalid, match="ends on"):
        services.retire_bom(bom=right, last_day=date(2026, 5, 1), by=None)


def test_every_edit_of_a_draft_can_be_undone(item, writer):
    pack, cup, lid, foil = item("PACK"), item("CUP"), item("LID"), item("FOIL")
    draft = services.add_bom(item=pack, valid_from=MARCH, by=writer, lines=[LineOf(cup, Decimal(1))])
    line = draft.lines.get()
    states = []

    def state() -> list[tuple]:
        fresh = Bom.objects.get(pk=draft.pk)
        lines = [
            (row.pk, row.component.code, row.quantity, [(a.item.code, a.priority) for a in row.alternatives.all()])
            for row in fresh.lines.order_by("pk")
        ]
        return [(fresh.note, fresh.yield_percent), *lines]

    for edit in (
        lambda: services.add_line(bom=draft, component=lid, quantity=Decimal(1), by=writer),
        lambda: services.change_line(line=line, quantity=Decimal(2), by=writer),
        lambda: services.set_alternatives(line=line, alternatives=[(foil, Decimal(1))], by=writer),
        lambda: services.set_alternatives(line=line, alternatives=[(foil, Decimal(3)), (lid, Decimal(1))], by=writer),
        lambda: services.change_bom(bom=draft, note="new", yield_percent=Decimal(95), by=writer),
        lambda: services.remove_line(line=BomLine.objects.get(pk=line.pk), by=writer),
    ):
        states.append(state())
        edit()
    assert [row[1] for row in state()[1:]] == ["LID"]
    for before in reversed(states):
        services.undo_draft_edit(head=draft, by=writer)
        assert state() == before
    with pytest.raises(Conflict, match="nothing to undo"):
        services.undo_draft_edit(head=draft, by=writer)


def test_an_edit_that_changes_nothing_leaves_nothing_to_undo(item, writer):
    draft = bom(item("PACK"), (item("CUP"), "1"), approve=False)
    services.change_line(line=draft.lines.get(), quantity=Decimal(1), by=writer)
    assert not DraftEdit.objects.exists()


def test_the_history_tells_who_changed_what(item, writer, checker):
    draft = services.add_bom(item=item("PACK"), valid_from=MARCH, by=writer, lines=[LineOf(item("CUP"), Decimal(1))])
    line = draft.lines.get()
    services.change_line(line=line, quantity=Decimal(2), by=writer)
    services.remove_line(line=line, by=writer)
    services.add_line(bom=draft, component=item("LID"), quantity=Decimal(1), by=writer)
    services.approve_bom(bom=draft, by=checker)
    told = [(row.table, row.verb, row.by) for row in selectors.history_of(draft).order_by("pk")]
    assert told == [
        ("Bom", "added", writer),
        ("BomLine", "changed", writer),
        ("BomLine", "removed", writer),
        ("BomLine", "added", writer),
        ("Bom", "changed", checker),
    ]
    last = selectors.history_of(draft).first()
    assert (last.before["status"], last.after["status"]) == ("draft", "approved")
    assert ChangeRecord.objects.filter(table="BomLine", verb="changed").get().after == {"quantity": "2"}
