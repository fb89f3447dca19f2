"""Ten megabytes in one message, over mosquitto, whose limit is not ours."""

import asyncio
from pathlib import Path

from dure.gateway.config import ConnectionConfig
from dure.kernel.observation import Quality
from tests.gateway.broker.place import Device
from tests.gateway.mosquitto import Mosquitto
from tests.gateway.rig import Bench


def test_a_message_of_ten_megabytes_is_cut_and_told_and_the_next_one_comes(tmp_path: Path) -> None:
    async def check() -> None:
        mosquitto = Mosquitto(tmp_path / "mosquitto")
        await mosquitto.start()
        settings = {"url": f"mqtt://127.0.0.1:{mosquitto.port}"}
        try:
            async with Bench(tmp_path / "bench", ConnectionConfig("C1", "mqtt", settings, ("a",))) as bench:
                await bench.state("connected", "silent")
                device = await Device("press").connect(mosquitto.port)
                await device.publish("a", b"x" * 10_000_000)
                await device.publish("a", b"[" + b"1," * 5_000_000)
                await device.publish("a", b"17")
                assert (await bench.stored("a", 17)).quality == Quality.GOOD
                first, second, _ = (one for one in bench.of("a") if one.quality != Quality.MISSING)
                assert first.value == "x" * 4_096
                assert (second.value, second.quality) == (None, Quality.BAD)
                texts = [one["text"] for one in bench.connection.health.problems]
                assert any("longer than 4096 characters was cut" in text for text in texts)
                assert any(text.startswith("a: broken JSON") for text in texts)
                assert all(len(text) < 1_000 for text in texts)
                await device.leave()
        finally:
            mosquitto.stop()

    asyncio.run(check())
