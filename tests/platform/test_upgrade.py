"""A plant that ran the version before items had units of their own keeps its items and figures.

Its tables, brought up to date step by step, are those that a new plant gets at once.
"""

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
    """To the targets ("app name"), or all the way, step by step."""
    _run(url, "-c", MIGRATE, *targets)


def _run(url: str, *arguments: str) -> None:
    env = os.environ | {"DURE_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "dure.config.settings"}
    subprocess.run([sys.executable, *arguments], env=env, check=True)


CATALOGUE = {
    "columns": """
        SELECT a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
          a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), c.relkind
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'm', 'p')
          AND c.relnamespace = 'public'::regnamespace""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable, condeferred
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND prolang <> 13""",
    "first rows": """
        SELECT 'unit', code, dimension, factor::text FROM inventory_unit WHERE code <> '말'
        UNION ALL SELECT 'call', kind, after_s::text, roles::text FROM production_callrule
        UNION ALL SELECT 'account', code, kind, purpose FROM ledger_account
        UNION ALL SELECT 'migration', app, name, '' FROM django_migrations""",
}
"""All that makes up a database, whatever the order it was made in."""


def catalogue(link: psycopg.Connection) -> dict[str, list[tuple]]:
    return {what: sorted(link.execute(query).fetchall(), key=repr) for what, query in CATALOGUE.items()}


@pytest.fixture(scope="module")
def upgraded(postgres: Postgres) -> str:
    """Address of a database that held items under the version before and was brought up to date."""
    postgres.prepare("before")
    url = postgres.url(OWNER, "before")
    migrate(url, *(f"{app} {name}" for app, name in BEFORE.items()))
    with psycopg.connect(url) as link:
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
    migrate(url)
    return url


def test_items_and_ideal_cycles_stay_and_units_become_rows(upgraded: str):
    with psycopg.connect(upgraded) as link:
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


def test_step_by_step_and_at_once_make_the_same_tables(upgraded: str, postgres: Postgres):
    postgres.prepare("new")
    url = postgres.url(OWNER, "new")
    _run(url, "-m", "dure", "migrate")
    with psycopg.connect(upgraded) as stepwise, psycopg.connect(url) as new:
        one, other = catalogue(stepwise), catalogue(new)
    for what in CATALOGUE:
        assert one[what], f"no {what}"
        assert [row for row in one[what] if row not in other[what]] == [], f"{what} a new plant does not get"
        assert [row for row in other[what] if row not in one[what]] == [], f"{what} only a new plant gets"
