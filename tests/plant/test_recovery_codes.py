"""Recovery codes are shown once and kept as hashes; those of older plants become hashes by the migration."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from dure.kernel.errors import Denied
from dure.plant import secrets, services
from dure.plant.models import RecoveryCodes
from dure.plant.roles import Role
from tests.plant.plants import person

pytestmark = pytest.mark.django_db


def rows_as_text() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(r::text, ' '), '') FROM plant_recoverycodes r")
        return str(cursor.fetchone()[0])


def test_no_code_stands_readable_in_the_database():
    codes = services.fresh_recovery_codes(person=person(Role.OFFICE))
    assert len(set(codes)) == 10
    assert not [code for code in codes if code in rows_as_text()]
    assert len(RecoveryCodes.objects.get().hashes) == 10


def test_each_code_fits_once_and_only_its_person():
    one, other = person(Role.OFFICE), person(Role.PLANNER)
    codes = services.fresh_recovery_codes(person=one)
    services.fresh_recovery_codes(person=other)
    given = f"{codes[3][:5]}-{codes[3][5:].upper()}"
    assert services.show_second_factor(person=one, code=given, address="10.0.0.1").user == one
    with pytest.raises(Denied):
        services.show_second_factor(person=one, code=given, address="10.0.0.1")
    with pytest.raises(Denied):
        services.show_second_factor(person=other, code=codes[4], address="10.0.0.1")
    assert len(RecoveryCodes.objects.get(user=one).hashes) == 9


def test_new_codes_void_the_old_ones():
    who = person(Role.OFFICE)
    old = services.fresh_recovery_codes(person=who)
    services.fresh_recovery_codes(person=who)
    with pytest.raises(Denied):
        services.show_second_factor(person=who, code=old[0], address="10.0.0.1")


def test_the_hash_is_scrypt_as_rfc_7914_defines_it():
    """Section 12, third vector (N = 16384, r = 8, p = 1), of which the first 32 bytes are kept."""
    expected = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    assert secrets.slow_hash("pleaseletmein", "SodiumChloride") == expected


def test_codes_of_an_older_plant_go_on_working():
    who = person(Role.OFFICE)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE otp_static_staticdevice (id int, user_id bigint, confirmed bool)")
        cursor.execute("CREATE TEMPORARY TABLE otp_static_statictoken (id int, device_id int, token varchar(16))")
        cursor.execute("INSERT INTO otp_static_staticdevice VALUES (1, %s, true)", [who.pk])
        cursor.execute("INSERT INTO otp_static_statictoken VALUES (1, 1, 'abcdefghjk'), (2, 1, 'kjhgfedcba')")
    migration = import_module("dure.plant.migrations.0002_recovery_codes")
    migration.hash_plain_codes(apps, SimpleNamespace(connection=connection))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('otp_static_statictoken') IS NULL")
        assert cursor.fetchone()[0]
    assert services.show_second_factor(person=who, code="kjhgfedcba", address="10.0.0.1").user == who
    assert len(RecoveryCodes.objects.get().hashes) == 1
