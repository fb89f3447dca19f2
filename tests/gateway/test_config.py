import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway import config, manifests
from dure.gateway.connector import Field
from dure.kernel.errors import Invalid


def test_a_whole_configuration() -> None:
    raw = {
        "version": 3,
        "site": "광주",
        "mqtt": {"listen": "127.0.0.1:1883"},
        "connections": [
            {"code": "C1", "protocol": "modbus", "settings": {"host": "h"}, "addresses": ["a", "a", "b"]},
            {"code": "C2", "protocol": "mqtt", "enabled": False, "silent_after_s": 0, "max_age_s": 60},
        ],
    }
    read = config.parse(json.dumps(raw).encode())
    assert (read.version, read.site, read.mqtt) == (3, "광주", {"listen": "127.0.0.1:1883"})
    one, two = read.connections
    assert (one.addresses, one.enabled, one.silent_after_s, one.max_age_s) == (("a", "b"), True, 30, None)
    assert (two.addresses, two.enabled, two.silent_after_s, two.max_age_s) == (("*",), False, 0, 60)
    assert "host" not in repr(read)


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ({"code": "C1"}, "The protocol is missing"),
        ({"code": "C1", "protocol": "x", "settings": []}, ""),
        ({"code": "C1", "protocol": "x", "settings": [1]}, "The settings are not an object"),
        ({"code": "C1", "protocol": "x", "addresses": "a"}, "The addresses are not a list of texts"),
        ({"code": "C1", "protocol": "x", "silent_after_s": "soon"}, "A time span is not a number of seconds"),
        ({"protocol": "x"}, "Connection 1 has no code"),
        ("C1", "Connection 1 has no code"),
    ],
)
def test_a_bad_entry_spoils_only_itself(entry: Any, error: str) -> None:
    data = json.dumps({"connections": [entry, {"code": "C9", "protocol": "mqtt"}]}).encode()
    bad, fine = config.parse(data).connections
    assert bad.error == error
    assert (fine.code, fine.error) == ("C9", "")


def test_a_code_that_is_used_twice() -> None:
    entries = [{"code": "C1", "protocol": "a"}, {"code": "C1", "protocol": "b"}]
    one, two = config.parse(json.dumps({"connections": entries}).encode()).connections
    assert (one.protocol, one.error) == ("a", "")
    assert two.error == "The code C1 is used twice"


@given(st.binary(max_size=100))
def test_anything_else_is_refused(data: bytes) -> None:
    with suppress(Invalid):
        assert config.parse(data).connections == ()


def test_the_kept_configuration(tmp_path: Path) -> None:
    cache = config.Cache(tmp_path)
    assert cache.read() is None
    cache.write(b'{"version": 7}')
    kept = cache.read()
    assert kept is not None
    assert kept.version == 7
    (tmp_path / "config.json").write_bytes(b"{")
    assert cache.read() is None


MANIFEST = """
name = "x"
title = "X"
summary = "S"
entry = "connector:X"
mode = "poll"
[[fields]]
name = "host"
label = "Host"
required = true
[[fields]]
name = "port"
label = "Port"
kind = "number"
default = 502
[[fields]]
name = "order"
label = "Order"
kind = "choice"
choices = ["a", "b"]
default = "a"
[[fields]]
name = "tls"
label = "TLS"
kind = "switch"
default = false
[[fields]]
name = "password"
label = "Password"
kind = "secret"
"""


def test_settings_are_filled_and_checked() -> None:
    manifest = manifests.parse(MANIFEST)
    filled = manifests.settings(manifest, {"host": "h", "port": "1502", "tls": "on"})
    assert filled == {"host": "h", "port": 1_502, "order": "a", "tls": True, "password": ""}
    for given_settings, message in [
        ({}, "Host is missing"),
        ({"host": "h", "port": "x"}, "Port must be a number"),
        ({"host": "h", "order": "c"}, "Order must be one of a, b"),
        ({"host": "h", "tls": "perhaps"}, "TLS must be on or off"),
    ]:
        with pytest.raises(Invalid) as error:
            manifests.settings(manifest, given_settings)
        assert str(error.value) == message
    assert manifests.redacted(manifest, {"password": "hunter2"}, "bad password hunter2") == "bad password ***"


@pytest.mark.parametrize(
    "text",
    ["name = ", 'name = "x"', MANIFEST.replace('"poll"', '"write"'), MANIFEST.replace('"secret"', '"hidden"')],
)
def test_a_broken_manifest_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        manifests.parse(text)


def test_every_installed_connector_has_a_good_manifest() -> None:
    found = manifests.load()
    folders = {path.parent.name for path in manifests.FOLDER.glob("*/manifest.toml")}
    assert set(found) == folders
    assert {"http_push", "csv_folder"} <= folders
    for manifest in found.values():
        assert all(isinstance(field, Field) for field in manifest.fields)
        for name, rung in manifest.ladder.items():
            assert rung in ("done", "todo") or rung.startswith("exempt: "), f"{manifest.name}: {name}"
        shown = manifests.as_json(manifest)
        assert json.loads(json.dumps(shown))["name"] == manifest.name
        if not shown["missing"]:
            assert manifests.connector_class(manifest).__init__ is not object.__init__
