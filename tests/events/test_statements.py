"""Statements that are made once: they ask and write what Django's own do, each time with the values given."""

import threading
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Max, QuerySet, Sum
from django.test.utils import CaptureQueriesContext

from dure.config.engines.postgres import OWNER, Postgres
from dure.events.models import RecordedEvent
from dure.events.statements import Slot, execute, fixed, insert, rows_of
from dure.inventory.models import Balance, Item, Location, Lot
from dure.inventory.services import Movement, move
from dure.kernel import clock
from dure.ledger.models import Account, Entry, Line

pytestmark = pytest.mark.django_db


@fixed
def lots_of(items: Slot, status: Slot) -> QuerySet[Lot]:
    return Lot.objects.filter(item=items.any, status=status).select_related("item").order_by("number")


@fixed
def numbers_of(items: Slot) -> QuerySet[Lot, tuple[str, date]]:
    return Lot.objects.filter(item=items.any).order_by("-number").values_list("number", "made_on")


@fixed
def data_of(names: Slot) -> QuerySet[RecordedEvent, dict[str, object]]:
    return RecordedEvent.objects.filter(name=names.any).order_by("pk").values_list("data", flat=True)


@fixed
def locked(items: Slot) -> QuerySet[Item]:
    return Item.objects.select_for_update().filter(pk=items.any)


@fixed
def sums(items: Slot, least: Slot) -> QuerySet[Balance, tuple[int, Decimal, object]]:
    rows = Balance.objects.filter(item=items.any, quantity__gte=least).order_by()
    return rows.values_list("item_id", Sum("quantity"), Max("lot__created_at"))


@pytest.fixture
def items() -> list[Item]:
    return [Item.objects.create(code=code, name=code, kind="raw", unit_id="EA", tracking="lot") for code in "AB"]


def lot(item: Item, number: str, **facts: object) -> Lot:
    return Lot(item=item, number=number, made_on=date(2026, 3, 2), **facts)


def test_each_call_asks_with_its_own_values(items: list[Item]):
    one, two = items
    insert([lot(one, "1"), lot(one, "2", status=Lot.Status.HOLD), lot(two, "3")])
    for _ in range(8):  # from the sixth time on as a prepared statement
        assert [row.number for row in lots_of([one.pk], "available")] == ["1"]
        assert [row.number for row in lots_of([one.pk, two.pk], "available")] == ["1", "3"]
        assert [row.number for row in lots_of([one.pk], "hold")] == ["2"]
        assert lots_of([], "available") == []


def test_rows_come_as_a_queryset_gives_them(items: list[Item]):
    insert([lot(items[0], "1"), lot(items[0], "2", expires_on=date(2027, 1, 1))])
    found = lots_of([items[0].pk], "available")
    with CaptureQueriesContext(connection) as seen:
        assert [row.item for row in found] == [items[0]] * 2
    assert not seen
    twins = list(Lot.objects.filter(item=items[0], status="available").select_related("item").order_by("number"))
    assert found == twins
    assert [_columns(row) for row in found] == [_columns(row) for row in twins]
    assert found[0].created_at.tzinfo is twins[0].created_at.tzinfo
    found[0].status_reason = "seen"
    found[0].save()
    assert numbers_of([items[0].pk]) == [("2", date(2026, 3, 2)), ("1", date(2026, 3, 2))]


def _columns(row: Lot) -> list[tuple[str, type, object]]:
    values = [(field.attname, getattr(row, field.attname)) for field in Lot._meta.concrete_fields]
    return [(name, type(value), value) for name, value in values]


def test_sums_and_joins_come_as_a_queryset_gives_them(items: list[Item]):
    (made,) = insert([lot(items[0], "1")])
    places = {row.code: row for row in Location.objects.all()}
    goods = [(items[0], Decimal("2.5"), places["SUPPLIER"], places["STOCK"], made)]
    move([Movement(*one, value=Decimal(100)) for one in goods * 2], by=None)
    kept = Lot.objects.get(pk=made.pk).created_at
    assert sums([items[0].pk], Decimal("0.5")) == [(items[0].pk, Decimal(5), kept)]
    assert sums([items[0].pk], Decimal("5.5")) == []


def test_nothing_is_equal_to_none(items: list[Item]):
    insert([lot(items[0], "1")])
    assert lots_of([items[0].pk], None) == []
    assert lots_of([None], "available") == []


def test_a_question_that_cannot_be_kept_is_refused():
    """An order by what isn't asked for adds columns to distinct rows."""
    asked = fixed(lambda item: Lot.objects.filter(item=item).distinct().order_by("number").values_list("status"))
    with pytest.raises(TypeError, match="ordered by"):
        asked(1)


def test_rows_are_not_taken_for_their_ids(items: list[Item]):
    with pytest.raises(ProgrammingError, match="cannot adapt"), transaction.atomic():
        lots_of(items, "available")


def test_statements_are_counted_as_all_others():
    with CaptureQueriesContext(connection) as seen:
        lots_of([1], "hold")
        execute("UPDATE inventory_lot SET origin = %s WHERE id = ANY(%s)", ["KR", []])
    assert len(seen) == 2
    assert "inventory_lot" in seen[0]["sql"]


