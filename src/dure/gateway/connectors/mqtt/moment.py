"""When a value was measured, in the forms that devices write it. Pure."""

import math
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dure.gateway.connector import BadData, Rejected
from dure.kernel.clock import to_us

FORMATS = ("iso8601", "epoch_s", "epoch_ms", "epoch_us")
_MICROSECONDS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
_LATEST_US = 4_102_444_800_000_000


class MomentReader:
    """Reads times of one form. zone: what a time without an offset means."""

    def __init__(self, form: str, zone: str = "Asia/Seoul") -> None:
        if form not in FORMATS:
            raise Rejected("Not a time format: %(form)s", form=form)
        self._form = form
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Rejected("Not a time zone: %(zone)s", zone=zone) from error

    def read(self, value: Any) -> int:
        """Microseconds since 1970-01-01 UTC; BadData when `value` is not a time of this form."""
        found = self._iso(value) if self._form == "iso8601" else self._epoch(value)
        if not 0 <= found < _LATEST_US:
            raise BadData("not a time between 1970 and 2100: %(value)s", value=value)
        return found

    def _iso(self, value: Any) -> int:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise BadData("not an ISO 8601 time: %(value)s", value=value) from error
        return to_us(moment if moment.tzinfo else moment.replace(tzinfo=self._zone))

    def _epoch(self, value: Any) -> int:
        if isinstance(value, bool):
            raise BadData("not a time: %(value)s", value=value)
        if isinstance(value, int):
            return value * _MICROSECONDS[self._form]
        try:
            seconds = float(value)
        except (TypeError, ValueError) as error:
            raise BadData("not a time: %(value)s", value=value) from error
        if not math.isfinite(seconds):
            raise BadData("not a time: %(value)s", value=value)
        return round(seconds * _MICROSECONDS[self._form])
