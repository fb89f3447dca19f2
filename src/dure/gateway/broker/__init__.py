"""The gateway's own MQTT 3.1.1 broker: it acknowledges a message when that is on disk.

Decides who may come in, who gets which message, and when its sender is told. Words: client,
session, route, receipt, collector (a gateway connection's place), line (a connector's way to
this broker or to an outside one). See docs/decisions/0003-own-mqtt-listener.md.
"""

from dure.gateway.broker.broker import Broker
from dure.gateway.broker.collector import Collector
from dure.gateway.broker.listener import Listener, Options
from dure.gateway.broker.message import Batch, Message
from dure.gateway.broker.packets import Will
from dure.gateway.broker.redelivery import Stored
from dure.gateway.broker.users import hash_password, is_password

__all__ = [
    "Batch",
    "Broker",
    "Collector",
    "Listener",
    "Message",
    "Options",
    "Stored",
    "Will",
    "hash_password",
    "is_password",
]