def test_what_is_written_is_what_django_writes(items: list[Item]):
    before = clock.now()
    (made,) = insert([lot(items[0], "1", status=Lot.Status.HOLD, expires_on=None, origin='a "quoted", {odd} \\ text')])
    assert made.pk
    assert made.created_at >= before
    twin = Lot.objects.bulk_create([lot(items[1], "1", status=Lot.Status.HOLD, origin=made.origin)])[0]
    one, two = Lot.objects.get(pk=made.pk), Lot.objects.get(pk=twin.pk)
    names = {field.attname for field in Lot._meta.concrete_fields} - {"id", "item_id", "created_at"}
    assert {name: getattr(one, name) for name in names} == {name: getattr(two, name) for name in names}


def test_names_of_choices_are_not_mixed_with_their_texts(items: list[Item]):
    insert([lot(items[0], "1", status=Lot.Status.HOLD), lot(items[0], "2", status="hold"), lot(items[0], "3")])
    assert [row.number for row in lots_of([items[0].pk], Lot.Status.HOLD)] == ["1", "2"]


def test_whole_numbers_stand_beside_decimals(items: list[Item]):
    entry = insert([Entry(date=date(2026, 3, 2), text="x", document="", made_at=clock.now())])[0]
    first, second = Account.objects.order_by("pk")[:2]
    insert([
        Line(entry=entry, account=first, debit=700, credit=0, party=""),
        Line(entry=entry, account=second, debit=Decimal(0), credit=Decimal(700), party=""),
    ])  # fmt: skip
    assert set(Line.objects.values_list("debit", "credit")) == {(Decimal(700), Decimal(0)), (Decimal(0), Decimal(700))}


def test_documents_go_in_and_come_out():
    given = [{"text": "가", "list": [1, None, "x"]}, {}, {"deep": {"a": "'\"\\"}}]
    insert(RecordedEvent(name="test.Told", happened_at=clock.now(), data=one) for one in given)
    assert data_of(["test.Told"]) == given


def test_a_row_points_at_one_that_was_written_after_it_was_made(items: list[Item]):
    item = Item(code="C", name="C", kind="raw", unit_id="EA", tracking="lot")
    late = lot(item, "9")
    with pytest.raises(ValueError, match="unsaved related object"):
        insert([late])
    item.save()
    insert([late])
    assert Lot.objects.get(number="9").item == item


def test_thousands_are_written_in_one_statement(items: list[Item]):
    with CaptureQueriesContext(connection) as seen:
        made = insert(lot(items[0], f"{number:05}") for number in range(3000))
    assert len(seen) == 1
    assert list(Lot.objects.order_by("pk").values_list("pk", "number")) == [(one.pk, one.number) for one in made]
    assert insert([]) == []


def test_the_database_still_refuses(items: list[Item]):
    insert([lot(items[0], "1")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([lot(items[0], "1")])
    assert rows_of("SELECT count(*) FROM inventory_lot", []) == [(1,)]
    assert rows_of("SELECT %s::numeric + 1", [Decimal("1.5")]) == [(Decimal("2.5"),)]


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_within_a_transaction_only():
    with pytest.raises(transaction.TransactionManagementError):
        locked([1])
    with transaction.atomic():
        assert locked([1]) == []
    with pytest.raises(transaction.TransactionManagementError):
        locked([1])


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_gone_and_the_session_goes_on(items: list[Item]):
    """With a transaction or a savepoint taken back the session forgets its plans, and makes them again."""
    item = items[0].pk
    for turn in range(8):
        with pytest.raises(DataError), transaction.atomic():
            insert([lot(items[0], "1")])
            assert ("1", date(2026, 3, 2)) in numbers_of([item])
            insert([lot(items[0], "a" * 500)])
        with transaction.atomic():
            insert([lot(items[0], f"2-{turn}")])
            with pytest.raises(IntegrityError), transaction.atomic():
                insert([lot(items[0], f"2-{turn}")])
            assert [number for number, _ in numbers_of([item])] == [f"2-{one}" for one in range(turn, -1, -1)]
    assert kept_plans() == 0
    for _ in range(8):
        assert len(numbers_of([item])) == 8
    assert kept_plans() == 1


@pytest.mark.django_db(transaction=True)
def test_only_these_statements_are_planned_once():
    connection.close()
    for _ in range(12):
        list(Lot.objects.filter(number="1"))
    assert kept_plans() == 0
    for _ in range(12):
        assert numbers_of([1]) == []
    assert kept_plans() == 1


def kept_plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_in_its_own_session(items: list[Item]):
    insert([lot(items[0], "1")])
    pids: list[tuple[int]] = []
    answers: list[list[Lot]] = []

    def ask() -> None:
        answers.extend(lots_of([items[0].pk], "available") for _ in range(20))
        pids.extend(rows_of("SELECT pg_backend_pid()", []))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(pids)) == 4
    assert [[row.number for row in rows] for rows in answers] == [["1"]] * 80


@pytest.mark.django_db(transaction=True)
def test_a_session_that_was_cut_is_no_matter():
    for _ in range(8):
        assert numbers_of([1]) == []
    connection.close()
    assert numbers_of([1]) == []


@pytest.mark.django_db(transaction=True)
def test_a_column_that_is_added_meanwhile_is_no_matter(postgres: Postgres):
    """As an update does to the tables while pages are still asked for."""
    name = str(connection.settings_dict["NAME"])
    for change in ("ADD COLUMN fresh text", "DROP COLUMN fresh"):
        for _ in range(8):
            assert data_of(["test.Nothing"]) == []
        with psycopg.connect(postgres.url(OWNER, name), autocommit=True) as link:
            link.execute(f"ALTER TABLE events_recordedevent {change}")
        assert data_of(["test.Nothing"]) == []
