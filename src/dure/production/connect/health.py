"""How connections do, in words that say what to do next."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.telemetry import gateways
from dure.telemetry.models import Connection

OLD_STATUS = timedelta(seconds=20)
KEPT_S = 1.5
_kept: dict[tuple[str, str | None], tuple[float, "GatewayHealth"]] = {}
WORDS = {
    "connected": (gettext_lazy("Connected"), "good", gettext_lazy("Values are coming in.")),
    "connecting": (gettext_lazy("Connecting"), "info", gettext_lazy("The gateway is trying to reach the machine.")),
    "silent": (
        gettext_lazy("Silent"),
        "warn",
        gettext_lazy("The line stands but the machine says nothing. Is it switched on and does it send?"),
    ),
    "unreachable": (
        gettext_lazy("Not reachable"),
        "bad",
        gettext_lazy("Nobody answers. Check power, network cable and address. Dure keeps trying by itself."),
    ),
    "rejected": (
        gettext_lazy("Refused"),
        "bad",
        gettext_lazy("The machine refuses. Check user, password, certificate and address, then save again."),
    ),
    "disabled": (gettext_lazy("Switched off"), "", gettext_lazy("Nothing is collected until you switch it on.")),
    "retired": (
        pgettext_lazy("connection", "Put away"),
        "",
        gettext_lazy("Nothing is collected until you take it back."),
    ),
    "missing_dependency": (
        gettext_lazy("Package missing"),
        "bad",
        gettext_lazy("This protocol needs a package on the gateway; the message names it."),
    ),
    "failed": (gettext_lazy("Failed"), "bad", gettext_lazy("The connector stopped. It is started again by itself.")),
    "waiting": (
        gettext_lazy("Waiting for the gateway"),
        "info",
        gettext_lazy("The gateway has not taken this connection yet; it usually takes a second."),
    ),
    "no_gateway": (
        gettext_lazy("Gateway silent"),
        "bad",
        gettext_lazy("The gateway did not tell how it does. Look at “dure status” on its computer."),
    ),
}


@dataclass(frozen=True, slots=True)
class Health:
    """word, colour and advice of a state; message: what the gateway said, last: when something last came."""

    state: str
    since: datetime | None = None
    last: datetime | None = None
    message: str = ""
    problems: tuple[tuple[datetime, str], ...] = ()
    observations: int = 0

    @property
    def word(self) -> str:
        return str(WORDS.get(self.state, (self.state, "", ""))[0])

    @property
    def colour(self) -> str:
        return str(WORDS.get(self.state, ("", "", ""))[1])

    @property
    def advice(self) -> str:
        return str(WORDS.get(self.state, ("", "", ""))[2])


@dataclass(frozen=True, slots=True)
class GatewayHealth:
    """One gateway. is_heard: it told how it does lately. fill: how much of its spool is used, 0 to 1."""

    is_heard: bool
    told_at: datetime | None
    fill: float
    is_full: bool
    waiting: int
    oldest: datetime | None
    is_log_there: bool
    mqtt_message: str
    connections: Mapping[str, Health]
    message: str = ""

    def of(self, connection: Connection) -> Health:
        """The health of a connection as far as the gateway told it."""
        if connection.retired_at is not None:
            return Health("retired")
        if not self.is_heard:
            return Health("no_gateway")
        known = self.connections.get(connection.code)
        if not connection.is_enabled:
            return known if known is not None and known.state == "disabled" else Health("disabled")
        return known or Health("waiting")


def read(gateway: str = "main") -> GatewayHealth:
    """How a gateway does, at most KEPT_S old. An event log that is away is said, never raised."""
    said_in = gateway, get_language()
    kept = _kept.get(said_in)
    if kept is None or time.monotonic() - kept[0] > KEPT_S:
        told = _read(gateway)
        # Asked after the answer, so that a slow failure isn't tried again at once.
        kept = _kept[said_in] = (time.monotonic(), told)
    return kept[1]


def _read(gateway: str) -> GatewayHealth:
    try:
        told = gateways.status(gateway)
    except gateways.GatewayAway as error:
        return _unheard(_(error.message))
    if not told:
        return _unheard("")
    at = clock.from_us(int(told.get("time_us", 0)))
    spool, line = told.get("spool", {}), told.get("nats", {})
    limit = spool.get("limit") or 1
    return GatewayHealth(
        is_heard=clock.now() - at < OLD_STATUS * max(clock.speed(), 1),
        told_at=at,
        fill=min(spool.get("bytes", 0) / limit, 1.0),
        is_full=bool(spool.get("full")),
        waiting=int(spool.get("records", 0)),
        oldest=_moment(spool.get("oldest_us")),
        is_log_there=bool(line.get("connected", True)),
        mqtt_message=gateways.told(told.get("mqtt") or {}),
        connections={code: _health(one) for code, one in told.get("connections", {}).items()},
    )


def _unheard(message: str) -> GatewayHealth:
    return GatewayHealth(
        is_heard=False,
        told_at=None,
        fill=0.0,
        is_full=False,
        waiting=0,
        oldest=None,
        is_log_there=False,
        mqtt_message="",
        connections={},
        message=message,
    )


def _health(one: Mapping[str, Any]) -> Health:
    return Health(
        state=str(one.get("state", "")),
        since=_moment(one.get("since_us")),
        last=_moment(one.get("last_us")),
        message=gateways.told(one),
        problems=tuple((clock.from_us(p["time_us"]), gateways.told(p)) for p in reversed(one.get("problems", []))),
        observations=int(one.get("observations", 0)),
    )


def _moment(time_us: int | None) -> datetime | None:
    return clock.from_us(time_us) if time_us else None
