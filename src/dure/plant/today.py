"""Which day it is in the plant's zone, by the plant's clock."""

from datetime import date

from django.utils import timezone

from dure.kernel import clock


def today() -> date:
    return timezone.localdate(clock.now())
