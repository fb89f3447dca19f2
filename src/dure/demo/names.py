"""What the machines call their values on the wire. Pure; read by the machines and by the wiring."""

from dure.demo.fleet import Machine

GROUP, EDGE = "Dure Noodle", "EDGE-1"
_COLUMNS = {"total": "생산수", "reject": "불량수"}


def opcua_node(machine: str, reading: str) -> str:
    return f"ns=2;s={machine}.{reading}"


def sparkplug_metric(machine: str, reading: str) -> str:
    return f"{GROUP}/{EDGE}/{machine}:{reading}"


def topic(machine: Machine) -> str:
    return f"두레면/{machine.name}/상태"


def csv_column(reading: str) -> str:
    return _COLUMNS[reading]
