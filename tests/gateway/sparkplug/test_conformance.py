"""The conformance suite over the sparkplug connector: the gateway's own broker, mosquitto, another gateway's broker."""

from pathlib import Path

import pytest

from tests.gateway.brokers import AnotherDure, Foreign, House
from tests.gateway.conformance import Conformance
from tests.gateway.sparkplug.rig import SparkplugRig


class HouseRig(SparkplugRig):
    """An edge node that speaks to the gateway itself, which stays on when the edge node goes."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.house = house.open


class TestSparkplugBuiltIn(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> SparkplugRig:
        return HouseRig(House(tmp_path / "broker"))


class TestSparkplugMosquitto(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> SparkplugRig:
        return SparkplugRig(Foreign(tmp_path / "broker"))


class TestSparkplugAnotherDure(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> SparkplugRig:
        return SparkplugRig(AnotherDure(tmp_path / "broker"))
