"""What a gateway shall do: read, checked piece by piece, kept on disk to start without NATS."""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dure.gateway.files import write_atomic
from dure.gateway.sentence import Sentence
from dure.kernel.errors import Invalid

log = logging.getLogger("dure.gateway.config")


@dataclass(frozen=True, slots=True)
class ConnectionConfig:
    """One connection. silent_after_s 0: never reported silent. max_age_s None: the connector's rule.

    error: why this entry cannot be used (then the rest of it means nothing). Settings hold secrets
    and are kept out of `repr`.
    """

    code: str
    protocol: str
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    addresses: tuple[str, ...] = ()
    enabled: bool = True
    silent_after_s: float = 30.0
    max_age_s: float | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """The whole of it. mqtt: options of the built-in MQTT listener, None when it is off."""

    version: int = 0
    site: str = "SITE"
    mqtt: Mapping[str, Any] | None = field(default=None, repr=False)
    connections: tuple[ConnectionConfig, ...] = ()


def parse(data: bytes) -> GatewayConfig:
    """The configuration in `data`. Raises Invalid when it is none; a bad entry only spoils itself."""
    try:
        raw = json.loads(data)
    except ValueError as error:
        raise Invalid("The gateway's configuration is not JSON: %(reason)s", reason=str(error)) from error
    if not isinstance(raw, dict):
        raise Invalid("The gateway's configuration is not an object")
    entries, mqtt = raw.get("connections", []), raw.get("mqtt")
    if not isinstance(entries, list) or not isinstance(mqtt, dict | None):
        raise Invalid("The gateway's configuration has fields of the wrong kind")
    connections: dict[str, ConnectionConfig] = {}
    for number, entry in enumerate(entries, 1):
        one = _connection(entry, number)
        if one.code in connections:
            one = _bad(f"{one.code}#{number}", Sentence("The code %(code)s is used twice", code=one.code))
        connections[one.code] = one
    return GatewayConfig(_version(raw), str(raw.get("site") or "SITE"), mqtt, tuple(connections.values()))


def _version(raw: Mapping[str, Any]) -> int:
    version = raw.get("version", 0)
    return version if isinstance(version, int) else 0


def _bad(code: str, error: str) -> ConnectionConfig:
    return ConnectionConfig(code=code, protocol="", error=error)


def _connection(raw: Any, number: int) -> ConnectionConfig:
    """One entry, with `error` set when it cannot be used."""
    if not isinstance(raw, dict) or not isinstance(raw.get("code"), str) or not raw["code"]:
        return _bad(f"#{number}", Sentence("Connection %(number)s has no code", number=number))
    code = raw["code"]
    settings, addresses = raw.get("settings") or {}, raw.get("addresses") or ["*"]
    if not isinstance(raw.get("protocol"), str):
        return _bad(code, Sentence("The protocol is missing"))
    if not isinstance(settings, dict):
        return _bad(code, Sentence("The settings are not an object"))
    if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
        return _bad(code, Sentence("The addresses are not a list of texts"))
    silent, age = raw.get("silent_after_s"), raw.get("max_age_s")
    if not _is_span(silent) or not _is_span(age):
        return _bad(code, Sentence("A time span is not a number of seconds"))
    enabled = bool(raw.get("enabled", True))
    silent_s = 30.0 if silent is None else float(silent)
    chosen = tuple(dict.fromkeys(addresses))
    return ConnectionConfig(code, raw["protocol"], settings, chosen, enabled, silent_s, age)


def _is_span(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e10


class Cache:
    """The configuration as last received, in the gateway's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "config.json"

    def read(self) -> GatewayConfig | None:
        """The kept configuration; None when there is none or it cannot be read."""
        try:
            return parse(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except (Invalid, OSError) as error:
            log.error("The kept configuration cannot be used: %s", error)
            return None

    def write(self, data: bytes) -> None:
        write_atomic(self._path, data)
        self._path.chmod(0o600)


def fingerprint(data: bytes) -> str:
    """Names a configuration without showing it."""
    return hashlib.sha256(data).hexdigest()[:12]
