"""Answers of an anonymous wave lead to nobody: by the catalogue of the database, and by the rows themselves."""

import threading

import pytest
from django.db import connection, connections

from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from dure.programme.models import AnonymousResponse, SurveyInvitation, UsedLink
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import answering
from tests.plant.plants import person
from tests.programme.surveying import a_survey, a_wave, firms_of

pytestmark = pytest.mark.django_db(transaction=True)
COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_name = %s AND table_schema = 'public' ORDER BY column_name
"""
POINTS_AT = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND (conrelid = %s::regclass OR confrelid = %s::regclass)
"""


def asked(sql, *values):
    with within(EVERYTHING), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.fixture
def wave():
    keeper = person(Role.ADMINISTRATOR, name="keeper")
    return a_wave(a_survey(keeper), firms_of(jeonju=8, iksan=6, muju=1), keeper)


def answer(token, step, text=""):
    answering.answer(token=token, answers={"satisfied": step, "why": text})


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (
            "programme_anonymousresponse",
            [("answers", "jsonb"), ("group", "character varying"), ("id", "uuid"), ("wave_id", "bigint")],
        ),
        ("programme_usedlink", [("mark", "character varying"), ("wave_id", "bigint")]),
    ],
)
def test_the_tables_have_no_column_that_could_lead_anywhere(db, table, columns):
    """No firm, invitation, day, moment or counter; they point at the wave, and nothing points at them."""
    assert asked(COLUMNS, table) == columns
    assert asked(POINTS_AT, table, table) == [(table, "programme_surveywave")]
    triggers = "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    assert asked(triggers, table) == [(0,)]
    defaults = "SELECT count(*) FROM pg_attrdef WHERE adrelid = %s::regclass"
    assert asked(defaults, table) == [(0,)]


def test_an_answer_touches_no_invitation_and_leaves_no_record(wave):
    """Not even the columns in which PostgreSQL keeps what wrote or locked a row, and where it lies."""
    _wave, links = wave
    rows = "SELECT ctid, xmin, xmax, t.* FROM programme_surveyinvitation t ORDER BY id"
    before, records = asked(rows), ChangeRecord.objects.count()
    for step, token in zip((5, 4, 1), links.values(), strict=False):
        answer(token, step)
    assert AnonymousResponse.objects.count() == 3
    assert asked(rows) == before
    assert ChangeRecord.objects.count() == records
    with within(EVERYTHING):
        assert set(SurveyInvitation.objects.values_list("answered_on", flat=True)) == {None}


def test_all_answers_were_written_by_one_transaction_that_wrote_nothing_else(wave):
    _wave, links = wave
    for n, token in enumerate(list(links.values())[:7]):
        answer(token, 1 + n % 5)
    writers = asked("SELECT DISTINCT xmin::text FROM programme_anonymousresponse")
    assert len(writers) == 1
    tables = asked(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    wrote = {
        table: count
        for (table,) in tables
        if (count := asked(f"SELECT count(*) FROM {table} WHERE xmin::text = %s", *writers[0])[0][0])
    }
    assert wrote == {"public.programme_anonymousresponse": 7, "public.programme_usedlink": 7}


def test_keys_and_places_are_new_each_time_and_tell_no_order(wave):
    """Seven answers in the order of their text: the next one gives them new keys, and they lie in another order.

    That chance gives 8 answers the order in which they came five times in a row has odds of 1 to 40320^5.
    """
    _wave, links = wave
    tokens = list(links.values())
    keys, orders = set(), []
    for n, token in enumerate(tokens[:12]):
        answer(token, 3, f"{n:02}")
        now = dict(asked("SELECT answers ->> 'why', id::text FROM programme_anonymousresponse"))
        assert len(now) == n + 1
        assert not keys & set(now.values())
        keys |= set(now.values())
        if n >= 7:
            orders.append([text for (text,) in asked("SELECT answers ->> 'why' FROM programme_anonymousresponse ORDER BY ctid")])  # fmt: skip # noqa: E501
    assert any(order != sorted(order) for order in orders)
    assert all(id_[14] == "4" for id_ in keys)  # random keys: version 4


def test_marks_of_used_links_match_nothing_that_is_stored(wave):
    """Neither a mark nor a link stands anywhere in an invitation."""
    _wave, links = wave
    for token in list(links.values())[:5]:
        answer(token, 5)
    with within(EVERYTHING):
        hashes = set(SurveyInvitation.objects.values_list("token_hash", flat=True))
    marks = set(UsedLink.objects.values_list("pk", flat=True))
    assert len(marks) == 5
    assert not marks & hashes
    assert not set(links.values()) & (marks | hashes)


def test_groups_hold_at_least_five_firms(wave):
    """Muju has one firm and Iksan six: alone, Muju's answer would be that firm's."""
    found = asked('SELECT "group", count(*) FROM programme_surveyinvitation GROUP BY 1 ORDER BY 1')
    assert found == [("jeonju", 8), ("rest", 7)]


@pytest.mark.parametrize("is_anonymous", [True, False])
def test_two_tabs_at_once_count_once(is_anonymous):
    keeper = person(Role.ADMINISTRATOR, name="keeper")
    made, links = a_wave(a_survey(keeper), firms_of(jeonju=5), keeper, is_anonymous=is_anonymous)
    token, gate, results = next(iter(links.values())), threading.Barrier(4), []

    def tab(step):
        gate.wait()
        try:
            answer(token, step)
            results.append("taken")
        except answering.Answered:
            results.append("refused")
        finally:
            connections.close_all()

    tabs = [threading.Thread(target=tab, args=[step]) for step in (1, 2, 3, 4)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    assert sorted(results) == ["refused", "refused", "refused", "taken"]
    table = "programme_anonymousresponse" if is_anonymous else "programme_namedresponse"
    assert asked(f"SELECT count(*) FROM {table}") == [(1,)]
    assert made.is_anonymous == is_anonymous


def test_many_at_once_are_all_kept(wave):
    _wave, links = wave
    gate = threading.Barrier(6)

    def firm(token):
        gate.wait()
        answer(token, 4)
        connections.close_all()

    firms = [threading.Thread(target=firm, args=[token]) for token in list(links.values())[:6]]
    for one in firms:
        one.start()
    for one in firms:
        one.join()
    assert (AnonymousResponse.objects.count(), UsedLink.objects.count()) == (6, 6)
