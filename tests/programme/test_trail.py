"""The trail: added only, chained by the database, and every way of altering it found and named."""

import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from dure.config.engines.postgres import OWNER
from dure.kernel.chain import Fault
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord, SecurityRecord
from dure.plant.roles import RegionRole, Role
from dure.plant.services.records import Act as Done
from dure.plant.services.records import record_act
from dure.programme.models import TrailAnchor, TrailEntry, TrailTerm
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors import trail as selectors
from dure.programme.selectors.trail_check import RECORD, Broken, verify
from dure.programme.services import firms, trail
from dure.programme.services.trail import Act, note
from dure.programme.trail_sql import COLUMNS
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
READ = TrailEntry.Kind.READ


def sealed():
    """Let what waits for the commit happen now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def keeper():
    made = person(Role.ADMINISTRATOR, name="keeper")
    sealed()
    return made


@pytest.fixture
def five(keeper):
    """Five readings on top of what making the keeper has left; their numbers."""
    told = {"address": "10.0.0.7", "session": "abc", "page": "programme:firm", "whose": "두레면"}
    return [note(READ, Act(**told, path=f"/p/{n}", firm=n, rows=n), by=keeper).sequence for n in range(1, 6)]


def test_a_hash_is_what_anybody_can_work_out(five):
    """With json and sha256 alone, from the columns as they stand."""
    row = TrailEntry.objects.get(sequence=five[1])
    told = {name: getattr(row, name) for name in COLUMNS} | {"witness": row.witness}
    told["at"] = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    before = TrailEntry.objects.get(sequence=five[0]).hash
    assert row.previous == before
    assert row.hash == hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
    assert set(COLUMNS) | {"witness", "hash", "previous"} == {f.attname for f in TrailEntry._meta.concrete_fields}


def test_odd_letters_are_hashed_alike_on_both_sides(keeper):
    odd = "가\"\\/\t\n\x01\x7f\u2028\U0001f600' {} %s"
    note(READ, Act(whose=odd, reason=odd, path=odd, what=odd), by=keeper)
    assert verify().breaks == []


def test_a_change_and_a_log_in_come_in_with_their_transaction(keeper):
    start = TrailEntry.objects.count()
    with within(EVERYTHING):
        firm = firms.add_firm(business_number="9999900010", name="두레면", city="iksan", sector="C10", by=keeper)
    record_act(Done.LOGIN_FAILED, person=None, address="10.1.1.1", detail="nobody")
    record_act(Done.LOGGED_IN, person=keeper, address="10.1.1.2")
    assert TrailEntry.objects.count() == start
    sealed()
    rows = list(TrailEntry.objects.order_by("sequence")[start:])
    assert [(r.kind, r.name, r.what, r.firm, r.whose, r.address) for r in rows] == [
        ("change", "keeper", "added Firm", firm.pk, "두레면", ""),
        ("refused", "", "login_failed", None, "nobody", "10.1.1.1"),
        ("login", "keeper", "logged_in", None, "keeper", "10.1.1.2"),
    ]
    assert verify().breaks == []


def test_an_act_that_fails_leaves_no_entry(keeper):
    start = TrailEntry.objects.count()
    with within(EVERYTHING), pytest.raises(Invalid):
        firms.add_firm(business_number="9999900011", name="x", city="iksan", sector="C10", by=keeper)
    sealed()
    assert TrailEntry.objects.count() == start


CUT_OF_THE_SESSION = """
    CREATE TEMP TABLE programme_trailanchor AS SELECT 'cut' AS why, 999999 AS sequence;
    DELETE FROM public.programme_trailentry
