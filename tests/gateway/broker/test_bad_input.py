"""What nobody should send closes the connection it came on, is told once, and disturbs no other."""

import asyncio
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.gateway.broker import packets
from dure.gateway.mqtt import Mqtt
from dure.kernel import clock
from tests.gateway.broker.place import Device, Place, Storing
from tests.gateway.waiting import until

HELLO = b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04fuzz"
BROKEN = [
    b"\x30\x00",
    b"\x36\x05\x00\x01a\x00\x01",
    b"\x32\x05\x00\x01a\x00\x00",
    b"\x30\x05\x00\x09abc",
    b"\x30\x05\x00\x03a/+",
    b"\x30\x04\x00\x02\xff\xfe",
    b"\x30\x03\x00\x01\x00",
    b"\x30\x02\x00\x00",
    b"\x80\x06\x00\x01\x00\x01a\x00",
    b"\x82\x02\x00\x01",
    b"\x82\x06\x00\x00\x00\x01a\x00",
    b"\xa2\x02\x00\x01",
    b"\x60\x02\x00\x01",
    b"\x00\x00",
    b"\xf0\x00",
    b"\x20\x02\x00\x00",
    b"\x90\x03\x00\x01\x00",
    b"\xe0\x01\x00",
    b"\x30\xff\xff\xff\xff\x01",
    HELLO,
]


async def _say(port: int, data: bytes) -> bytes:
    """Send bytes on a connection of their own; all that came back until it was closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    try:
        return await asyncio.wait_for(reader.read(-1), 10)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def test_broken_packets_close_their_connection_only(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            other = await Device("other").connect(place.port)
            for broken in BROKEN:
                await _say(place.port, HELLO + broken)
            await _say(place.port, b"GET / HTTP/1.1\r\n\r\n")
            assert "it was disconnected" in place.problems[0]
            assert len(place.problems) <= 20
            await other.publish("a", "still here")
            assert list(place.broker.clients) == ["other"]
            await other.leave()

    asyncio.run(check())


def test_a_message_of_ten_megabytes_is_refused_whole(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            storing = Storing(place.broker.collect("C1", ["#"]))
            other = await Device("other").connect(place.port)
            big = Device("big")
            big.client.on_disconnect = lambda *_: big.client.disconnect()
            await big.connect(place.port)
            big.client.publish("a/b", b"x" * 10_000_000, 1)
            await until(lambda: place.problems, "the problem is told")
            assert "10000" in place.problems[0]
            assert "8000000 are allowed" in place.problems[0]
            await other.publish("a/c", b"y" * 7_900_000)
            await until(lambda: "big" not in place.broker.clients, "the connection closed")
            assert [one.topic for one in storing.messages] == ["a/c"]
            await other.leave()
            big.client.loop_stop()
            storing.stop()

    asyncio.run(check())


def test_a_message_in_single_bytes(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            storing = Storing(place.broker.collect("C1", ["#"]))
            reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
            for byte in HELLO + packets.publish("a", b"1", 1, 5) + packets.publish("b", b"", 2, 6):
                writer.write(bytes((byte,)))
                await writer.drain()
            answers = await asyncio.wait_for(reader.readexactly(12), 10)
            assert answers == b"\x20\x02\x00\x00\x40\x02\x00\x05\x50\x02\x00\x06"
            writer.write(packets.answer(packets.PUBREL, 6) + b"\xc0\x00")
            assert await asyncio.wait_for(reader.readexactly(6), 10) == b"\x70\x02\x00\x06\xd0\x00"
            assert [one.topic for one in storing.messages] == ["a", "b"]
            writer.close()
            storing.stop()

    asyncio.run(check())


def test_an_invalid_filter_is_refused_and_the_others_are_taken(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
            writer.write(HELLO + b"\x82\x0b\x00\x01\x00\x02a#\x01\x00\x01b\x02")
            answers = await asyncio.wait_for(reader.readexactly(4 + 6), 10)
            assert answers[4:] == b"\x90\x04\x00\x01\x80\x01"
            writer.close()

    asyncio.run(check())


def test_exactly_once_is_taken_once_however_often_it_is_sent(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            storing = Storing(place.broker.collect("C1", ["#"]))
            reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
            again = packets.publish("a", b"1", 2, 9, dup=True)
            writer.write(HELLO + packets.publish("a", b"1", 2, 9) + again + again)
            writer.write(packets.answer(packets.PUBREL, 9) + packets.publish("a", b"2", 2, 9))
            answers = await asyncio.wait_for(reader.readexactly(4 + 12 + 4 + 4), 10)
            assert answers.count(b"\x50\x02\x00\x09") == 4
            assert [one.payload for one in storing.messages] == [b"1", b"2"]
            writer.close()
            storing.stop()

    asyncio.run(check())


def test_who_never_reads_is_not_kept_in_memory(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            _, writer = await asyncio.open_connection("127.0.0.1", place.port)
            writer.write(HELLO + b"\x82\x06\x00\x01\x00\x01a\x01")
            await until(lambda: "fuzz" in place.broker.sessions, "the client")
            await until(lambda: place.broker.sessions["fuzz"].subscriptions, "its subscription")
            for _ in range(3000):
                place.broker.publish("a", b"z" * 10_000, 1)
            assert any("reads too slowly" in text for text in place.problems)
            assert place.broker.sessions["fuzz"].dropped > 1000
            writer.close()

    asyncio.run(check())


packet = st.builds(
    lambda head, body: bytes((head,)) + packets.remaining_length(len(body)) + body,
    st.integers(0, 255),
    st.binary(max_size=40),
)
streams = st.one_of(st.binary(max_size=120), st.lists(packet, max_size=6).map(b"".join))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), streams), min_size=1, max_size=12))
def test_fuzz(tmp_path: Path, attempts: list[tuple[bool, bytes]]) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            other = await Device("other").connect(place.port)
            for greets, data in attempts:
                reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
                writer.write((HELLO if greets else b"") + data)
                writer.write_eof()
                try:
                    await asyncio.wait_for(reader.read(-1), 10)
                except ConnectionError:
                    continue
                finally:
                    writer.close()
            await other.publish("a", "still here")
            assert list(place.broker.clients) == ["other"]
            await other.leave()

    asyncio.run(check())


def test_a_taken_port_is_said_and_taken_up_when_it_is_free(tmp_path: Path) -> None:
    async def check() -> None:
        taken = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
        port = taken.sockets[0].getsockname()[1]
        mqtt = Mqtt(tmp_path, clock.now_us)
        await mqtt.start()
        options = {"listen": f"127.0.0.1:{port}"}
        await mqtt.listen(options)
        told = mqtt.as_json()
        assert not told["listening"]
        assert str(told["message"]).startswith("The MQTT listener cannot start: ")
        assert str(port) in str(told["message"])
        taken.close()
        await taken.wait_closed()
        await mqtt.listen(options)
        assert mqtt.as_json() == {"clients": 0, "listening": True, "message": "", "id": "", "params": {}}
        await mqtt.stop()

    asyncio.run(check())
