"""How far back the event log reaches: by default to its beginning, less where its limits were set by hand."""

from datetime import datetime

from nats.aio.client import Client
from nats.js.errors import NotFoundError

from dure.kernel import clock
from dure.kernel.envelope import decode
from dure.kernel.errors import Invalid
from dure.kernel.eventlog import STREAM
from dure.telemetry import gateways

_LOOK_AT = 10


def log_begins() -> datetime | None:
    """Time of the first observation that the event log still holds; None when it holds everything.

    Raises gateways.GatewayAway when the event log doesn't answer.
    """
    return gateways.with_client(_begins)


async def _begins(client: Client) -> datetime | None:
    log = client.jetstream(timeout=gateways.CONNECT_S)
    state = (await log.stream_info(STREAM)).state
    if state.first_seq <= 1:
        return None
    for sequence in range(state.first_seq, min(state.last_seq, state.first_seq + _LOOK_AT) + 1):
        try:
            message = await log.get_msg(STREAM, sequence)
            times = [one.time_us for one in decode(message.data or b"").observations]
        except (Invalid, NotFoundError):
            continue
        if times:
            return clock.from_us(min(times))
    return clock.now()
