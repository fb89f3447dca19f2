"""A plant that ran the version before items had units of their own keeps its items and figures."""

import os
import subprocess
import sys
from decimal import Decimal

import psycopg
import pytest

from dure.config.engines.postgres import OWNER, Postgres

BEFORE = {
    "plant": "0002_recovery_codes",
    "inventory": "0002_names",
    "telemetry": "0007_names",
    "product": "0002_names",
    "production": "0006_names",
}
"""Where the version before stood."""
MIGRATE = """
import sys
import django
from django.core.management import call_command
django.setup()
for target in sys.argv[1:] or [""]:
    call_command("migrate", *target.split(), verbosity=0, interactive=False)
"""


def migrate(url: str, *targets: str) -> None:
    """To the targets ("app name"), or all the way."""
    env = os.environ | {"DURE_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "dure.config.settings"}
    subprocess.run([sys.executable, "-c", MIGRATE, *targets], env=env, check=True)


@pytest.fixture
def before(postgres: Postgres) -> str:
    """Address of a database with the tables of the version before."""
    postgres.prepare("before")
    url = postgres.url(OWNER, "before")
    migrate(url, *(f"{app} {name}" for app, name in BEFORE.items()))
    return url


def test_items_and_ideal_cycles_stay_and_units_become_rows(before: str):
    with psycopg.connect(before) as link:
        for code, unit in (("N1", "EA"), ("N2", "kg"), ("N3", "말")):
            link.execute(
                "INSERT INTO inventory_item (code, name, kind, unit, is_active) "
                "VALUES (%s, '면', 'finished', %s, true)",
                [code, unit],
            )
        link.execute(
            "INSERT INTO product_idealcycle (item_id, seconds, valid_from) "
            "SELECT id, 2.5, '2026-01-01 00:00+09' FROM inventory_item WHERE code = 'N2'"
        )
    migrate(before)
    with psycopg.connect(before) as link:
        kept = link.execute("SELECT code, unit, supply, tracking, safety_stock FROM inventory_item ORDER BY code")
        assert kept.fetchall() == [
            ("N1", "EA", "make", "none", Decimal(0)),
            ("N2", "kg", "make", "none", Decimal(0)),
            ("N3", "말", "make", "none", Decimal(0)),
        ]
        known = link.execute("SELECT code, dimension, factor FROM inventory_unit WHERE code IN ('EA', 'kg', '말')")
        assert sorted(known.fetchall()) == [("EA", "count", 1), ("kg", "mass", 1), ("말", "count", None)]
        cycle = link.execute(
            "SELECT i.code, c.seconds, c.operation_id "
            "FROM product_idealcycle c JOIN inventory_item i ON i.id = c.item_id"
        )
        assert cycle.fetchall() == [("N2", Decimal("2.5"), None)]
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            link.execute("UPDATE inventory_item SET unit = 'no such unit'")
            link.execute("SET CONSTRAINTS ALL IMMEDIATE")
