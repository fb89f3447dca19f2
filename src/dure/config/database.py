"""From a PostgreSQL address to Django's settings of a connection."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def settings_from(url: str, *, pool: bool = False) -> dict[str, Any]:
    """Django's DATABASES entry for `postgresql://user:password@host:port/name?option=value`.

    A `host` among the options wins, so that a socket folder can be named. Raises ValueError
    for any other kind of address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("DURE_DATABASE_URL must begin with postgresql://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    port = options.pop("port", parts.port or "")
    # Holds for dure.events.statements only. 0 is for a pooler that hands a session from one to another.
    options["prepare_threshold"] = int(options.get("prepare_threshold", 5)) or None
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "dure",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "TIME_ZONE": None,
    }
