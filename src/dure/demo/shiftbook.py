"""The shift book of the demonstration: a handover of yesterday that was taken over, and one that nobody has read."""

from datetime import timedelta

from django.db import transaction

from dure.demo.plant import NOODLE_AREA
from dure.kernel import clock
from dure.performance.handover import services, shifts
from dure.performance.handover.models import Handover
from dure.plant.models import Area, Person
from dure.production.models import ProductionResult

_EARLY = (
    "포장기 필름 끝단이 자주 말립니다. 롤을 끼운 뒤 첫 20봉을 눈으로 확인하세요.\n증숙기 온도는 11시부터 안정.",
    ("포장 필름 2롤을 라인 옆에 미리 가져다 놓기", "반죽 혼합기 뒤쪽 바닥 물기 닦기", "압출 제면기 다이 예비품 확인"),
    "필름 말림은 텐션 롤러를 한 칸 낮춘 뒤 줄었습니다.",
)  # fmt: skip
_LATE = (
    "건조기 1호가 두 번 멈췄습니다. 필터를 털고 다시 돌렸으니 다음 조에서 소리를 들어 봐 주세요.",
    ("압출 제면기 다이 예비품 확인", "건조기 1호 필터 점검 요청서 쓰기"),
)


@transaction.atomic
def keep() -> bool:
    """Whether the book is there: it is written once, when all that the machines told of yesterday is counted."""
    if Handover.objects.exists():
        return True
    area = Area.objects.select_related("site").get(code=NOODLE_AREA)
    yesterday = clock.now().astimezone(shifts.zone_of(area)).date() - timedelta(days=1)
    early, late = shifts.turns(area, yesterday, yesterday)[:2]
    # The past is told hour by hour: once a later hour is counted, so is all before it.
    if not ProductionResult.objects.filter(hour__gt=late.ends_at).exists():
        return False
    first, second = (Person.objects.get(username=name) for name in ("demo-supervisor", "demo-supervisor2"))
    note, tasks, word = _EARLY
    read = services.sign(turn=early, note=note, tasks=tasks, by=first)
    services.receive(handover_id=read.pk, by=second)
    for task in read.tasks.order_by("number")[: len(tasks) - 1]:
        services.tick(task_id=task.pk, is_done=True, by=second)
    services.add(handover_id=read.pk, text=word, by=second)
    note, tasks = _LATE
    services.sign(turn=late, note=note, tasks=tasks, by=second)
    return True
