"""What a connector is: the whole contract between a protocol and the gateway.

A connector is one folder under `connectors/` with a `manifest.toml` and a class that
`manifest.toml` names as `entry = "module:Class"`. The class is an async context manager:
entering connects, leaving lets go. It never writes to a machine.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

from dure.gateway.sentence import Sentence
from dure.kernel.errors import DureError
from dure.kernel.observation import Observation, Quality, Value


class ConnectorError(DureError):
    """A failure told apart by what can be done about it, said to the person who connects.

    `Rejected("There is no folder %(folder)s", folder=path)`: the text is the id of its translation.
    """

    def __init__(self, message: str, **params: object) -> None:
        said = message if isinstance(message, Sentence) else Sentence(message, **params)
        super().__init__(said.id, **said.params)


class Unreachable(ConnectorError):
    """Nobody answers, or the line was lost: try again with back-off."""


class Rejected(ConnectorError):
    """The other side refuses (certificate, password, address): ask a person; retried slowly."""


class BadData(ConnectorError):
    """Something arrived that cannot be read: mark the quality and go on.

    Raised by parsers inside a connector, which reports it through `Context.problem`.
    """


@dataclass(frozen=True, slots=True)
class Parcel:
    """Observations that came together, and whom to tell once they are on disk.

    on_stored is called in the event loop after the spool has synced them; only then may the
    sender be acknowledged. on_refused is called with a reason (a `Sentence`) when they can't be stored.
    origin: kept beside the observations, on disk exactly when they are (see `spool.Keeper`).
    """

    observations: Sequence[Observation]
    on_stored: Callable[[], None] | None = None
    on_refused: Callable[[str], None] | None = None
    origin: bytes = b""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a connector found while looking around for the connect wizard.

    path: where to look on from here (empty for a leaf). address: what to collect (empty for a
    folder). value, unit, type_name: as the source shows them, for the live preview.
    suggestion: a guess of what it means (one of `telemetry` meanings, or empty).
    """

    name: str
    address: str = ""
    path: str = ""
    value: Value = None
    quality: Quality = Quality.GOOD
    unit: str = ""
    type_name: str = ""
    suggestion: str = ""


@dataclass(slots=True)
class Context:
    """What the gateway gives a connector besides its settings.

    now_us: the plant's clock. problem: report something (a `Sentence`) that a person should see in
    the connection's status without stopping. state_dir: a folder where the connector may keep
    what it must remember over a restart (last sequence, file positions, certificates).
    broker: the gateway's built-in MQTT broker (`gateway.broker.Broker`), None when it is off.
    preview: nothing of what is read will be stored; it is only shown to a person.
    """

    now_us: Callable[[], int]
    problem: Callable[[str], None]
    state_dir: str
    connection: str = ""
    broker: Any = None
    preview: bool = False


class Connector(Protocol):
    """The shape of every connector.

    settings: the connection's own fields as the manifest declares them.
    addresses: what to collect; ("*",) means everything that comes.
    """

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def observations(self) -> AsyncIterator[Parcel]:
        """Parcels for as long as the line holds; raises ConnectorError when it does not.

        An empty parcel is a sign of life (a heartbeat, an unchanged poll) and keeps the
        connection from being reported silent.
        """
        ...

    async def browse(self, path: str) -> Sequence[Found]:
        """What is to be found under `path` ("" = top), for the connect wizard. Reads only."""
        ...


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a connection's settings, from `manifest.toml`."""

    name: str
    label: str
    kind: str = "text"
    """text, number, secret, choice, switch, file"""
    default: Any = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A connector's `manifest.toml`.

    mode: "poll" the gateway asks, "subscribe" the machine tells, "push" the machine comes to us.
    needs: modules that must be importable (optional dependency), with the extra that brings them.
    ladder: quality rule → "done" | "todo" | "exempt: reason".
    any_age: source times may lie far in the past (files, "value since" of a machine that is off)
        and are believed; otherwise times older than 7 days are taken for a wrong clock.
    """

    name: str
    title: str
    summary: str
    entry: str
    mode: str
    needs: tuple[str, ...] = ()
    extra: str = ""
    fields: tuple[Field, ...] = ()
    ladder: Mapping[str, str] = field(default_factory=dict)
    any_age: bool = False
