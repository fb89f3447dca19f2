"""The least that can acknowledge MQTT QoS 1: to see how much the load generator itself can do.

python -m bench._sink BYTES_OF_A_PACKET        (prints its port)
"""

import selectors
import socket
import sys

PUBACK = b"\x40\x02\x00\x01"


def serve(size: int) -> None:
    """Answer a CONNECT, then every `size` bytes with one PUBACK, until the standard input is closed."""
    door = socket.create_server(("127.0.0.1", 0))
    chooser = selectors.DefaultSelector()
    chooser.register(door, selectors.EVENT_READ, None)
    chooser.register(sys.stdin, selectors.EVENT_READ, None)
    print(door.getsockname()[1], flush=True)
    rest: dict[socket.socket, int] = {}
    while True:
        for key, _ in chooser.select():
            if key.fileobj is sys.stdin:
                return
            if key.fileobj is door:
                link = door.accept()[0]
                link.recv(4096)
                link.sendall(b"\x20\x02\0\0")
                rest[link] = 0
                chooser.register(link, selectors.EVENT_READ, link)
                continue
            data = key.data.recv(262_144)
            if not data:
                chooser.unregister(key.data)
                key.data.close()
                continue
            count, rest[key.data] = divmod(rest[key.data] + len(data), size)
            key.data.sendall(PUBACK * count)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
