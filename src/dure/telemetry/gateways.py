"""Talking to gateways over NATS: hand out what they shall do, read how they do, ask what they see."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import nats
import nats.errors
from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.translation import gettext
from nats.aio.client import Client
from nats.js.errors import APIError, BucketNotFoundError, KeyNotFoundError

from dure.kernel.errors import Conflict, Invalid
from dure.kernel.eventlog import BUCKET, config_key, rpc_subject, status_key

T = TypeVar("T")
CONNECT_S = 2.0
ANSWER_S = 25.0


class GatewayAway(Conflict):
    """The event log or the gateway gives no answer; it may be starting."""


class MachineAway(Conflict):
    """The gateway answered that it can't reach the machine."""


class MachineRefuses(Invalid):
    """The machine or the settings refuse."""


class NeedsPackage(Invalid):
    """The gateway lacks the package for this protocol."""


_KINDS: dict[str, type[Conflict] | type[Invalid]] = {
    "unreachable": MachineAway,
    "rejected": MachineRefuses,
    "missing_dependency": NeedsPackage,
}


def put_config(gateway: str, document: Mapping[str, Any]) -> None:
    """Hand a gateway what it shall do. Raises GatewayAway when the event log is away."""
    data = json.dumps(document, ensure_ascii=False).encode()

    async def put(client: Client) -> None:
        bucket = await client.jetstream(timeout=CONNECT_S).key_value(BUCKET)
        await bucket.put(config_key(gateway), data)

    with_client(put)


def status(gateway: str) -> dict[str, Any]:
    """How a gateway does, as it last told; empty when it never did. Raises GatewayAway."""

    async def get(client: Client) -> dict[str, Any]:
        try:
            bucket = await client.jetstream(timeout=CONNECT_S).key_value(BUCKET)
            entry = await bucket.get(status_key(gateway))
        except (KeyNotFoundError, BucketNotFoundError):
            return {}
        found = json.loads(entry.value or b"{}")
        return found if isinstance(found, dict) else {}

    return with_client(get)


def ask(gateway: str, question: Mapping[str, Any], timeout_s: float = ANSWER_S) -> dict[str, Any]:
    """A gateway's answer to a question of the connect wizard.

    Raises GatewayAway, MachineAway, MachineRefuses, NeedsPackage or Invalid with what to do.
    """

    async def request(client: Client) -> dict[str, Any]:
        answer = await client.request(
            rpc_subject(gateway), json.dumps(question, ensure_ascii=False).encode(), timeout=timeout_s
        )
        return dict(json.loads(answer.data))

    answer = with_client(request)
    error = answer.get("error")
    if error:
        kind = _KINDS.get(error.get("kind", ""), Invalid)
        raise kind("%(told)s", told=told(error))
    return answer


def told(said: Mapping[str, Any]) -> str:
    """What a gateway says, in the reader's language; its own English where no translation is known.

    said: an object with `message` (the English sentence), `id` (its message id) and `params`, or with
    `text` in place of `message`, as in a status and in an answer's error. A value that is itself such
    an object is said in the reader's language too.
    """
    english = str(said.get("message") or said.get("text") or "")
    ident, params = said.get("id"), said.get("params")
    if not ident:
        return gettext(english) if english else ""
    if not params:
        return gettext(str(ident))
    values = {name: told(value) if isinstance(value, dict) else value for name, value in params.items()}
    try:
        return gettext(str(ident)) % values
    except (KeyError, TypeError, ValueError):
        # A gateway of another version may name its values otherwise.
        return english


def with_client(work: Callable[[Client], Awaitable[T]]) -> T:
    """Do something with the event log and close it again. Raises GatewayAway with what to do."""
    try:
        return async_to_sync(_session)(work)
    except nats.errors.NoRespondersError as error:
        raise GatewayAway("The gateway doesn't answer. It may be starting; try again in a few seconds.") from error
    except (TimeoutError, nats.errors.TimeoutError) as error:
        raise GatewayAway("The gateway took too long to answer. Try again.") from error
    except (nats.errors.Error, APIError, OSError) as error:
        raise GatewayAway("The event log can't be reached. It may be starting; try again in a few seconds.") from error


async def _session(work: Callable[[Client], Awaitable[T]]) -> T:
    async def quiet(_: Exception) -> None:
        # The failure reaches the caller as an exception; the client would also print it.
        return

    async with asyncio.timeout(CONNECT_S):
        client = await nats.connect(
            settings.NATS_URL or "nats://127.0.0.1:4222",
            name="dure-pages",
            allow_reconnect=False,
            connect_timeout=CONNECT_S,
            error_cb=quiet,
        )
    try:
        return await work(client)
    finally:
        await client.close()
