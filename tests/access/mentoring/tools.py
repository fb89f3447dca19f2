"""Who may open which page of the toolbox of mentoring, and what an honest request gets."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dure.inventory.services import add_item
from dure.kernel import clock
from dure.mentoring.models import LayoutBlock, LayoutStation
from dure.mentoring.services import layouts
from dure.mentoring.services.devices import add_device
from dure.mentoring.services.streams import draw_stream
from dure.mentoring.services.studies import Lap, add_study, change_study
from dure.plant.models import ChangeRecord, Person, WorkUnit
from dure.plant.roles import Role
from dure.product.services import add_operation, add_routing, approve_routing
from tests.access.table import BAD, BUT_OPERATORS, LEADERS, Row, deed, form, page

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)

TIMERS = LEADERS | {Role.PLANNER, Role.MENTOR}
WRITERS = TIMERS | {Role.QUALITY, Role.MAINTENANCE, Role.OWNER}
READERS = BUT_OPERATORS
FLOOR = {"name": "조립장", "width": "30", "height": "20", "shifts": "1"}
DEVICE = {
    "name": "슈트", "kind": "chute", "cost": "300000", "life": "5", "before": "6", "after": "4", "pieces": "1000",
    "hour": "20000", "running": "0", "rate": "5",
}  # fmt: skip
NUMBERS = {"personal": "5", "fatigue": "4", "delay": "0", "precision": "5", "confidence": "95"}

ROWS: dict[str, Row] = {
    "studies": page(READERS),
    "study": page(READERS, "study"),
    "study-print": page(READERS, "study"),
    "study-choose": page(TIMERS),
    "study-watch": page(TIMERS, "operation"),
    "study-send": deed(TIMERS, "operation", status_post=BAD),
    "study-change": form(TIMERS, "study", data={"rating": "105", **NUMBERS}),
    "study-element": form(TIMERS, "study_element", data={"name": "끼우기", "worth": "needed", "pieces": "1"}),
    "study-reading": deed(TIMERS, "reading", data={"left_out": "1"}),
    "study-take": deed(TIMERS, "study"),
    "layouts": page(READERS),
    "layout": page(READERS, "layout"),
    "layout-print": page(READERS, "layout"),
    "layout-picture": page(READERS, "layout"),
    "layout-compare": page(READERS, "after"),
    "layout-compare-print": page(READERS, "after"),
    "layout-add": form(WRITERS, data=FLOOR),
    "layout-change": form(WRITERS, "layout", data=FLOOR),
    "layout-copy": form(WRITERS, "layout", data={"name": "개선안"}),
    "layout-scale": form(WRITERS, "layout", data={"points": "0,0; 10,0", "metres": "5"}),
    "layout-from-routing": form(WRITERS, "layout", data={}, status_post=BAD),
    "layout-tally": form(WRITERS, "layout", data={"visits": '["A", "B"]', "minutes": "10", "day_minutes": "480"}),
    "layout-part-add": form(WRITERS, "layout", "station", data={"code": "C", "x": "1", "y": "1"}),
    "layout-part": form(WRITERS, "block", "wall", data={"x": "1", "y": "1", "width": "2", "height": "3"}),
    "layout-part-remove": deed(WRITERS, "block", "wall"),
    "layout-station-move": deed(WRITERS, "mark", data={"to": "3,4"}),
    "streams": page(READERS),
    "stream": page(READERS, "stream"),
    "stream-print": page(READERS, "stream"),
    "stream-draw": form(WRITERS, data={"item": "=routed"}),
    "stream-change": form(WRITERS, "stream", data={"demand": "100", "day_hours": "8"}),
    "stream-copy": deed(WRITERS, "stream"),
    "stream-step": form(WRITERS, "step", data={"name": "조립", "work": "9", "places": "1", "value": "5"}),
    "devices": page(READERS),
    "device": page(READERS, "device"),
    "device-print": page(READERS, "device"),
    "device-add": form(WRITERS, data={**DEVICE, "name": "새 슈트"}),
    "device-change": form(WRITERS, "device", data=DEVICE),
    "device-examples": deed(WRITERS),
    "device-answer": deed(WRITERS, "device", data={"check": "risk", "answer": "yes"}),
    "device-remove": deed(WRITERS, "device_gone"),
    "device-use": deed(LEADERS | {Role.OWNER}, "device", data={"stop": "1"}),
    "tool-undo": deed(WRITERS, "change"),
}


def make(by: Person, unit: WorkUnit) -> dict[str, Any]:
    line = unit.work_center
    item = add_item(by=by, code="F1", name="선풍기", kind="finished", unit_id="EA")
    routing = add_routing(item=item, valid_from=date(2026, 5, 1), by=by)
    operation = add_operation(routing=routing, number=10, name="조립", work_center=line, by=by)
    study = add_study(
        token=uuid.uuid4(), operation=operation, elements=[("끼우기", "value")], by=by,
        laps=[Lap(1, 0, Decimal(5)), Lap(2, 0, Decimal(6))], started_at=datetime(2026, 5, 4, tzinfo=UTC),
    )  # fmt: skip
    change_study(study=study, by=by, rating=Decimal(110))
    change = ChangeRecord.objects.latest("pk")
    layout = layouts.add_layout(name="조립장", picture=PIXEL, by=by)
    for code, x in (("A", 1), ("B", 9)):
        station = layouts.add_layout_part(
            table=LayoutStation, layout=layout, by=by, code=code, x=Decimal(x), y=Decimal(2)
        )
    wall = layouts.add_layout_part(
        table=LayoutBlock, layout=layout, by=by, x=Decimal(4), y=Decimal(4), width=Decimal(1), height=Decimal(1)
    )
    approve_routing(routing=routing, by=None)
    stream = draw_stream(item=item, now=clock.now(), by=by)
    device, gone = (add_device(by=by, **{**DEVICE, "name": name}) for name in ("슈트", "사라질 슈트"))
    return {
        "stream": stream.pk, "step": stream.steps.get().pk, "device": device.pk, "device_gone": gone.pk,
        "routed": item.pk,
        "layout": layout.pk, "mark": station.pk, "wall": wall.pk,
        "after": layouts.copy_layout(layout=layout, name="안", by=by).pk,
        "operation": operation.pk, "study": study.pk, "study_element": study.elements.get().pk,
        "reading": study.readings.first().pk, "change": change.pk,
    }  # fmt: skip
