"""The doors of the connector: who may come in, what is too large, and what is said while the disk is full."""

import asyncio
import gzip
import http.client
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dure.gateway.config import ConnectionConfig
from dure.gateway.connectors.http_push.server import BODY_LIMIT
from tests.gateway.http_push.rig import TOKEN, HttpPushRig, post
from tests.gateway.rig import Bench

ONE = b'{"name": "count", "value": 1}'


def with_bench(folder: Path, act: Callable[[HttpPushRig, Bench], Any]) -> Any:
    """The result of `act` in a thread, beside a running connection."""

    async def run() -> Any:
        rig = HttpPushRig()
        async with Bench(folder, ConnectionConfig("C1", rig.protocol, rig.settings, ("*",))) as bench:
            await bench.state("connected")
            return await asyncio.to_thread(act, rig, bench)

    return asyncio.run(run())


def test_wrong_token_method_and_path(tmp_path: Path) -> None:
    def act(rig: HttpPushRig, bench: Bench) -> None:
        status, answer, headers = post(rig.port, ONE, authorization="Bearer nonsense-nonsense")
        assert (status, headers["www-authenticate"]) == (401, "Bearer")
        assert TOKEN not in str(answer)
        line = http.client.HTTPConnection("127.0.0.1", rig.port, timeout=10)
        for method, path, expected in [("GET", "/push", 405), ("POST", "/", 404)]:
            line.request(method, path, headers={"authorization": f"Bearer {TOKEN}"})
            answered = line.getresponse()
            assert answered.status == expected
            assert json.loads(answered.read())["error"]
            line.close()
        assert bench.read() == []

    with_bench(tmp_path, act)


def test_bad_element_refuses_the_whole_request(tmp_path: Path) -> None:
    def act(rig: HttpPushRig, bench: Bench) -> None:
        status, answer, _ = post(rig.port, b'[{"name": "a", "value": 1}, {"name": "b"}]')
        assert status == 400
        assert answer["error"] == "Observation 1: value is missing"
        assert bench.read() == []

    with_bench(tmp_path, act)


def test_ten_megabytes_are_taken_and_more_is_refused(tmp_path: Path) -> None:
    def act(rig: HttpPushRig, bench: Bench) -> None:
        many = b'{"observations": [' + b",".join([ONE] * 100_000) + b"]}"
        status, answer, _ = post(rig.port, many)
        assert (status, answer) == (200, {"stored": 100_000})
        status, answer, _ = post(rig.port, gzip.compress(many), content_encoding="gzip")
        assert (status, answer) == (200, {"stored": 100_000})
        assert len(bench.read()) == 200_000
        with socket.create_connection(("127.0.0.1", rig.port), timeout=10) as line:
            head = f"POST /push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\n"
            line.sendall(f"{head}content-length: {BODY_LIMIT + 1}\r\n\r\n".encode())
            assert line.recv(4_096).startswith(b"HTTP/1.1 413")

    with_bench(tmp_path, act)


def test_kept_alive_chunked_and_not_http(tmp_path: Path) -> None:
    def act(rig: HttpPushRig, bench: Bench) -> None:
        line = http.client.HTTPConnection("127.0.0.1", rig.port, timeout=10)
        for _ in range(3):
            line.request("POST", "/push", iter([ONE[:5], ONE[5:]]), {"authorization": f"Bearer {TOKEN}"})
            assert json.loads(line.getresponse().read()) == {"stored": 1}
        line.close()
        with socket.create_connection(("127.0.0.1", rig.port), timeout=10) as raw:
            raw.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
            assert raw.recv(4_096).startswith(b"HTTP/1.1 400")
        assert len(bench.read()) == 3

    with_bench(tmp_path, act)


def test_a_full_spool_is_said_and_heals(tmp_path: Path) -> None:
    def act(rig: HttpPushRig, bench: Bench) -> None:
        limit, bench.spool.limit_bytes = bench.spool.limit_bytes, 0
        status, answer, headers = post(rig.port, ONE)
        assert (status, headers["retry-after"]) == (503, "5")
        assert "limit" in answer["error"]
        assert bench.spool.full
        bench.spool.limit_bytes = limit
        assert post(rig.port, ONE)[0] == 200
        assert not bench.spool.full
        assert [one.sequence for one in bench.read()] == [1]

    with_bench(tmp_path, act)


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    async def run() -> None:
        rig = HttpPushRig()
        with socket.create_server(("127.0.0.1", rig.port)):
            async with Bench(tmp_path, ConnectionConfig("C1", rig.protocol, rig.settings, ("*",))) as bench:
                await bench.state("unreachable")
                assert f"127.0.0.1:{rig.port}" in bench.connection.health.message

    asyncio.run(run())


def test_two_connections_share_a_port_and_the_token_says_whose_it_is(tmp_path: Path) -> None:
    other = "another-token-of-another-machine"

    async def run() -> None:
        rig = HttpPushRig()
        own = ConnectionConfig("C1", rig.protocol, rig.settings, ("*",))
        second = ConnectionConfig("C2", rig.protocol, rig.settings | {"token": other}, ("*",))
        async with Bench(tmp_path / "2", second) as right:
            async with Bench(tmp_path / "1", own) as left:
                await left.state("connected")
                await right.state("connected")
                assert (await asyncio.to_thread(post, rig.port, ONE))[0] == 200
                theirs = b'{"name": "count", "value": 2}'
                assert (await asyncio.to_thread(post, rig.port, theirs, authorization=f"Bearer {other}"))[0] == 200
                assert [one.value for one in left.of("count")] == [1]
                assert [one.value for one in right.of("count")] == [2]
                assert (await asyncio.to_thread(post, rig.port, ONE, authorization="Bearer of nobody at all"))[0] == 401
                for bench in (left, right):
                    assert "the token is wrong" in bench.connection.health.problems[0]["text"]
            assert (await asyncio.to_thread(post, rig.port, ONE))[0] == 401
            assert (await asyncio.to_thread(post, rig.port, ONE, authorization=f"Bearer {other}"))[0] == 200
        with socket.create_server(("127.0.0.1", rig.port)):
            pass

    asyncio.run(run())


def test_the_same_token_twice_on_a_port_is_said(tmp_path: Path) -> None:
    async def run() -> None:
        rig = HttpPushRig()
        async with Bench(tmp_path / "1", ConnectionConfig("C1", rig.protocol, rig.settings, ("*",))) as left:
            await left.state("connected")
            async with Bench(tmp_path / "2", ConnectionConfig("C2", rig.protocol, rig.settings, ("*",))) as right:
                await right.state("unreachable")
                assert "with the same token" in right.connection.health.message
            assert (await asyncio.to_thread(post, rig.port, ONE))[0] == 200

    asyncio.run(run())
