"""The conformance suite over the mqtt connector and a broker outside the gateway."""

from pathlib import Path

import pytest

from tests.gateway.conformance import Conformance
from tests.gateway.mqtt.rig import MqttRig


class TestMqtt(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> MqttRig:
        return MqttRig(tmp_path)
