"""Two people begin to inspect the same receipt at the same moment."""

import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction

from dure.kernel.errors import Conflict
from dure.quality import services
from dure.quality.models import Inspection, InspectionPlan
from tests.quality.cast import Kind, begun, make_lab, rice_came
from tests.telemetry.test_locks import wait_for_waiter

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_is_told_of_the_first() -> None:
    lab = make_lab()
    services.add_characteristic(item=lab.firm.rice, name="수분", unit="%", upper=Decimal(16), by=None)
    plan: InspectionPlan = services.add_plan(kind=Kind.INCOMING, item=lab.firm.rice, fixed=3, by=None)
    line, refused = rice_came(lab), []

    def second() -> None:
        try:
            begun(plan, receipt_line=line)
        except Conflict as error:
            refused.append(error.params["number"])
        finally:
            connections.close_all()

    other = threading.Thread(target=second)
    with transaction.atomic():
        first = begun(plan, receipt_line=line)
        other.start()
        wait_for_waiter()
    other.join(30)
    assert refused == [first.number]
    assert list(Inspection.objects.all()) == [first]
