"""Connections as rows, and what a gateway is told from them."""

from decimal import Decimal

import pytest
from django.db import connection as database
from django.urls import reverse

from dure.events.models import RecordedEvent
from dure.kernel.errors import Conflict, Invalid
from dure.kernel.observation import Observation
from dure.production.connect import units, wizard
from dure.production.connect.draft import Draft
from dure.production.models import UnitRule
from dure.telemetry import connections, guess, lifecycle, mqtt_logins, sealing
from dure.telemetry.connections import Choice
from dure.telemetry.models import Connection, Signal
from dure.telemetry.services import store_current_values
from tests.production.pages.conftest import Line, line

__all__ = ["line"]


def make(line: Line, **changes: object) -> Connection:
    given = {
        "name": "포장기 PLC",
        "protocol": "http_push",
        "settings": {"listen": "0.0.0.0:8321"},
        "secrets": {"token": "a-secret-of-a-machine"},
        "person": line.person,
    }
    return connections.save_connection(**{**given, **changes})  # type: ignore[arg-type]


def test_a_secret_is_nowhere_in_the_tables_and_comes_out_for_the_gateway(line: Line):
    row = make(line)
    with database.cursor() as cursor:
        cursor.execute("SELECT settings::text FROM telemetry_connection WHERE code = %s", [row.code])
        assert "a-secret-of-a-machine" not in cursor.fetchone()[0]
    told = next(one for one in connections.configuration("main")["connections"] if one["code"] == row.code)
    assert told["settings"] == {"listen": "0.0.0.0:8321", "token": "a-secret-of-a-machine"}


def test_no_event_carries_a_secret(line: Line):
    make(line)
    assert "a-secret" not in str(list(RecordedEvent.objects.values_list("data", flat=True)))


def test_a_secret_left_empty_stays(line: Line):
    row = make(line)
    make(line, code=row.code, name="새 이름", secrets={})
    row.refresh_from_db()
    assert (row.name, sealing.opened(row.settings)["token"]) == ("새 이름", "a-secret-of-a-machine")


def test_a_secret_of_another_key_is_said(line: Line, settings):
    row = make(line)
    settings.SECRET_KEY = "another key altogether"
    with pytest.raises(Invalid, match="enter it again"):
        sealing.opened(row.settings)


def test_an_old_key_still_opens(line: Line, settings):
    row, old = make(line), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [old]
    assert sealing.opened(row.settings)["token"] == "a-secret-of-a-machine"


def test_every_change_raises_the_version(line: Line):
    row = make(line)
    before = connections.configuration("main")["version"]
    connections.switch_connection(code=row.code, is_on=False, person=line.person)
    assert connections.configuration("main")["version"] > before


def test_codes_of_equal_names_differ(line: Line):
    assert [make(line).code for _ in range(3)] == ["포장기-PLC", "포장기-PLC-2", "포장기-PLC-3"]


def test_a_signal_belongs_to_one_machine(line: Line):
    row = make(line)
    chosen = [Choice("count", "수량", "total")]
    connections.choose_signals(connection=row, choices=chosen, work_unit=line.press, person=line.person)
    with pytest.raises(Conflict):
        connections.choose_signals(connection=row, choices=chosen, work_unit=line.packer, person=line.person)


def test_a_connection_that_collected_is_put_away_and_comes_back_as_it_was(line: Line):
    row = collected(line)
    lifecycle.retire_connection(code=row.code, person=line.person)
    assert row.code not in told()
    assert list(lifecycle.retired()) == [row]
    lifecycle.restore_connection(code=row.code, person=line.person)
    assert sealing.opened(connections.connection(row.code).settings)["token"] == "a-secret-of-a-machine"
    assert row.code in told()


def test_deleting_one_that_collected_keeps_its_signals_and_drops_its_secrets(line: Line):
    row = collected(line)
    with pytest.raises(Conflict):
        lifecycle.delete_connection(code=row.code, person=line.person)
    lifecycle.retire_connection(code=row.code, person=line.person)
    assert lifecycle.delete_connection(code=row.code, person=line.person) is False
    assert Signal.objects.filter(connection=row).exists()
    row.refresh_from_db()
    assert not connections.secret_names(row)
    assert list(lifecycle.retired()) == []
    assert row.code not in told()


def test_one_that_never_collected_is_gone(line: Line):
    row = make(line)
    lifecycle.retire_connection(code=row.code, person=line.person)
    assert lifecycle.delete_connection(code=row.code, person=line.person) is True
    assert not Connection.objects.filter(pk=row.pk).exists()


