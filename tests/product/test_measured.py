"""Measured times in the draft of a routing."""

from datetime import date
from decimal import Decimal

import pytest

from dure.kernel.errors import Invalid
from dure.product import services
from dure.product.errors import NotADraft
from dure.product.services import MeasuredTime

pytestmark = pytest.mark.django_db
TWO = [MeasuredTime("담기", Decimal("1.5"), "value"), MeasuredTime("닫기", Decimal(1), "needed")]


@pytest.fixture
def operation(item, machine):
    routing = services.add_routing(item=item("BOX"), valid_from=date(2026, 3, 1), by=None)
    first = services.add_operation(routing=routing, number=10, name="절단", work_center=machine.work_center, by=None)
    services.add_element(operation=first, number=1, name="자르기", seconds=Decimal(3), by=None)
    return services.add_operation(
        routing=routing, number=20, name="포장", work_center=machine.work_center, run_basis="batch",
        batch_size=Decimal(12), by=None,
    )  # fmt: skip


def test_a_batch_takes_as_long_as_its_pieces(operation):
    services.take_times(operation=operation, times=TWO, by=None)
    operation.refresh_from_db()
    assert operation.run_seconds == 30
    first, second = operation.elements.all()
    assert [one.first.name for one in first.earlier.all()] == ["자르기"]
    assert [one.first for one in second.earlier.all()] == [first]
    assert services.undo_draft_edit(head=operation.routing, by=None) == "times"
    assert not operation.elements.exists()


def test_what_is_refused(operation):
    for times in ([], TWO + TWO):
        with pytest.raises(Invalid):
            services.take_times(operation=operation, times=times, by=None)
    services.approve_routing(routing=operation.routing, by=None)
    with pytest.raises(NotADraft):
        services.take_times(operation=operation, times=TWO, by=None)
