"""A machine for the wizard: a Modbus TCP server of some lines that shares no code with Dure."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Machine:
    """Holding register 0 counts pieces; the others are zero."""

    def __init__(self) -> None:
        self.count = 100
        self.port = 0

    def read(self, start: int, number: int) -> bytes:
        values = [self.count % 65_536 if at == 0 else 0 for at in range(start, start + number)]
        return struct.pack(f">{number}H", *values)


@contextmanager
def running() -> Iterator[Machine]:
    machine = Machine()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while head := self.rfile.read(8):
                number, _, _, unit, function = struct.unpack(">HHHBB", head)
                start, amount = struct.unpack(">HH", self.rfile.read(4))
                if function not in (3, 4):
                    self.wfile.write(struct.pack(">HHHBBB", number, 0, 3, unit, function | 0x80, 1))
                    continue
                data = machine.read(start, amount)
                self.wfile.write(struct.pack(">HHHBBB", number, 0, 3 + len(data), unit, function, len(data)) + data)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Talk) as server:
        machine.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield machine
        server.shutdown()
