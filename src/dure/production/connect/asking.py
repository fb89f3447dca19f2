"""Questions of the wizard to the gateway about a connection that doesn't exist yet."""

from typing import Any

from dure.production.connect.draft import Draft
from dure.telemetry import gateways

SPARKPLUG = "spBv1.0/"


def browse(draft: Draft, path: str) -> list[dict[str, Any]]:
    """What the machine shows under a path. Raises what gateways.ask raises."""
    question = {"do": "browse", "protocol": draft.protocol, "settings": draft.clear_settings(), "path": path}
    found = list(gateways.ask("main", question)["found"])
    if draft.protocol == "mqtt":
        # Sparkplug's topics hold binary messages that only its own connector reads.
        return [one for one in found if not str(one.get("name", "")).startswith(SPARKPLUG)]
    return found


def values(draft: Draft, addresses: list[str], seconds: float) -> list[dict[str, Any]]:
    """The last values of addresses that came within so many seconds."""
    question = {
        "do": "preview",
        "protocol": draft.protocol,
        "settings": draft.clear_settings(),
        "addresses": addresses,
        "seconds": seconds,
    }
    return list(gateways.ask("main", question)["values"])


def listen(draft: Draft, seconds: float) -> list[dict[str, Any]]:
    """What a machine that calls us sends within so many seconds, in the form of `browse`."""
    return [
        {"address": one["address"], "name": one["address"], "value": one["value"]}
        for one in values(draft, ["*"], seconds)
    ]
