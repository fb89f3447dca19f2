"""What a device must be told to reach the gateway's MQTT broker, and the password that is shown once."""

from typing import Any
from urllib.parse import quote

import segno
from django.http import HttpRequest

from dure.telemetry import gateways, mqtt_logins, reach, sealing
from dure.telemetry.mqtt_logins import Broker

_KEPT = "mqtt-password"


def told(request: HttpRequest, user: str, password: str = "") -> dict[str, Any]:
    """Host, port, encryption, user and (just made) password; address and QR code hold all of it."""
    broker = mqtt_logins.broker() or Broker("0.0.0.0", mqtt_logins.DEFAULT_PORT)
    hosts = _hosts(request, broker)
    secret = f"{quote(user)}:{quote(password)}@" if password else f"{quote(user)}@"
    scheme = "mqtts" if broker.is_encrypted else "mqtt"
    address = f"{scheme}://{secret}{hosts[0]}:{broker.port}"
    code = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True, svgclass="qr")
    return {
        "broker": broker,
        "hosts": hosts,
        "user": user,
        "password": password,
        "address": address,
        "qr": code if password else "",
    }


def keep(request: HttpRequest, login_id: int, password: str) -> None:
    """Hold a new password for the next page of this person, sealed."""
    request.session[_KEPT] = {"login": login_id, "password": sealing.seal(password)}


def shown_once(request: HttpRequest, login_id: int) -> str:
    """The password that was just made for a log-in; empty when it was shown before."""
    kept = request.session.get(_KEPT)
    if not kept or kept["login"] != login_id:
        return ""
    del request.session[_KEPT]
    return str(sealing.opened({"password": kept["password"]})["password"])


def state() -> dict[str, Any]:
    """How the broker does as the gateway tells it; `problem` says why nothing is known."""
    try:
        found = gateways.status("main").get("mqtt") or {}
    except gateways.GatewayAway:
        return {"is_known": False}
    return {"is_known": bool(found), **found, "message": gateways.told(found)}


def _hosts(request: HttpRequest, broker: Broker) -> list[str]:
    if broker.is_local:
        return ["127.0.0.1"]
    if broker.host not in ("0.0.0.0", "::", ""):
        return [broker.host]
    return reach.hosts(request.get_host().rpartition(":")[0] or request.get_host())
