"""A device that sends MQTT, by a client that shares no code with Dure."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import paho.mqtt.client as paho

CONNECT_S = 30


class Device:
    """Publishes with QoS 1 and waits until the broker has taken each message."""

    def __init__(self, client: paho.Client) -> None:
        self._client = client

    def say(self, topic: str, **values: float) -> None:
        self._client.publish(topic, json.dumps(values), qos=1).wait_for_publish(CONNECT_S)


@contextmanager
def logged_in(port: int, user: str, password: str) -> Iterator[Device]:
    """A device on the broker at a port; waits until that lets it in."""
    client = paho.Client(paho.CallbackAPIVersion.VERSION2, client_id=user)
    client.username_pw_set(user, password)
    end = time.monotonic() + CONNECT_S
    while True:
        try:
            client.connect("127.0.0.1", port)
            break
        except OSError:
            assert time.monotonic() < end, "the broker doesn't listen"
            time.sleep(0.2)
    client.loop_start()
    try:
        yield Device(client)
    finally:
        client.disconnect()
        client.loop_stop()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
