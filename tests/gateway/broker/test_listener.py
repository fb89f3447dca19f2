"""The listener, with paho-mqtt as the client that is not ours."""

import asyncio
from pathlib import Path

import pytest

from dure.gateway.broker import Options, hash_password
from dure.gateway.broker.users import is_password
from dure.kernel.errors import Invalid
from tests.gateway.broker.place import Device, Place, Storing
from tests.gateway.waiting import until

TOPICS = ["plant/press 1/count", "a.b/c", "a//b", "/lead", "공장/프레스 1/생산 수", "trail/", " ", "*/>", "한글"]


def test_topics_of_every_kind_are_collected_and_passed_on(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            storing = Storing(place.broker.collect("C1", ["#"]))
            reader = await Device("reader").connect(place.port)
            await reader.subscribe("#")
            device = await Device("device").connect(place.port)
            for topic in TOPICS:
                for qos in (0, 1, 2):
                    await device.publish(topic, f"{topic} {qos}", qos)
            wanted = [(topic, f"{topic} {qos}".encode()) for topic in TOPICS for qos in (0, 1, 2)]
            await until(lambda: len(storing.messages) == len(wanted), "every message in the collector")
            assert [(one.topic, one.payload) for one in storing.messages] == wanted
            await until(lambda: len(reader.received) == len(wanted), "every message at the subscriber")
            assert sorted((one.topic, one.payload) for one in reader.received) == sorted(wanted)
            await device.leave()
            await reader.leave()
            storing.stop()

    asyncio.run(check())


@pytest.mark.parametrize("qos", [1, 2])
def test_no_acknowledgement_before_the_disk(tmp_path: Path, qos: int) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            storing = Storing(place.broker.collect("C1", ["a/#"]))
            storing.stores = False
            device = await Device("device").connect(place.port)
            sent = [device.client.publish("a/b", str(number), qos) for number in range(5)]
            await until(lambda: len(storing.messages) == 5, "the messages")
            # An answered ping shows that the broker has had time to acknowledge and did not.
            other = await Device("other").connect(place.port)
            await other.publish("elsewhere", "1", qos)
            assert not device.acknowledged
            storing.store()
            await until(lambda: all(one.is_published() for one in sent), "acknowledgements")
            await device.leave()
            await other.leave()
            storing.stop()

    asyncio.run(check())


def test_two_collectors_must_both_have_stored(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            one = Storing(place.broker.collect("C1", ["a/#"]))
            two = Storing(place.broker.collect("C2", ["+/b"]))
            two.stores = False
            device = await Device("device").connect(place.port)
            sent = device.client.publish("a/b", "5", 1)
            await until(lambda: one.messages and two.messages, "both have it")
            assert not sent.is_published()
            two.store()
            await until(sent.is_published, "an acknowledgement")
            await device.leave()
            one.stop()
            two.stop()

    asyncio.run(check())


def test_a_full_disk_holds_the_sender_back_and_drops_nothing(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            storing = Storing(place.broker.collect("C1", ["a"]))
            storing.stores = False
            device = Device("device")
            device.client.max_inflight_messages_set(0)
            await device.connect(place.port)
            sent = [device.client.publish("a", bytes([at]) * 100_000, 1) for at in range(200)]
            await until(lambda: len(storing.messages) > 15, "the window full")
            other = await Device("other").connect(place.port)
            await other.publish("b", "other clients go on")
            assert len(storing.messages) < 60
            storing.stores = True
            storing.store()
            await until(lambda: all(one.is_published() for one in sent), "all in the end")
            assert [one.payload[0] for one in storing.messages] == list(range(200))
            await device.leave()
            await other.leave()
            storing.stop()

    asyncio.run(check())


def test_what_nobody_collects_is_acknowledged_and_shown_to_the_wizard(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            device = await Device("device").connect(place.port)
            await device.publish("new machine/값", '{"count": 3}')
            assert [(one.topic, one.payload) for one in place.broker.seen.all()] == [
                ("new machine/값", b'{"count": 3}')
            ]
            await device.leave()

    asyncio.run(check())


def test_topics_seen_are_bounded(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            for number in range(12_000):
                place.broker.publish(f"t/{number}", b"1")
            assert len(place.broker.seen) <= 10_000
            assert place.broker.seen.all()[-1].payload == b"1"
            assert "t/11999" in {one.topic for one in place.broker.seen.all()}

    asyncio.run(check())


def test_a_connection_that_is_away_finds_what_came_and_nothing_was_acknowledged(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            collector = place.broker.collect("C1", ["a/#"])
            first = Storing(collector)
            device = await Device("device").connect(place.port)
            await device.publish("a/b", "1")
            first.stop()
            place.broker.leave(collector)
            sent = device.client.publish("a/b", "2", 1)
            await device.publish("b", "an answer shows that the broker is not busy", 0)
            second = Storing(place.broker.collect("C1", ["a/#"]))
            await until(sent.is_published, "an acknowledgement after the return")
            assert [one.payload for one in second.messages] == [b"2"]
            await device.leave()
            second.stop()

    asyncio.run(check())


def test_after_a_restart_messages_wait_for_a_connection_that_has_not_started_yet(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            place.broker.collect("C1", ["a/#"])
        async with Place(tmp_path) as place:
            device = await Device("device").connect(place.port)
            sent = device.client.publish("a/b", "2", 1)
            await device.publish("b", "1", 0)
            storing = Storing(place.broker.collect("C1", ["a/#"]))
            await until(sent.is_published, "an acknowledgement")
            assert [one.payload for one in storing.messages] == [b"2"]
            await device.leave()
            storing.stop()

    asyncio.run(check())


def test_a_connection_that_is_no_longer_wanted_lets_its_senders_go(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            place.broker.leave(place.broker.collect("C1", ["a/#"]))
            device = await Device("device").connect(place.port)
            sent = device.client.publish("a/b", "2", 1)
            await until(place.broker.seen.all, "the message")
            assert not sent.is_published()
            place.broker.settle([])
            await until(sent.is_published, "an acknowledgement")
            await device.publish("a/b", "3")
            await device.leave()

    asyncio.run(check())


def test_a_message_sent_again_after_a_cut_is_taken_once(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            storing = Storing(place.broker.collect("C1", ["a"]))
            storing.stores = False
            device = await Device("device", clean=False).connect(place.port)
            sent = device.client.publish("a", "7", 1)
            await until(lambda: storing.messages, "the message")
            await device.die()
            device.code = None
            await device.connect(place.port)
            await device.publish("b", "sent after the repeated one", 0)
            await until(lambda: any(one.topic == "b" for one in place.broker.seen.all()), "the second message")
            storing.store()
            await until(sent.is_published, "an acknowledgement of the repeated one")
            assert [one.payload for one in storing.messages] == [b"7"]
            await device.leave()
            storing.stop()

    asyncio.run(check())


def test_retained_messages_outlive_a_restart(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            device = await Device("device").connect(place.port)
            await device.publish("state/a", "on", retain=True)
            await device.publish("state/b", "x", retain=True)
            await device.publish("state/b", "", retain=True)
            await device.leave()
        async with Place(tmp_path) as place:
            reader = await Device("reader").connect(place.port)
            await reader.subscribe("state/+")
            await until(lambda: reader.received, "the retained message")
            assert [(one.topic, one.payload, one.retain) for one in reader.received] == [("state/a", b"on", True)]
            storing = Storing(place.broker.collect("C1", ["state/#"]))
            await until(lambda: storing.messages, "the retained message")
            assert storing.messages[0].retained
            await reader.leave()
            storing.stop()

    asyncio.run(check())


def test_a_will_is_given_when_the_line_is_cut_and_not_after_a_good_bye(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            reader = await Device("reader").connect(place.port)
            await reader.subscribe("will/#")
            polite = await Device("polite", will=("will/polite", "gone", 1, False)).connect(place.port)
            await polite.leave()
            cut = await Device("cut", will=("will/cut", "gone", 1, True)).connect(place.port)
            await cut.die()
            await until(lambda: reader.received, "a will")
            assert [(one.topic, one.payload) for one in reader.received] == [("will/cut", b"gone")]
            await reader.leave()

    asyncio.run(check())


def test_a_kept_session_gets_what_came_while_it_was_away(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            edge = await Device("edge", clean=False).connect(place.port)
            assert not edge.session_present
            await edge.subscribe("cmd/#")
            await edge.leave()
            sender = await Device("sender").connect(place.port)
            for number in range(60):
                await sender.publish("cmd/a", str(number))
            again = await Device("edge", clean=False).connect(place.port)
            assert again.session_present
            await until(lambda: len(again.received) == 60, "all sixty")
            assert [int(one.payload) for one in again.received] == list(range(60))
            fresh = await Device("edge", clean=True).connect(place.port)
            assert not fresh.session_present
            await again.leave()
            await fresh.leave()
            await sender.leave()

    asyncio.run(check())


def test_the_same_client_id_takes_over(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            first = Device("same")
            first.client.on_disconnect = lambda *_: (first.connected.clear(), first.client.disconnect())
            await first.connect(place.port)
            second = await Device("same").connect(place.port)
            await until(lambda: not first.connected.is_set(), "the first one closed")
            await second.publish("a", "1")
            assert list(place.broker.clients) == ["same"]
            await second.leave()
            first.client.loop_stop()

    asyncio.run(check())


def test_unsubscribing_ends_delivery(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path) as place:
            reader = await Device("reader").connect(place.port)
            assert await reader.subscribe("a/#", 2) == 1
            done: list[int] = []
            reader.client.on_unsubscribe = lambda *_: done.append(1)
            reader.client.unsubscribe("a/#")
            await until(lambda: done, "UNSUBACK")
            await reader.publish("a/b", "1")
            await reader.subscribe("c")
            await reader.publish("c", "2")
            await until(lambda: reader.received, "the message of the other topic")
            assert [one.topic for one in reader.received] == ["c"]
            await reader.leave()

    asyncio.run(check())


def test_log_in(tmp_path: Path) -> None:
    async def check() -> None:
        users = {"press": hash_password("열쇠 1", rounds=1000)}
        async with Place(tmp_path, users=users) as place:
            good = await Device("good", user="press", password="열쇠 1").connect(place.port)
            await good.publish("a", "1")
            for wrong in ({"user": "press", "password": "x"}, {"user": "other", "password": "열쇠 1"}, {}):
                bad = await Device("bad", **wrong).connect(place.port)
                assert bad.code.is_failure
                bad.client.loop_stop()
            assert len(place.problems) == 2
            assert "wrong user name or password" in place.problems[0]
            assert "열쇠" not in "".join(place.problems)
            await good.leave()

    asyncio.run(check())


def test_without_users_only_this_computer_may_come_in(tmp_path: Path) -> None:
    async def check() -> None:
        async with Place(tmp_path, anonymous=False) as place:
            device = await Device("device").connect(place.port)
            assert device.code.is_failure
            device.client.loop_stop()

    asyncio.run(check())


def test_password_hashes() -> None:
    hashed = hash_password("secret", rounds=1000, salt="salt")
    # Computed by another tool: openssl kdf -keylen 32 -kdfopt digest:SHA256 ... PBKDF2
    assert hashed.startswith("pbkdf2_sha256$1000$salt$")
    assert is_password(b"secret", hashed)
    assert not is_password(b"Secret", hashed)
    for broken in ("", "md5$x", "pbkdf2_sha256$x$s$d", "pbkdf2_sha256$1"):
        assert not is_password(b"secret", broken)


def test_options() -> None:
    assert Options.read({"listen": "[::1]:1884"}).address == ("::1", 1884)
    for wrong in ({"listen": "nowhere"}, {"listen": "host:99999"}):
        with pytest.raises(Invalid):
            assert Options.read(wrong).address
    with pytest.raises(Invalid, match="ports"):
        Options.read({"ports": 1})
