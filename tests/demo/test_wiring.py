"""The connections of the demonstration against the manifests of the connectors that will read them."""

import tomllib
from pathlib import Path

import pytest

import dure.gateway.connectors
from dure.demo import wiring
from dure.demo.floor import ports_from
from dure.telemetry.models import Meaning

WIRES = wiring.wires(ports_from(20_000, Path("demo")))


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.machine.code)
def test_settings_are_fields_of_the_protocol(wire: wiring.Wire) -> None:
    folder = Path(dure.gateway.connectors.__path__[0]) / wire.protocol
    manifest = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    fields = {field["name"]: field for field in manifest["fields"]}
    given = {**wire.settings, **wire.secrets}
    assert given.keys() <= fields.keys()
    assert {name for name, field in fields.items() if field.get("required")} <= given.keys()
    for name, value in given.items():
        choices = fields[name].get("choices")
        assert choices is None or value in choices


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.machine.code)
def test_every_reading_has_a_meaning_and_an_address_of_its_own(wire: wiring.Wire) -> None:
    assert {wiring.MEANINGS[reading] for reading in wire.addresses} <= set(Meaning.values)
    assert len(set(wire.addresses.values())) == len(wire.addresses)
