"""What a planner reads when a plan can't be followed: orders, operations and machines, never the problem's numbers."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import escape

from dure.kernel.errors import Invalid
from dure.planning.drafting import as_followed
from dure.planning.models import Schedule
from dure.planning.refusal import in_words
from dure.planning.scheduling.check import NoPlan, faults
from dure.planning.scheduling.plan import Task
from dure.planning.scheduling.problem import Pin
from dure.planning.setting import Setting, setting
from dure.planning.workshop import Hand, Order, Shop, Station, Weights
from dure.web.problems import kept, text_of
from tests.planning.schedules.test_workshop import NOW, PIECE, at, shop, work

NAMES = {1: "쌀국수", 7: "밀가루"}
KETTLE, PACKER = Station(1, "솥 1호", ()), Station(2, "포장기", ())
FRYER = Hand("person", 1, "조리사", frozenset({("skill", 3, 1)}))


def of(*orders: Order, **more) -> Setting:
    return setting(shop(*orders, stations=(KETTLE, PACKER), names=NAMES, **more), Weights())


def one(**more) -> Order:
    """An hour of boiling, an hour of packing behind it."""
    return Order(1, "W-7", 1, (work(**more), work(20, unit=2)))


def said(of: Setting, *tasks: Task, language: str = "en") -> str:
    """What a plan with these places is refused for, first of all."""
    with pytest.raises(Invalid) as refused, in_words(of):
        raise NoPlan("The plan can't be followed: %(why)s", faults(of.problem, tasks))
    with translation.override(language):
        return text_of(refused.value)


BOIL, PACK = Task(0, 0, 0, 0, 60), Task(0, 1, 1, 60, 120)


@pytest.mark.parametrize(
    ("tasks", "text"),
    [
        ((BOIL,), "Orders have come or gone since it was made. Plan anew."),
        ((BOIL, Task(0, 1, 0, 60, 120)), "솥 1호 can't do W-7 쌀국수, step 20."),
        ((BOIL, Task(0, 1, 1, 60, 100)), "W-7 쌀국수, step 20 has not the time on 포장기 that it takes."),
        (
            (BOIL, Task(0, 1, 1, 50, 110)),
            "W-7 쌀국수, step 20 is held so early that W-7 쌀국수, step 10 isn't far enough.",
        ),
    ],
)
def test_places_of_one_order(tasks: tuple[Task, ...], text: str):
    assert text in said(of(one()), *tasks)


def test_a_machine_is_taken():
    two = (Order(1, "W-7", 1, (work(),)), Order(2, "W-8", 1, (work(),)))
    text = said(of(*two), BOIL, Task(1, 0, 0, 59, 119))
    assert "솥 1호 is not yet free and set up when W-8 쌀국수, step 10 is held there." in text


def test_a_person_is_taken():
    busy = work(skill=(3, 1))
    two = (Order(1, "W-7", 1, (busy,)), Order(2, "W-8", 1, (replace(busy, ways=((2, PIECE),)),)))
    text = said(of(*two, hands=(FRYER,)), replace(BOIL, helpers=(0,)), Task(1, 0, 1, 30, 90, (0,)))
    assert "조리사 is still needed for W-7 쌀국수, step 10 when W-8 쌀국수, step 10 is held." in text
    assert "Nobody with the skill, or no tool, is free for W-7 쌀국수, step 10." in said(
        of(two[0], hands=(FRYER,)), BOIL
    )


def test_material_comes_too_late():
    """20 are there, 80 come in an hour, and 100 are used from the first minute on."""
    uses = Order(1, "W-7", 1, (work(uses=((7, Decimal(100)),)),))
    found = of(uses, stock={7: [(NOW, Decimal(20)), (at(60), Decimal(80))]})
    assert "There is not enough 밀가루 yet when W-7 쌀국수, step 10 is to begin." in said(found, BOIL)
    assert "자재가 모자랍니다: 밀가루 (W-7 쌀국수, step 10)" in said(found, BOIL, language="ko")


def test_closed_pauses_releases_and_pins():
    day = Station(1, "솥 1호", ((at(10), at(50)), (at(60), at(200))))
    closed = setting(Shop(NOW, (Order(1, "W-7", 1, (work(),)),), (day,), names=NAMES), Weights())
    assert "would begin or end while 솥 1호 is closed" in said(closed, Task(0, 0, 0, 0, 80))
    still = setting(Shop(NOW, (Order(1, "W-7", 1, (work(may_pause=False),)),), (day,), names=NAMES), Weights())
    assert "may not be interrupted, and 솥 1호 is not open for so long" in said(still, Task(0, 0, 0, 10, 80))
    later = of(Order(1, "W-7", 1, (work(),), earliest=at(30)))
    assert "is held before its order may begin" in said(later, BOIL)
    held = of(Order(1, "W-7", 1, (work(was=(1, at(30)), is_locked=True),)))
    assert held.problem.jobs[0].operations[0].pin == Pin(0, 30)
    assert "can't be where it is held" in said(held, BOIL)


def test_a_longest_wait_that_nothing_can_keep():
    """Packing has to begin within 30 minutes of boiling, which ends after 60; the packer is taken until 300."""
    boils = work(runs_on=1, most_wait_s=Decimal(1800))
    orders = (Order(1, "W-7", 1, (boils, work(20, unit=2))), Order(2, "W-8", 1, (work(10, 500, 2, runs_on=2),)))
    with pytest.raises(Invalid) as refused:
        as_followed(shop(*orders, stations=(KETTLE, PACKER), names=NAMES), Weights())
    with translation.override("ko"):
        assert text_of(refused.value) == (
            "고정된 것과 최대 대기를 모두 지키는 계획을 찾지 못했습니다: 포장기에서 이미 진행 중이라 "
            "기다릴 수 없는 작업이 제때 들어가지 못합니다: W-8 쌀국수, step 10. "
            "멈추거나 공정순서의 최대 대기를 늘리세요."
        )
    text = said(of(*orders), BOIL, Task(0, 1, 1, 300, 360), Task(1, 0, 1, 0, 300))
    assert "would begin 240 min after W-7 쌀국수, step 10, and may wait 30 min at most." in text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_was_refused_at_night_is_read_in_any_language(language: str):
    with pytest.raises(Invalid) as refused, in_words(of(one())):
        raise NoPlan("The plan can't be followed: %(why)s", faults(of(one()).problem, (BOIL,)))
    row = Schedule(problem=json.loads(json.dumps(kept(refused.value))))
    with translation.override(language):
        page = Template("{% load dure %}{{ row.problem|said }}").render(Context({"row": row}))
        assert page == escape(text_of(refused.value))
    ends = {"ko": "다시 계획하세요.", "en": "Plan anew."}
    assert page.endswith(ends[language])
