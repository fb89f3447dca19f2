"""What a connection sees of the firms, by PostgreSQL itself: no selector leaves anything out here."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from dure.plant.roles import RegionRole
from dure.programme.models import Firm, Organisation, Seat
from dure.programme.scope import EVERYTHING, NOTHING, Scope, within
from dure.programme.selectors.seats import scope_of
from tests.plant.plants import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms():
    with within(EVERYTHING):
        return [
            Firm.objects.create(business_number=f"{n:010}", name=f"firm {n}", city=city, sector="C10")
            for n, city in enumerate(["jeongeup", "jeongeup", "iksan"], 1)
        ]


def seen(scope):
    with within(scope):
        return set(Firm.objects.values_list("name", flat=True))


def test_nobody_sees_anything_by_default(firms):
    assert Firm.objects.count() == 0
    assert seen(NOTHING) == set()


def test_everything_a_city_and_a_firm(firms):
    assert seen(EVERYTHING) == {"firm 1", "firm 2", "firm 3"}
    assert seen(Scope(cities=frozenset({"jeongeup"}))) == {"firm 1", "firm 2"}
    assert seen(Scope(firms=frozenset({firms[2].pk}))) == {"firm 3"}
    assert seen(Scope(cities=frozenset({"iksan"})) | Scope(firms=frozenset({firms[0].pk}))) == {"firm 1", "firm 3"}


def test_the_scope_ends_with_its_block(firms):
    with within(Scope(cities=frozenset({"iksan"}))):
        with within(EVERYTHING):
            assert Firm.objects.count() == 3
        assert Firm.objects.count() == 1
    assert Firm.objects.count() == 0


def test_the_scope_ends_with_a_failed_transaction(firms):
    with pytest.raises(DatabaseError), transaction.atomic(), within(EVERYTHING), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert Firm.objects.count() == 0


def test_rows_outside_the_scope_can_be_neither_written_nor_moved_away(firms):
    with within(Scope(cities=frozenset({"iksan"}))):
        with pytest.raises(DatabaseError), transaction.atomic():
            Firm.objects.create(business_number="9999999999", name="stranger", city="jeongeup", sector="C10")
        with pytest.raises(DatabaseError), transaction.atomic():
            Firm.objects.filter(name="firm 3").update(city="jeongeup")
        assert Firm.objects.filter(name="firm 1").update(name="taken") == 0


def test_the_policies_bind_everybody():
    """From the catalogue: on, forced, and the application's role can't pass them by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = 'programme_firm'::regclass"
        )
        assert cursor.fetchone() == (True, True)
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_a_seat_gives_its_scope_while_it_holds(firms):
    somebody = person(RegionRole.CITY, name="officer")
    office = Organisation.objects.create(kind=RegionRole.CITY, name="Jeongeup", city="jeongeup")
    Seat.objects.create(person=somebody, organisation=office, first_on=date(2026, 1, 1), last_on=date(2026, 6, 30))
    assert scope_of(somebody, date(2025, 12, 31)) == NOTHING
    assert scope_of(somebody, date(2026, 6, 30)) == Scope(cities=frozenset({"jeongeup"}))
    assert scope_of(somebody, date(2026, 7, 1)) == NOTHING
