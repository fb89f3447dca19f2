"""What the demonstration's own figures say of its level, its losses and its tasks; kept once they are counted."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item
from dure.kernel import clock
from dure.mentoring.loss import TaskState
from dure.mentoring.models import Diagnosis, ImprovementTask, LevelDay, PracticeCard, ValueStream
from dure.mentoring.selectors.task_effects import came_of
from dure.mentoring.services import cards, level, losses, streams
from dure.mentoring.services.task_checks import verify_task
from dure.plant.models import Person

_LEVEL_DAYS = 3
_ITEM = "RN-200"
_STOCK_TO_BE = Decimal(1500)
"""Pieces before the first operation that the map of how it should become has."""


@transaction.atomic
def keep() -> None:
    """Does nothing when it was kept before, or where nothing is improved."""
    if LevelDay.objects.exists() or not Diagnosis.objects.exists():
        return
    now = clock.now()
    today = timezone.localdate(now)
    for back in range(_LEVEL_DAYS, 0, -1):
        level.compute_level(day=today - timedelta(days=back), now=now)
    losses.refresh(now=now)
    if not ValueStream.objects.exists():
        mentor = Person.objects.get(username="demo-mentor")
        drawn = streams.draw_stream(item=Item.objects.get(code=_ITEM), now=now, by=mentor)
        to_be = streams.copy_stream(stream=drawn, by=mentor)
        first = to_be.steps.order_by("number").first()
        assert first is not None
        streams.change_stream_step(step=first, by=mentor, stock=_STOCK_TO_BE)
    owner = Person.objects.get(username="demo-owner")
    for task in ImprovementTask.objects.filter(state=TaskState.DONE):
        came = came_of(task, now)
        if came is not None and came.result is not None:
            verify_task(task=task, by=owner)
    for card in PracticeCard.objects.filter(status=PracticeCard.Status.DRAFT, tasks__task__state=TaskState.VERIFIED):
        cards.publish_card(card=card, by=owner)
