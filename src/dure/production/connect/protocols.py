"""The protocols as the wizard offers them: in plain words, with a picture, the common ones first."""

import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dure.telemetry import gateways, sealing

LOOKS = {
    "opcua": ("machine", gettext_noop("A machine or PLC with OPC UA (Siemens, Beckhoff, Omron, B&R …)")),
    "modbus": ("plug", gettext_noop("A PLC, counter, meter or inverter with Modbus (LS, Schneider, Autonics …)")),
    "mqtt": ("wifi-off", gettext_noop("A sensor or small computer that sends MQTT")),
    "sparkplug": ("tree", gettext_noop("An edge device that speaks Sparkplug B")),
    "mtconnect": ("settings", gettext_noop("A machine tool with an MTConnect agent")),
    "shdr": ("settings", gettext_noop("A machine tool with an MTConnect adapter, without an agent")),
    "http_push": ("upload", gettext_noop("A program or PLC that can send to a web address")),
    "csv_folder": ("table", gettext_noop("A machine that writes CSV files into a folder")),
}
ORDER = list(LOOKS)
BROKERED = frozenset({"mqtt", "sparkplug"})
"""Protocols over a broker: the gateway's own, or one that the plant has."""
TITLES = {
    "opcua": "OPC UA",
    "modbus": "Modbus",
    "mqtt": "MQTT",
    "sparkplug": "Sparkplug B",
    "mtconnect": "MTConnect",
    "shdr": "MTConnect (SHDR)",
    "http_push": gettext_noop("HTTP push"),
    "csv_folder": gettext_noop("CSV folder"),
}
TYPES = {"number": forms.DecimalField, "switch": forms.BooleanField, "choice": forms.ChoiceField}


def offered() -> list[dict[str, Any]]:
    """The gateway's protocols in the order of the wizard. Raises GatewayAway."""
    found = gateways.ask("main", {"do": "protocols"}, timeout_s=5)["protocols"]
    found.sort(key=lambda one: ORDER.index(one["name"]) if one["name"] in ORDER else len(ORDER))
    for one in found:
        picture, words = LOOKS.get(one["name"], ("plug", one["summary"]))
        one |= {"icon": picture if picture != "wifi-off" else "globe", "words": _(words), "title_text": _(one["title"])}
    return found


def title(protocol: str) -> str:
    """A protocol's name for people, also while the gateway can't be asked."""
    return _(TITLES[protocol]) if protocol in TITLES else protocol


def labels(protocol: str) -> dict[str, str]:
    """Names of a protocol's settings for people; empty while the gateway can't be asked."""
    try:
        one = manifest(protocol)
    except gateways.GatewayAway:
        return {}
    return {field["name"]: _(field["label"]) for field in one["fields"]} if one else {}


def manifest(protocol: str) -> dict[str, Any] | None:
    """One protocol of the gateway, None when it has no such connector."""
    return next((one for one in offered() if one["name"] == protocol), None)


class SettingsForm(forms.Form):
    """Fields of a connection as the connector's manifest declares them, the needed ones first."""

    name = forms.CharField(label="", max_length=120)

    def __init__(self, one: Mapping[str, Any], data: Any = None, stored: Mapping[str, Any] | None = None) -> None:
        kept = stored or {}
        self._kept = {key: value for key, value in kept.items() if sealing.is_sealed(value)}
        initial = {key: value for key, value in kept.items() if key not in self._kept}
        super().__init__(data, initial=initial)
        self.fields["name"].label = _("What do you call this connection?")
        self._fields = list(one["fields"])
        for field in self._fields:
            self.fields[field["name"] if field["name"] != "name" else "name_"] = self._field(field)

    @property
    def basic(self) -> list[forms.BoundField]:
        """Name, and the fields that have to be filled or usually are."""
        return [self["name"], *(self[field["name"]] for field in self._fields if _is_basic(field))]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[field["name"]] for field in self._fields if not _is_basic(field)]

    @property
    def further_errors(self) -> bool:
        """Whether something is wrong among the fields that are folded away."""
        return any(field.errors for field in self.further)

    def plain(self) -> dict[str, Any]:
        """Settings that aren't secret, empty ones left out so that the connector's defaults hold."""
        names = {field["name"] for field in self._fields if field["kind"] != "secret"}
        given = {name: _plain(self.cleaned_data.get(name)) for name in names}
        return {name: value for name, value in given.items() if value not in ("", None)}

    def sealed(self) -> dict[str, Any]:
        """All settings, secrets sealed; one that was left empty stays as it was."""
        fresh = {name: sealing.seal(value) for name, value in self.secrets().items()}
        return {**self.plain(), **self._kept, **fresh}

    def secrets(self) -> dict[str, str]:
        """Secrets that were typed just now."""
        names = [field["name"] for field in self._fields if field["kind"] == "secret"]
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def _field(self, field: Mapping[str, Any]) -> forms.Field:
        is_kept = field["name"] in self._kept
        options: dict[str, Any] = {
            "label": _(field["label"]),
            "help_text": _(field["help"]) if field["help"] else "",
            "required": bool(field["required"]) and field["kind"] != "switch" and not is_kept,
            "initial": field["default"] if field["default"] != "" else None,
        }
        if field["kind"] == "choice":
            options["choices"] = [(choice, _(choice)) for choice in field["choices"]]
        if field["kind"] == "secret":
            if field["name"] == "token" and not is_kept:
                # A token is ours to make: the person copies it into the machine.
                options["initial"] = secrets.token_urlsafe(24)
                return forms.CharField(**options)
            options["widget"] = forms.PasswordInput(attrs={"autocomplete": "new-password"})
            if is_kept:
                options["help_text"] = _("Stored. Leave it empty to keep it.")
        return TYPES.get(field["kind"], forms.CharField)(**options)


def _is_basic(field: Mapping[str, Any]) -> bool:
    return bool(field["required"]) or field["name"] in (
        "url",
        "host",
        "user",
        "password",
        "port",
        "unit",
        "folder",
        "transport",
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
