"""Messages on their way from a sender to disk, and the acknowledgement that waits for it."""

from collections.abc import Callable
from typing import NamedTuple


class Message(NamedTuple):
    """One MQTT message as a connector gets it.

    retained: it was kept by the broker from before we asked, so it says nothing about now.
    dup: the sender says it may have sent it before.
    """

    topic: str
    payload: bytes
    received_us: int
    qos: int = 0
    retained: bool = False
    dup: bool = False


class Batch:
    """Messages that a connector takes together.

    `hand` says that their observations are now on their way to the disk, and gives what is to be
    called when they are there. A batch that was never handed on comes again after the connector's return.
    """

    __slots__ = ("_stored", "is_handed", "messages")

    def __init__(self, messages: list[Message], stored: Callable[[], None]) -> None:
        self.messages = messages
        self.is_handed = False
        self._stored = stored

    def hand(self) -> Callable[[], None]:
        """To be called right before the observations are given to the gateway."""
        self.is_handed = True
        return self._stored


class Receipt:
    """What one read from one sender is still waiting for before it may be acknowledged.

    holders counts who has yet to put the messages on disk; `tell` is called once when none is left.
    """

    __slots__ = ("acks", "followers", "holders", "size", "tell")

    def __init__(self, tell: Callable[[], None]) -> None:
        self.tell = tell
        self.holders = 1
        self.acks = bytearray()
        self.size = 0
        self.followers: list[Receipt] = []

    def hold(self) -> None:
        """One more has to store these messages."""
        self.holders += 1

    def release(self) -> None:
        """One of the holders has stored them."""
        self.holders -= 1
        if self.holders == 0:
            followers, self.followers = self.followers, []
            self.tell()
            for receipt in followers:
                receipt.release()

    @property
    def is_stored(self) -> bool:
        return self.holders == 0

    def follow(self, earlier: "Receipt") -> None:
        """Wait for `earlier` too: it holds a message that has come again."""
        if not earlier.is_stored and earlier is not self:
            self.hold()
            earlier.followers.append(self)


class Redelivery:
    """Recognises a message that its sender sends again because the acknowledgement was lost.

    Known by packet id, topic and payload within the last two connections of one client id, so
    that a packet id which a restarted device uses afresh is not mistaken for an old one.
    """

    __slots__ = ("_connection", "_newer", "_older")
    _KEPT = 4096

    def __init__(self) -> None:
        self._connection = 0
        self._newer: dict[int, tuple[int, int, Receipt]] = {}
        self._older: dict[int, tuple[int, int, Receipt]] = {}

    def connected(self) -> None:
        """The client has come (again)."""
        self._connection += 1

    def remember(self, packet_id: int, mark: int, receipt: Receipt) -> None:
        """A message was taken; `mark` is a hash of its topic and payload."""
        if len(self._newer) > self._KEPT:
            self._older, self._newer = self._newer, {}
        self._newer[packet_id] = (self._connection, mark, receipt)

    def find(self, packet_id: int, mark: int) -> Receipt | None:
        """The receipt under which this message was taken before, if it was."""
        entry = self._newer.get(packet_id) or self._older.get(packet_id)
        if entry is None or entry[1] != mark or entry[0] < self._connection - 1:
            return None
        return entry[2]
