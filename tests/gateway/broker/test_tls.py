"""TLS of the built-in listener (against paho) and towards an outside broker (mosquitto), and wrong certificates."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dure.gateway.broker.outside import Address, OutsideLine
from dure.gateway.connector import ConnectorError, Rejected, Unreachable
from dure.gateway.mqtt import Mqtt
from dure.kernel import clock
from tests.gateway.broker.place import Device, Place, Storing, free_port
from tests.gateway.certificates import Authority
from tests.gateway.mosquitto import Mosquitto
from tests.gateway.waiting import until


def _options(files: tuple[str, str]) -> dict[str, Any]:
    return {"certificate": files[0], "key": files[1]}


def test_a_machine_publishes_to_the_built_in_listener_over_tls(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async def check() -> None:
        async with Place(tmp_path / "b", **_options(authority.certificate("gateway"))) as place:
            storing = Storing(place.broker.collect("C1", ["#"]))
            device = Device("press")
            device.client.tls_set(str(authority.file))
            await device.connect(place.port)
            await device.publish("a/b", b"x" * 100_000)
            await device.subscribe("a/b")
            assert [len(one.payload) for one in storing.messages] == [100_000]
            assert place.problems == []
            await device.leave()
            storing.stop()

    asyncio.run(check())


def test_the_first_packet_may_come_with_the_end_of_the_handshake(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async def check() -> None:
        async with Place(tmp_path / "b", **_options(authority.certificate("gateway"))) as place:
            for _ in range(20):
                context = ssl.create_default_context(cafile=str(authority.file))
                reader, writer = await asyncio.open_connection("127.0.0.1", place.port, ssl=context)
                writer.write(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04fast")
                assert await asyncio.wait_for(reader.readexactly(4), 10) == b"\x20\x02\x00\x00"
                writer.close()

    asyncio.run(check())


def test_who_does_not_trust_us_or_speaks_without_tls_is_told(tmp_path: Path) -> None:
    authority, other = Authority(tmp_path), Authority(tmp_path, "other")

    async def check() -> None:
        async with Place(tmp_path / "b", **_options(authority.certificate("gateway"))) as place:
            device = Device("distrustful")
            device.client.tls_set(str(other.file))
            with pytest.raises(ssl.SSLCertVerificationError):
                await device.connect(place.port)
            await until(lambda: place.problems, "the first problem")
            assert place.problems[0].endswith("no secure connection, it does not trust our certificate")
            plain = socket.create_connection(("127.0.0.1", place.port))
            plain.sendall(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04fast")
            await until(lambda: len(place.problems) > 1, "the second problem")
            assert place.problems[1].endswith("no secure connection, it speaks without TLS")
            plain.close()
            device = Device("press")
            device.client.tls_set(str(authority.file))
            await device.connect(place.port)
            await device.publish("a", "still here")
            await device.leave()

    asyncio.run(check())


def _mixed(authority: Authority) -> tuple[str, str]:
    return authority.certificate("one")[0], authority.certificate("two")[1]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (lambda authority: ("/nowhere/gateway.pem", ""), "/nowhere/gateway.pem can't be read: No such file"),
        (_mixed, "doesn't belong to the certificate"),
        (lambda authority: (str(authority.file), ""), "are not a certificate and its key"),
        (lambda authority: authority.certificate("locked", password=b"secret"), "protected by a password"),
    ],
)
def test_a_wrong_certificate_is_said_in_the_status(
    tmp_path: Path, files: Callable[[Authority], tuple[str, str]], says: str
) -> None:
    certificate, key = files(Authority(tmp_path))

    async def check() -> None:
        mqtt = Mqtt(tmp_path / "gateway", clock.now_us)
        await mqtt.start()
        await mqtt.listen({"listen": f"127.0.0.1:{free_port()}", "certificate": certificate, "key": key})
        told = mqtt.as_json()
        assert not told["listening"]
        assert told["message"].startswith("The MQTT listener cannot start: ")
        assert says in told["message"]
        assert told["id"] == "The MQTT listener cannot start: %(reason)s"
        await mqtt.stop()

    asyncio.run(check())


async def _try(mosquitto: Mosquitto, **settings: str) -> ConnectorError | None:
    address = Address(f"mqtts://127.0.0.1:{mosquitto.port}", **settings)
    try:
        async with OutsideLine(address, "gateway", ["#"], clock.now_us):
            return None
    except ConnectorError as error:
        return error


def _with_mosquitto(folder: Path, files: tuple[str, str], more: list[str], play: Callable[[Mosquitto], Any]) -> None:
    async def run() -> None:
        mosquitto = Mosquitto(folder / "mosquitto", f"certfile {files[0]}", f"keyfile {files[1]}", *more)
        await mosquitto.start()
        try:
            await play(mosquitto)
        finally:
            mosquitto.stop()

    asyncio.run(run())


def test_an_outside_broker_is_trusted_by_the_file_of_its_authority(tmp_path: Path) -> None:
    authority, other = Authority(tmp_path), Authority(tmp_path, "other")

    async def play(mosquitto: Mosquitto) -> None:
        assert await _try(mosquitto, ca_file=str(authority.file)) is None
        for wrong in ("", str(other.file)):
            error = await _try(mosquitto, ca_file=wrong)
            assert isinstance(error, Rejected)
            assert "signed by nobody this computer knows" in str(error)
        error = await _try(mosquitto, ca_file=str(tmp_path / "none.pem"))
        assert isinstance(error, Rejected)
        assert "none.pem can't be read: No such file" in str(error)
        error = await _try(mosquitto, ca_file=str(tmp_path / "gateway.key"))
        assert isinstance(error, Rejected)
        assert "is not a file of certificates" in str(error)

    _with_mosquitto(tmp_path, authority.certificate("gateway"), [], play)


@pytest.mark.parametrize(
    ("address", "days", "says"),
    [
        ("127.0.0.1", (-10, -1), "has run out"),
        ("127.0.0.1", (1, 10), "is not valid yet"),
        ("192.0.2.7", (-1, 10), "was made for another name or address"),
    ],
)
def test_an_outside_brokers_wrong_certificate_is_told_apart(
    tmp_path: Path, address: str, days: tuple[int, int], says: str
) -> None:
    authority = Authority(tmp_path)

    async def play(mosquitto: Mosquitto) -> None:
        error = await _try(mosquitto, ca_file=str(authority.file))
        assert isinstance(error, Rejected)
        assert str(error).startswith("The certificate of 127.0.0.1 ")
        assert says in str(error)

    _with_mosquitto(tmp_path, authority.certificate("broker", address, days), [], play)


def test_an_outside_broker_may_ask_for_a_certificate_of_ours(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.certificate("gateway-client")

    async def play(mosquitto: Mosquitto) -> None:
        ca_file = str(authority.file)
        assert await _try(mosquitto, ca_file=ca_file, certificate=certificate, key=key) is None
        error = await _try(mosquitto, ca_file=ca_file)
        assert isinstance(error, Unreachable)
        assert "it may ask for a client certificate" in str(error)

    more = [f"cafile {authority.file}", "require_certificate true"]
    _with_mosquitto(tmp_path, authority.certificate("broker"), more, play)


def test_an_outside_broker_without_tls_is_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    async def check() -> None:
        mosquitto = Mosquitto(tmp_path / "mosquitto")
        await mosquitto.start()
        try:
            error = await _try(mosquitto, ca_file=str(authority.file))
        finally:
            mosquitto.stop()
        assert isinstance(error, Unreachable)
        assert "TLS" in str(error)

    asyncio.run(check())
