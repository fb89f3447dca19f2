"""The conformance suite over the sparkplug connector and a broker outside the gateway."""

from pathlib import Path

import pytest

from tests.gateway.conformance import Conformance
from tests.gateway.sparkplug.rig import SparkplugRig


class TestSparkplug(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> SparkplugRig:
        return SparkplugRig(tmp_path)
