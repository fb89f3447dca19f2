"""The names on the event log that the gateway and the plant agree on.

Stream `OBS` holds every observation as envelopes on `obs.<site>.<connection>`; the key-value
bucket `dure` holds what each gateway shall do and how it does.
"""

import re

STREAM = "OBS"
BUCKET = "dure"
_UNSAFE = re.compile(r"[^\w-]", re.UNICODE)


def stream_config(max_bytes: int = -1, max_age_s: float = 0) -> dict[str, object]:
    """JetStream configuration of the event log (body of `$JS.API.STREAM.CREATE.OBS`).

    discard "new": a full log refuses what comes, so that nothing unread is dropped; the
    gateway then keeps it in its spool and raises an alarm. max_bytes -1 and max_age_s 0 mean
    without limit.
    """
    return {
        "name": STREAM,
        "subjects": ["obs.>"],
        "storage": "file",
        "retention": "limits",
        "discard": "new",
        "allow_atomic": True,
        "allow_direct": True,
        "num_replicas": 1,
        "max_bytes": max_bytes,
        "max_age": int(max_age_s * 1_000_000_000),
        "duplicate_window": 120_000_000_000,
    }


def subject(site: str, connection: str) -> str:
    """Subject of the envelopes of one connection; codes are made safe for a subject token."""
    return f"obs.{token(site)}.{token(connection)}"


def token(code: str) -> str:
    """`code` as one subject token: what is not a letter, digit, - or _ becomes _XX (hex)."""
    return _UNSAFE.sub(lambda found: f"_{ord(found[0]):02x}", code) or "_"


def config_key(gateway: str) -> str:
    """Key of what a gateway shall do: {"version", "site", "mqtt", "connections": [...]}."""
    return f"gateway.{token(gateway)}.config"


def status_key(gateway: str) -> str:
    """Key of how a gateway does: {"time_us", "spool", "connections"}."""
    return f"gateway.{token(gateway)}.status"


def rpc_subject(gateway: str) -> str:
    """Request subject of the connect wizard: {"do": "protocols" | "browse" | "preview", ...}."""
    return f"rpc.gateway.{token(gateway)}"
