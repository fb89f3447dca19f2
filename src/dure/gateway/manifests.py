"""The connectors that are installed: one folder each, read from their `manifest.toml`."""

import importlib
import logging
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from dure.gateway import connectors
from dure.gateway.connector import Connector, Field, Manifest
from dure.gateway.sentence import Sentence
from dure.kernel.errors import DureError, Invalid, NotFound

log = logging.getLogger("dure.gateway.manifests")
MODES = {"poll", "subscribe", "push"}
KINDS = {"text", "number", "secret", "choice", "switch", "file"}
FOLDER = Path(connectors.__path__[0])
_ON, _OFF = {"true", "on", "yes", "1"}, {"false", "off", "no", "0", ""}


class MissingDependency(DureError):
    """The connector needs a package that is not installed. The text names the extra that brings it."""


def load(folder: Path = FOLDER) -> dict[str, Manifest]:
    """Manifests by name. A broken one is logged and left out: it must not stop the other machines."""
    found: dict[str, Manifest] = {}
    for path in sorted(folder.glob("*/manifest.toml")):
        try:
            manifest = parse(path.read_text("utf-8"))
        except (Invalid, OSError, UnicodeDecodeError) as error:
            log.error("Connector %s is left out: %s", path.parent.name, error)
            continue
        found[manifest.name] = manifest
    return found


def parse(text: str) -> Manifest:
    """The manifest in `text`; raises Invalid that says what is wrong."""
    try:
        raw = tomllib.loads(text)
        fields = tuple(_field(dict(one)) for one in raw.pop("fields", ()))
        needs = tuple(str(one) for one in raw.pop("needs", ()))
        manifest = Manifest(**raw, fields=fields, needs=needs)
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise Invalid("Not a manifest: %(reason)s", reason=str(error)) from error
    if manifest.mode not in MODES:
        raise Invalid("Unknown mode %(mode)s", mode=manifest.mode)
    if manifest.entry.count(":") != 1:
        raise Invalid("The entry must be module:Class, not %(entry)s", entry=manifest.entry)
    return manifest


def _field(raw: dict[str, Any]) -> Field:
    field = Field(**raw | {"choices": tuple(raw.get("choices", ()))})
    if field.kind not in KINDS:
        raise Invalid("Unknown kind %(kind)s of field %(name)s", kind=field.kind, name=field.name)
    return field


def named(manifests: Mapping[str, Manifest], protocol: str) -> Manifest:
    """The manifest of a protocol; NotFound when there is no such connector."""
    if protocol not in manifests:
        raise NotFound("There is no connector for %(protocol)s", protocol=protocol)
    return manifests[protocol]


def connector_class(manifest: Manifest) -> type[Connector]:
    """Imports the connector; raises MissingDependency with what to install."""
    missing = [name for name in manifest.needs if find_spec(name.partition(".")[0]) is None]
    if missing:
        how = f"pip install 'dure[{manifest.extra}]'" if manifest.extra else f"pip install {' '.join(missing)}"
        raise MissingDependency(
            "%(protocol)s needs %(packages)s: %(how)s", protocol=manifest.title, packages=", ".join(missing), how=how
        )
    module, _, name = manifest.entry.partition(":")
    if "." not in module:
        module = f"{connectors.__name__}.{manifest.name}.{module}"
    return cast("type[Connector]", getattr(importlib.import_module(module), name))


def settings(manifest: Manifest, given: Mapping[str, Any]) -> dict[str, Any]:
    """`given` with defaults filled in and numbers and switches converted; Invalid names the field."""
    filled = dict(given)
    for field in manifest.fields:
        value = given.get(field.name)
        if value is None or value == "":
            if field.required and field.default in ("", None):
                raise Invalid("%(field)s is missing", field=field.label)
            filled[field.name] = field.default
            continue
        filled[field.name] = _converted(field, value)
    return filled


def _converted(field: Field, value: Any) -> Any:
    if field.kind == "number":
        return _number(field, value)
    if field.kind == "switch" and not isinstance(value, bool):
        word = str(value).strip().lower()
        if word not in _ON | _OFF:
            raise Invalid("%(field)s must be on or off", field=field.label)
        return word in _ON
    if field.kind == "choice" and value not in field.choices:
        raise Invalid("%(field)s must be one of %(choices)s", field=field.label, choices=", ".join(field.choices))
    return value


def _number(field: Field, value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        number = float(str(value).strip())
    except ValueError as error:
        raise Invalid("%(field)s must be a number", field=field.label) from error
    return int(number) if number.is_integer() else number


def redacted(manifest: Manifest, given: Mapping[str, Any], text: str) -> str:
    """`text` without any of the connection's secrets, for status and log. A sentence stays one."""
    if isinstance(text, Sentence) and text.params:
        clean = {
            name: redacted(manifest, given, value) if isinstance(value, str) else value
            for name, value in text.params.items()
        }
        return Sentence(text.id, **clean)
    for field in manifest.fields:
        secret = given.get(field.name)
        if field.kind == "secret" and isinstance(secret, str) and len(secret) >= 3:
            text = text.replace(secret, "***")
    return text


def as_json(manifest: Manifest) -> dict[str, Any]:
    """A manifest for the connect wizard, with what is missing to use it."""
    shown = asdict(manifest)
    shown["missing"] = [name for name in manifest.needs if find_spec(name.partition(".")[0]) is None]
    return shown