"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programme_trailentry SET name = 'x'",
        "DELETE FROM programme_trailentry",
        "UPDATE programme_trailanchor SET hash = ''",
        "DELETE FROM programme_trailanchor",
        "DELETE FROM programme_trailreview",
        "ALTER TABLE programme_trailentry DISABLE TRIGGER ALL",
        "DROP TRIGGER programme_trail_goes ON programme_trailentry",
        "DROP TABLE programme_trailentry CASCADE",
        "SET session_replication_role = replica",
        "MERGE INTO programme_trailentry r USING programme_trailentry s ON r = s WHEN MATCHED THEN DELETE",
        "ALTER FUNCTION programme_trail_stays() OWNER TO dure_app",
        CUT_OF_THE_SESSION,
    ],
)
def test_the_applications_role_can_alter_nothing(five, statement):
    trail.anchor(TrailAnchor.Why.DAY)
    before = list(TrailEntry.objects.values_list("sequence", "name", "hash"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(TrailEntry.objects.values_list("sequence", "name", "hash")) == before


def altered(postgres, change, five):
    """What the check finds after somebody with all power over the database has done `change`."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(postgres.url("postgres", name)) as link:
        link.execute("SET session_replication_role = replica")
        change(link)
        link.commit()
    return verify().breaks


@pytest.fixture
def stood(transactional_db, keeper, five):
    """As `five`, committed, so that another connection can get at it."""
    return five


ODD = {"sequence": 900, "at": timedelta(microseconds=1), "firm": 1, "rows": 1, "status": 1, "record": 1, "person_id": 1}
"""By how much numbers and times are moved; texts get another letter."""


@pytest.mark.django_db(transaction=True)
def test_one_flipped_byte_in_any_column_is_found_and_named(postgres, stood):
    """Each column of the third of five in turn, put right again after each."""
    number = stood[2]
    whole = TrailEntry.objects.filter(sequence=number).values().get()
    for column in [field.attname for field in TrailEntry._meta.concrete_fields]:
        value = whole[column]
        if column in ODD:
            other = (value or 0) + ODD[column] if column != "at" else value + ODD["at"]
        else:
            other = ("0" if value[:1] != "0" else "1") + value[1:]

        def flip(link, to=other, column=column):
            link.execute(f"UPDATE programme_trailentry SET {column} = %s WHERE sequence = %s", [to, number])

        def mend(link, column=column, value=value, to=other):
            where = to if column == "sequence" else number
            link.execute(f"UPDATE programme_trailentry SET {column} = %s WHERE sequence = %s", [value, where])

        found = altered(postgres, flip, stood)
        expected = Broken(number, Fault.GAP) if column == "sequence" else None
        if expected is None:
            fault = Fault.LINK if column == "previous" else Fault.CONTENT
            expected = Broken(number, fault, (column,))
        assert found[0] == expected, column
        assert altered(postgres, mend, stood) == [], column


@pytest.mark.django_db(transaction=True)
def test_a_removed_and_two_swapped_entries_are_found_and_named(postgres, stood):
    third, fourth = stood[2], stood[3]

    def swap(link):
        for one, other in ((third, -1), (fourth, third), (-1, fourth)):
            link.execute("UPDATE programme_trailentry SET sequence = %s WHERE sequence = %s", [other, one])

    assert altered(postgres, swap, stood)[0] == Broken(third, Fault.LINK)
    assert altered(postgres, swap, stood) == []

    def remove(link):
        link.execute("DELETE FROM programme_trailentry WHERE sequence = %s", [third])

    assert altered(postgres, remove, stood)[0] == Broken(third, Fault.GAP)


@pytest.mark.django_db(transaction=True)
def test_a_cut_end_and_a_chain_written_anew_break_at_a_signed_head(postgres, stood):
    trail.anchor(TrailAnchor.Why.DAY)
    last = stood[-1]

    def rewrite(link):
        """The last entry written again by the database's own hand, with another name."""
        link.execute("CREATE TEMP TABLE kept AS SELECT * FROM programme_trailentry WHERE sequence = %s", [last])
        link.execute("DELETE FROM programme_trailentry WHERE sequence = %s", [last])
        link.execute("SET session_replication_role = origin")
        link.execute("UPDATE kept SET name = 'other'")
        link.execute("INSERT INTO programme_trailentry SELECT * FROM kept")

    assert altered(postgres, rewrite, stood) == [Broken(last, Fault.ANCHOR)]

    def cut(link):
        link.execute("DELETE FROM programme_trailentry WHERE sequence = %s", [last])

    assert altered(postgres, cut, stood) == [Broken(last, Fault.CUT)]

    def forge(link):
        link.execute(
            "UPDATE programme_trailanchor SET sequence = e.sequence, hash = e.hash"
            " FROM programme_trailentry e WHERE e.sequence = %s", [last - 1]
        )  # fmt: skip

    assert altered(postgres, forge, stood) == [Broken(last - 1, Fault.ANCHOR, ("signature",))]


@pytest.mark.django_db(transaction=True)
def test_an_altered_record_of_a_change_is_found_behind_its_entry(postgres, stood, keeper):
    with within(EVERYTHING):
        firms.add_firm(business_number="9999900010", name="두레면", city="iksan", sector="C10", by=keeper)
    entry = TrailEntry.objects.get(what="added Firm")
    record = ChangeRecord.objects.get(pk=entry.record)

    def alter(link):
        link.execute(
            """UPDATE plant_changerecord SET after = jsonb_set(after, '{name}', '"다른면"') WHERE id = %s""",
            [record.pk],
        )

    assert altered(postgres, alter, stood) == [Broken(entry.sequence, RECORD, ("record",))]
    login = TrailEntry.objects.filter(kind="security").order_by("sequence")[0]

    def forget(link):
        link.execute("DELETE FROM plant_securityrecord WHERE id = %s", [login.record])

    assert [one.sequence for one in altered(postgres, forget, stood)] == [login.sequence, entry.sequence]
    assert SecurityRecord.objects.filter(pk=login.record).count() == 0


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_keep_one_order(keeper):
    """Four at a time, readings and changes mixed, each change with a row of another locked first."""
    start, wrong = TrailEntry.objects.count(), []

    def write(n):
        try:
            for step in range(10):
                if (n + step) % 2:
                    note(READ, Act(path=f"/{n}/{step}"), by=keeper)
                else:
                    with transaction.atomic():
                        record_act(Done.PERSON_CHANGED, person=keeper, detail=f"{n} {step}")
                        keeper.__class__.objects.select_for_update().get(pk=keeper.pk)
        except DatabaseError as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    assert TrailEntry.objects.count() == start + 40
    assert verify().breaks == []


@pytest.mark.django_db(transaction=True)
def test_nobody_empties_the_tables(postgres):
    """The trigger that tests have off, on again: it refuses the owner too."""
    name = connection.settings_dict["NAME"]
    for table in ("trailentry", "trailanchor", "trailreview"):
        with psycopg.connect(postgres.url(OWNER, name)) as link, pytest.raises(psycopg.errors.CheckViolation):
            link.execute(f"ALTER TABLE programme_{table} ENABLE TRIGGER programme_trail_whole")
            link.execute(f"TRUNCATE programme_{table} CASCADE")


def old(months, kind=READ):
    """An entry as it was written so many months before now."""
    at = selectors.months_before(datetime.now(UTC), months)
    return TrailEntry.objects.create(kind=kind, at=at, name="keeper")


def test_only_entries_whose_months_are_over_go_and_the_rest_holds(transactional_db):
    """An empty trail first, so that old entries can come first."""
    rows = [old(months) for months in (30, 26, 25, 23, 1)]
    now = datetime.now(UTC)
    assert selectors.boundary(now) == rows[2]
    assert trail.cut_old(now=now) == 3
    assert list(TrailEntry.objects.order_by("sequence").values_list("sequence", "kind")) == [
        (4, "read"), (5, "read"), (6, "upkeep"),
    ]  # fmt: skip
    assert verify().breaks == []
    assert verify().first == 4
    assert trail.cut_old(now=now) == 0
    assert TrailAnchor.objects.get(why="cut").sequence == 3


def test_a_kind_that_stays_longer_keeps_what_comes_after_it(transactional_db):
    for months, kind in ((30, READ), (29, "export"), (28, READ)):
        old(months, kind)
    TrailTerm.objects.create(kind="export", months=36)
    assert selectors.boundary(datetime.now(UTC)).sequence == 1


def test_the_database_keeps_a_year_whatever_a_cut_says(five):
    trail._sign("cut", TrailEntry.objects.get(sequence=five[-1]))
    with pytest.raises(DatabaseError), transaction.atomic():
        TrailEntry.objects.all().delete()


def test_a_term_under_a_year_is_refused(keeper):
    with pytest.raises(Invalid):
        trail.set_term(kind="read", months=11, by=keeper)
    trail.set_term(kind="read", months=12, by=keeper)
    assert selectors.months_of("read") == 12
    assert selectors.months_of("export") == 24


def test_a_month_is_signed_once_and_only_when_it_is_over(transactional_db):
    old(2)
    by = person(RegionRole.PROVINCE, name="province")
    month = selectors.months_before(datetime.now(UTC), 2).date().replace(day=1)
    assert selectors.due()[0] == month
    review = trail.sign_review(month=month, note_text="모두 확인함", by=by, act=Act())
    assert (review.figures["reads"], review.breaks) == (1, 0)
    assert month not in selectors.due()
    with pytest.raises(Conflict):
        trail.sign_review(month=month, note_text="모두 확인함", by=by, act=Act())
    with pytest.raises(Invalid):
        trail.sign_review(month=selectors.this_month(), note_text="모두 확인함", by=by, act=Act())
