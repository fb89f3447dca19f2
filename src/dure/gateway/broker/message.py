"""Messages on their way from a sender to disk, and the acknowledgement that waits for it."""

from collections.abc import Callable
from typing import NamedTuple

from dure.gateway.broker.redelivery import Mark


class Message(NamedTuple):
    """One MQTT message as a connector gets it.

    retained: it was kept by the broker from before we asked, so it says nothing about now.
    dup: the sender says it may have sent it before. mark: how its sender numbered it, None with QoS 0.
    """

    topic: str
    payload: bytes
    received_us: int
    qos: int = 0
    retained: bool = False
    dup: bool = False
    mark: Mark | None = None


class Batch:
    """Messages that a connector takes together.

    `hand` says that their observations are now on their way to the disk, and gives what is to be
    called when they are there. A batch that was never handed on comes again after the connector's return.
    origin: what a parcel of these observations is given along, so that a message which its sender sends
    again after the gateway was killed is known.
    """

    __slots__ = ("_stored", "is_handed", "messages", "origin")

    def __init__(self, messages: list[Message], stored: Callable[[], None], origin: bytes = b"") -> None:
        self.messages = messages
        self.origin = origin
        self.is_handed = False
        self._stored = stored

    def hand(self) -> Callable[[], None]:
        """To be called right before the observations are given to the gateway."""
        self.is_handed = True
        return self._stored


class Receipt:
    """What one read from one sender is still waiting for before it may be acknowledged.

    holders counts who has yet to put the messages on disk; `tell` is called once when none is left.
    is_answered: the acknowledgement has gone out.
    """

    __slots__ = ("acks", "followers", "holders", "is_answered", "size", "tell")

    def __init__(self, tell: Callable[[], None]) -> None:
        self.tell = tell
        self.holders = 1
        self.acks = bytearray()
        self.size = 0
        self.is_answered = False
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
