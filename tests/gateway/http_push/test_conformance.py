from pathlib import Path

import pytest

from tests.gateway.conformance import Conformance
from tests.gateway.http_push.rig import HttpPushRig
from tests.gateway.rig import Rig


class TestHttpPush(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return HttpPushRig()
