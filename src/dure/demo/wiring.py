"""How each machine of the demonstration is connected: protocol, settings, and what its signals mean. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dure.demo.fleet import FLEET, Machine
from dure.demo.floor import Ports
from dure.demo.names import csv_column, opcua_node, sparkplug_metric, topic

MEANINGS = {"total": "total", "reject": "reject", "state": "state", "temperature": "measurement",
            "made": "total", "execution": "state", "program": "program", "partcount": "total"}  # fmt: skip
NAMES = {"total": "생산 수량", "reject": "불량 수량", "state": "상태", "temperature": "온도", "made": "생산 수량",
         "execution": "실행 상태", "program": "프로그램", "partcount": "생산 수량"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wire:
    """One connection. settings and secrets: as the protocol's manifest names them. addresses: reading → address."""

    machine: Machine
    protocol: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    addresses: Mapping[str, str]

    def modulus(self, reading: str) -> Decimal | None:
        is_counter = reading in ("total", "reject")
        return Decimal(self.machine.modulus) if is_counter and self.machine.modulus else None

    @property
    def counts_cycles(self) -> bool:
        """Its part counter says nothing; parts come from finished programs."""
        return self.machine.speaks == "mtconnect"


def readings_of(machine: Machine) -> list[str]:
    """The readings that a machine's controller has."""
    if machine.speaks == "mtconnect":
        return ["execution", "program"]
    if machine.speaks == "shdr":
        return ["execution", "program", "partcount"]
    if machine.speaks == "http":
        return ["made", "reject"]
    wanted = {"total": True, "reject": machine.reject_rate > 0, "state": bool(machine.words),
              "temperature": machine.temperature is not None}  # fmt: skip
    return [name for name, there in wanted.items() if there]


def wires(ports: Ports) -> list[Wire]:
    """All connections."""
    return [_WAYS[machine.speaks](machine, ports) for machine in FLEET]


def _modbus(machine: Machine, ports: Ports) -> Wire:
    at = {"total": "1/holding/0/uint16", "reject": "1/holding/1/uint16", "temperature": "1/holding/2/uint16*0.1"}
    settings = {"transport": "tcp", "host": "127.0.0.1", "port": ports.modbus[machine.code], "unit": 1, "period_s": 1}
    return Wire(machine, "modbus", settings, {}, {name: at[name] for name in readings_of(machine)})


def _opcua(machine: Machine, ports: Ports) -> Wire:
    settings = {"url": f"opc.tcp://127.0.0.1:{ports.opcua}/", "policy": "None"}
    return Wire(machine, "opcua", settings, {}, {n: opcua_node(machine.code, n) for n in readings_of(machine)})


def _sparkplug(machine: Machine, ports: Ports) -> Wire:
    addresses = {name: sparkplug_metric(machine.code, name) for name in readings_of(machine)}
    return Wire(machine, "sparkplug", {"host_id": "dure"}, {}, addresses)


def _mqtt(machine: Machine, ports: Ports) -> Wire:
    addresses = {name: f"{topic(machine)}#/{name}" for name in readings_of(machine)}
    return Wire(machine, "mqtt", {"time_pointer": "/ts"}, {}, addresses)


def _http(machine: Machine, ports: Ports) -> Wire:
    settings = {"listen": f"127.0.0.1:{ports.http_push}"}
    return Wire(machine, "http_push", settings, {"token": ports.push_token}, {n: n for n in readings_of(machine)})


def _csv(machine: Machine, ports: Ports) -> Wire:
    addresses = {name: csv_column(name) for name in readings_of(machine)}
    settings = {"folder": str(ports.csv_folder), "pattern": "label-*.csv", "encoding": "cp949", "time_column": "시각"}
    return Wire(machine, "csv_folder", settings, {}, addresses)


def _mtconnect(machine: Machine, ports: Ports) -> Wire:
    addresses = {name: f"{machine.code}/{name}" for name in readings_of(machine)}
    return Wire(machine, "mtconnect", {"url": f"http://127.0.0.1:{ports.mtconnect}"}, {}, addresses)


def _shdr(machine: Machine, ports: Ports) -> Wire:
    settings = {"host": "127.0.0.1", "port": ports.shdr}
    return Wire(machine, "shdr", settings, {}, {name: name for name in readings_of(machine)})


_WAYS = {"modbus": _modbus, "opcua": _opcua, "sparkplug": _sparkplug, "mqtt": _mqtt, "http": _http,
         "csv": _csv, "mtconnect": _mtconnect, "shdr": _shdr}  # fmt: skip