def test_a_copy_has_the_meanings_but_no_secret_and_collects_nothing_yet(line: Line):
    row = make(line)
    chosen = [Choice("count", "수량", "total", modulus=Decimal(65536), pieces=Decimal(2)), Choice("oil", "오일")]
    connections.choose_signals(connection=row, choices=chosen, work_unit=line.press, person=line.person)
    twin = lifecycle.copy_connection(code=row.code, name="2호기 PLC", person=line.person, work_unit=line.packer)
    assert (twin.is_enabled, twin.settings, twin.code) == (False, {"listen": "0.0.0.0:8321"}, "2호기-PLC")
    counter = twin.signals.get(address="count")
    assert (counter.work_unit, counter.meaning, counter.counter_modulus) == (line.packer, "total", 65536)
    assert counter.pieces_per_count == 2
    assert connections.connection(row.code).signals.get(address="count").work_unit == line.press


def test_a_name_never_takes_an_address_of_a_page(line: Line):
    assert [make(line, name=name).code for name in ("new", "list", "away")] == ["new-2", "list-2", "away-2"]


def collected(line: Line) -> Connection:
    row = make(line)
    (signal,) = connections.choose_signals(
        connection=row, choices=[Choice("count", "수량", "total")], work_unit=line.press, person=line.person
    )
    store_current_values({signal.pk: Observation("count", 5, 1_790_000_000_000_000)})
    return row


def told() -> list[str]:
    """Codes of the connections that the gateway hears of."""
    return [one["code"] for one in connections.configuration("main")["connections"]]


def test_mqtt_access_keeps_a_hash_that_the_broker_accepts(line: Line):
    from dure.gateway.broker.users import is_password

    mqtt_logins.allow_mqtt(user="press1", password="twelve-chars", person=line.person)
    told = connections.configuration("main")["mqtt"]
    assert told["listen"] == "0.0.0.0:1883"
    assert is_password(b"twelve-chars", told["users"]["press1"])
    assert not is_password(b"twelve-charz", told["users"]["press1"])


def test_the_wizard_makes_machine_connection_signals_and_rule_at_once(line: Line):
    draft = Draft("modbus", "Modbus", {"host": "10.0.0.9", "password": sealing.seal("pw-of-plc")}, "신형 PLC")
    chosen = units.plain([Choice("1/holding/0/uint16", "수량", "total", modulus=Decimal(65536))])
    given = {"unit": None, "name": "신형 포장기", "work_center": line.center, "fastest_cycle_s": Decimal(2)}
    code = wizard._finish(line.person, draft, chosen, given)
    row = connections.connection(code)
    signal = Signal.objects.get(connection=row)
    assert (signal.work_unit.name, signal.counter_modulus, signal.meaning) == ("신형 포장기", 65536, "total")
    assert sealing.opened(row.settings) == {"host": "10.0.0.9", "password": "pw-of-plc"}
    assert UnitRule.objects.get(work_unit=signal.work_unit).fastest_cycle_s == 2


@pytest.mark.parametrize(
    ("name", "values", "suggestion", "unit", "meaning"),
    [
        ("PartCount", [5, 6, 7], "", "", "total"),
        ("불량수량", [0, 0, 1], "", "", "reject"),
        ("GoodParts", [1], "", "", "good"),
        ("x17", [10, 11, 13], "", "", "total"),
        ("x17", [10, 9, 13], "", "", "measurement"),
        ("x17", [10.5, 11.5], "", "", "measurement"),
        ("spindle_count_rate", [3.5], "", "", "measurement"),
        ("oil", [40, 41], "", "°C", "measurement"),
        ("Execution", ["ACTIVE"], "", "", "state"),
        ("가동상태", [True], "", "", "state"),
        ("Fault", [False], "", "", "fault"),
        ("fault", ["E12 motor"], "", "", "alarm"),
        ("Recipe", ["R1"], "", "", "program"),
        ("whatever", [5], "part_counter", "", "total"),
        ("whatever", ["a"], "", "", "other"),
        ("whatever", [], "", "", "other"),
    ],
)
def test_what_a_signal_probably_means(name: str, values: list, suggestion: str, unit: str, meaning: str):
    assert guess.meaning(name, values, suggestion, unit) == meaning


def test_pages_of_a_connection_answer(line: Line, client):
    row = make(line)
    connections.choose_signals(
        connection=row, choices=[Choice("count", "수량", "total")], work_unit=line.press, person=line.person
    )
    client.force_login(line.person)
    for name in ("connect-done", "connect-first", "connection", "connection-live"):
        answer = client.get(reverse(f"production:{name}", args=[row.code]))
        assert answer.status_code == 200, name
        assert "a-secret-of-a-machine" not in answer.content.decode()
        assert "UnitNow(" not in answer.content.decode()
