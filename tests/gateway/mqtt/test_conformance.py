"""The conformance suite over the mqtt connector: the gateway's own broker, mosquitto, another gateway's broker."""

from pathlib import Path

import pytest

from tests.gateway.brokers import AnotherDure, Foreign, House
from tests.gateway.conformance import Conformance
from tests.gateway.mqtt.rig import MqttRig


class HouseRig(MqttRig):
    """A machine that publishes to the gateway itself, which stays on when the machine goes."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.house = house.open


class TestMqttBuiltIn(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> MqttRig:
        return HouseRig(House(tmp_path / "broker"))


class TestMqttMosquitto(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> MqttRig:
        return MqttRig(Foreign(tmp_path / "broker"))


class TestMqttAnotherDure(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> MqttRig:
        return MqttRig(AnotherDure(tmp_path / "broker"))
