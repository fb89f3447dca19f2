"""Three machines in the tables and in the gateway's configuration. Imported only once Django knows the plant."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from dure.plant.models import Area, Enterprise, Person, Site, WorkCenter, WorkUnit
from dure.production.models import UnitRule
from dure.telemetry.connections import Choice, choose_signals, hand_out, save_connection
from dure.telemetry.models import Gateway
from dure.telemetry.mqtt_logins import allow_mqtt
from tests.faults.machines import MQTT_PASSWORD, MQTT_USER, TOKEN, TOPIC


def prepare(http_port: int, mqtt_port: int, modbus_port: int) -> dict[str, int]:
    """Make the machines known; unit ids by kind."""
    person = Person.objects.create(username="fault-tests", roles=["administrator"])
    site = Site.objects.create(code="S", name="S", enterprise=Enterprise.objects.create(code="E", name="E"))
    area = Area.objects.create(code="A", name="A", site=site)
    center = WorkCenter.objects.create(code="L", name="L", area=area)
    allow_mqtt(user=MQTT_USER, password=MQTT_PASSWORD, person=person)
    kinds: dict[str, tuple[dict[str, Any], dict[str, str], Choice]] = {
        "http_push": (
            {"listen": f"127.0.0.1:{http_port}"},
            {"token": TOKEN},
            Choice("part", "part", "total", each_message=True),
        ),
        "mqtt": (
            {"sequence_pointer": "/no", "epoch_pointer": "/epoch"},
            {},
            Choice(f"{TOPIC}#/n", "part", "total", each_message=True),
        ),
        "modbus": (
            {"host": "127.0.0.1", "port": modbus_port, "period_s": 0.2},
            {},
            Choice("1/holding/0/uint16", "count", "total", modulus=Decimal(65_536)),
        ),
    }
    units = {}
    for protocol, (settings, secrets, choice) in kinds.items():
        unit = WorkUnit.objects.create(code=protocol, name=protocol, work_center=center)
        UnitRule.objects.create(work_unit=unit, valid_from=datetime(2000, 1, 1, tzinfo=UTC), idle_after_s=2)
        row = save_connection(
            name=protocol, protocol=protocol, settings=settings, secrets=secrets, person=person, silent_after_s=7200
        )
        choose_signals(connection=row, choices=[choice], work_unit=unit, person=person)
        units[protocol] = unit.pk
    Gateway.objects.update(mqtt_listen=f"127.0.0.1:{mqtt_port}")
    hand_out("main")
    return units
