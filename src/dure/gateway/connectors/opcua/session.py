"""A session with a server: security, log-in, and failures told apart by what can be done."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from asyncua import Client, ua
from asyncua.crypto import security_policies

from dure.gateway.connector import Context, Rejected, Unreachable
from dure.gateway.connectors.opcua.trust import application_uri, check_server, fingerprint, own_certificate

# asyncua logs every retry with a traceback; the runner says a loss once and a return once.
logging.getLogger("asyncua").setLevel(logging.CRITICAL)
TIMEOUT_S = 5.0
WATCH_S = 2.0
"""The server's state is read this often; a connection that is dead but not closed shows within twice that."""
SESSION_MS = 60_000
"""A server with few sessions forgets ours soon after a power cut."""
_LOG_IN = (
    ua.StatusCodes.BadUserAccessDenied,
    ua.StatusCodes.BadIdentityTokenRejected,
    ua.StatusCodes.BadIdentityTokenInvalid,
    ua.StatusCodes.BadUserSignatureInvalid,
)


@asynccontextmanager
async def session(settings: Mapping[str, Any], context: Context) -> AsyncIterator[Client]:
    """A connected client. Raises Unreachable or Rejected."""
    client = Client(_url(str(settings["url"]).strip()), timeout=TIMEOUT_S, watchdog_intervall=WATCH_S)
    client.name = client.description = "Dure gateway"
    client.application_uri = application_uri()
    client.product_uri = "urn:dure"
    client.session_timeout = SESSION_MS
    own = await asyncio.to_thread(_own_fingerprint, settings, context)
    with told_apart(own):
        await _secure(client, settings, context)
        await _log_in(client, settings)
        await client.connect()
    try:
        yield client
    finally:
        # The server may be gone; leaving must not hide why.
        with suppress(ua.UaError, OSError, TimeoutError):
            async with asyncio.timeout(TIMEOUT_S):
                await client.disconnect()


def _url(text: str) -> str:
    """The address with its port; 4840 is OPC UA's own. Raises Rejected for anything but opc.tcp."""
    try:
        parts = urlsplit(text if "://" in text else "opc.tcp://" + text)
        port = parts.port
    except ValueError as error:
        raise Rejected("%(text)s is no address: %(reason)s", text=text, reason=error) from error
    if parts.scheme != "opc.tcp" or not parts.hostname:
        raise Rejected("%(text)s is no opc.tcp:// address", text=text)
    return urlunsplit(parts if port else parts._replace(netloc=f"{parts.netloc.rstrip(':')}:4840"))


@contextmanager
def told_apart(own: str = "") -> Iterator[None]:
    """Turns asyncua's failures into Unreachable and Rejected. own: fingerprint of our certificate."""
    try:
        yield
    except ua.UaStatusCodeError as error:
        raise _meaning(error, own) from error
    except ua.UaError as error:
        if "No matching endpoints" in str(error):
            raise Rejected("The server doesn't offer this security policy and mode") from error
        if "ertificate mismatch" in str(error):
            raise Rejected("The server answers with another certificate than it announced") from error
        raise Unreachable("The server can't be spoken with: %(reason)s", reason=error) from error
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise Unreachable(
            "The server doesn't answer (%(reason)s)", reason=str(error) or type(error).__name__
        ) from error


def _meaning(error: ua.UaStatusCodeError, own: str) -> Rejected | Unreachable:
    name = ua.StatusCode(error.code).name
    if error.code in _LOG_IN:
        return Rejected("The server refuses the log-in (%(name)s)", name=name)
    if name.startswith(("BadCertificate", "BadSecurity")) or name == "BadNonceInvalid":
        if own:
            return Rejected(
                "The server refuses our certificate or security (%(name)s); have it trust our certificate %(own)s",
                name=name,
                own=own,
            )
        return Rejected(
            "The server refuses our certificate or security (%(name)s); it may ask for a security policy", name=name
        )
    return Unreachable("The server answers %(name)s", name=name)


def _is_secure(settings: Mapping[str, Any]) -> bool:
    return str(settings.get("policy") or "None") != "None"


def _own_fingerprint(settings: Mapping[str, Any], context: Context) -> str:
    if not _is_secure(settings):
        return ""
    certificate, _ = own_certificate(Path(context.state_dir))
    return fingerprint(certificate.read_bytes())


async def _secure(client: Client, settings: Mapping[str, Any], context: Context) -> None:
    if not _is_secure(settings):
        return
    policy = getattr(security_policies, "SecurityPolicy" + str(settings["policy"]))
    mode = ua.MessageSecurityMode[str(settings.get("mode") or "SignAndEncrypt")]
    endpoint = Client.find_endpoint(await client.connect_and_get_server_endpoints(), mode, policy.URI)
    der = _first(endpoint.ServerCertificate or b"")
    check_server(der, str(settings.get("fingerprint") or ""), context)
    certificate, key = own_certificate(Path(context.state_dir))
    await client.set_security(policy, str(certificate), str(key), server_certificate=der, mode=mode)


def _first(chain: bytes) -> bytes:
    """The server's own certificate, which comes first in a chain; its length is in its own head (DER)."""
    return chain[: int.from_bytes(chain[2:4]) + 4] if chain[:2] == b"\x30\x82" else chain


async def _log_in(client: Client, settings: Mapping[str, Any]) -> None:
    if settings.get("user"):
        client.set_user(str(settings["user"]))
        client.set_password(str(settings.get("password") or ""))
    elif settings.get("user_certificate"):
        try:
            await client.load_client_certificate(str(settings["user_certificate"]))
            await client.load_private_key(Path(str(settings.get("user_key") or "")))
        except (OSError, ValueError) as error:
            raise Rejected("The user certificate or its key can't be read: %(reason)s", reason=error) from error
