"""Which broker a connection's settings name, shared by the connectors that speak MQTT."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dure.gateway.broker.line import HouseLine, Line
from dure.gateway.broker.outside import Address, OutsideLine
from dure.gateway.broker.packets import Will
from dure.gateway.connector import Context


def choose_line(
    settings: Mapping[str, Any],
    context: Context,
    filters: Sequence[str],
    *,
    clean: bool = False,
    will: Will | None = None,
) -> Line:
    """A line to the broker in `settings["url"]`; without one, to the built-in broker.

    A preview is a mere look (the connect wizard): it keeps no session, holds
    nobody up and leaves no will.
    """
    look = context.preview or not context.connection
    will = None if look else will
    url = str(settings.get("url") or "")
    if not url:
        return HouseLine(context.broker, "" if look else context.connection, filters, will)
    address = Address(
        url,
        str(settings.get("user") or ""),
        str(settings.get("password") or ""),
        str(settings.get("ca_file") or ""),
        str(settings.get("certificate") or ""),
        str(settings.get("key") or ""),
    )
    client_id = f"dure-look-{uuid.uuid4().hex[:12]}" if look else _client_id(settings, context)
    name, stored = ("", None) if look or context.broker is None else (context.connection, context.broker.stored)
    return OutsideLine(
        address, client_id, filters, context.now_us, clean=clean or look, will=will, name=name, stored=stored
    )


def _client_id(settings: Mapping[str, Any], context: Context) -> str:
    """The id that the outside broker knows this connection by: chosen by a person, or made once."""
    if chosen := str(settings.get("client_id") or ""):
        return chosen
    path = Path(context.state_dir) / "client_id"
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    made = f"dure-{uuid.uuid4().hex[:16]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made, encoding="utf-8")
    return made
