"""Who may open which page of items and of how they are made, and what an honest request gets."""

from datetime import date
from typing import Any

from dure.inventory.models import Item, Unit
from dure.inventory.services import set_item_unit
from dure.plant.models import ChangeRecord, WorkUnit
from dure.plant.roles import Role
from dure.product import services
from dure.product.approval import Step
from dure.product.media import PICTURES
from dure.product.models import StandardHazard, StandardStep, StandardVersion
from tests.access.table import (
    BAD,
    BUT_OPERATORS,
    EDITORS,
    EVERYONE,
    PLANNERS,
    REDIRECT,
    TARGETS,
    Row,
    deed,
    form,
    page,
)

CYCLE = {"seconds": "3", "valid_from": "2026-05-04T09:00"}
ITEM = {"code": "N2", "name": "면", "kind": "finished", "unit": "EA"}
DAY = "2026-06-01"
FIRST = date(2026, 5, 1)
HEAD = {"revision": "B", "valid_from": DAY, "base_quantity": "1", "yield_percent": "100"}
LINE = {"component": "P1", "quantity": "2", "kind": "component", "scrap_percent": "0", "use": "scan", "cost_share": "0"}
STEP = {
    "number": "20", "name": "건조", "work_center": "=center",
    "setup_seconds": "0", "run_seconds": "3", "run_basis": "piece", "batch_size": "1",
    "queue_seconds": "0", "wait_seconds": "0", "skill_level": "1", "lead_time_days": "0",
}  # fmt: skip
ELEMENT = {"number": "1", "name": "반죽 치대기", "seconds": "12", "worth": "value"}
WRITERS = PLANNERS | {Role.MENTOR}
STANDARD_WRITERS = WRITERS | {Role.QUALITY}
REVIEWERS = TARGETS | {Role.QUALITY}
AUDITORS = WRITERS | {Role.QUALITY, Role.MAINTENANCE, Role.OWNER}
COSTS = PLANNERS - {Role.SUPERVISOR} | {Role.OFFICE, Role.OWNER}
FILERS = EDITORS | {Role.QUALITY}
ITEMS: dict[str, Row] = {
    "items": page(BUT_OPERATORS),
    "items_alike": page(BUT_OPERATORS),
    "code_rules": form(EDITORS, data={"kind": "raw", "pattern": "RM-{n:04}"}),
    "item-add": form(EDITORS, data=ITEM),
    "item": page(BUT_OPERATORS, "item"),
    "item-change": form(EDITORS, "item", data=ITEM),
    "item-cost": page(COSTS, "item"),
    "item_picture": page(EVERYONE, "item"),
    "item_picture_set": deed(EDITORS, "item", data={"remove": "1"}),
    "unit_set": deed(EDITORS, "item", data={"unit": "BOX", "numerator": "24", "denominator": "1"}),
    "unit_remove": deed(EDITORS, "item_unit"),
    "item-in-use": deed(EDITORS, "item", data={"in_use": "0"}),
    "cycle-add": deed(EDITORS, "item", data=CYCLE),
    "cycle-remove": deed(EDITORS, "cycle"),
    "change-undo": deed(EDITORS, "item_change"),
    "coverage": page(BUT_OPERATORS),
}
MAKING: dict[str, Row] = {
    "boms": page(BUT_OPERATORS),
    "bom_tree": page(BUT_OPERATORS, "bom"),
    "bom_compare": page(BUT_OPERATORS, "bom"),
    "bom_print": page(BUT_OPERATORS, "bom"),
    "alternatives": form(WRITERS, "bom_line", data={"item1": "P2", "ratio1": "1"}),
    "routings": page(BUT_OPERATORS),
    "routing_compare": page(BUT_OPERATORS, "routing"),
    "routing_print": page(BUT_OPERATORS, "routing"),
    "routing_change": form(WRITERS, "routing", data={"revision": "B", "valid_from": DAY}),
    "routing_retire": form(TARGETS, "routing_in_force", data={"last_day": "2026-06-30"}),
    "operation_units": form(WRITERS, "operation", data={"chosen": ""}),
    "bom": page(BUT_OPERATORS, "bom"),
    "bom_add": form(WRITERS, data=HEAD | {"item": "N1"}),
    "bom_change": form(WRITERS, "bom", data=HEAD),
    "bom_copy": form(WRITERS, "bom", data={"revision": "C", "valid_from": DAY}),
    "bom_remove": deed(WRITERS, "bom"),
    "bom_undo": deed(WRITERS, "bom"),
    "bom_approve": deed(TARGETS, "bom"),
    "bom_retire": form(TARGETS, "bom_in_force", data={"last_day": "2026-06-30"}),
    "line_add": form(WRITERS, "bom", data=LINE | {"component": "P2"}),
    "line": form(WRITERS, "bom_line", data=LINE),
    "line_remove": deed(WRITERS, "bom_line"),
    "routing": page(BUT_OPERATORS, "routing"),
    "routing_add": form(WRITERS, data={"item": "N1", "revision": "B", "valid_from": DAY}),
    "routing_copy": form(WRITERS, "routing", data={"revision": "C", "valid_from": DAY}),
    "routing_remove": deed(WRITERS, "routing"),
    "routing_undo": deed(WRITERS, "routing"),
    "routing_approve": deed(TARGETS, "routing"),
    "operation_add": form(WRITERS, "routing", data=STEP),
    "operation": form(WRITERS, "operation", data=STEP),
    "operation_remove": deed(WRITERS, "operation"),
    "lines": page(BUT_OPERATORS),
    "elements": page(BUT_OPERATORS, "routing"),
    "elements_compare": page(BUT_OPERATORS, "routing"),
    "elements_print": page(BUT_OPERATORS, "routing"),
    "element_add": form(WRITERS, "operation", data=ELEMENT | {"number": "2"}),
    "element": form(WRITERS, "element", data=ELEMENT),
    "element_remove": deed(WRITERS, "element"),
    "line_balance": page(BUT_OPERATORS, "routing"),
    "line_balance_print": page(BUT_OPERATORS, "routing"),
    "line_balance_places": deed(WRITERS, "routing", data={"station": "1", "count": "2"}, status_post=BAD),
    "line_balance_take": deed(WRITERS, "routing", data={"places": "=element_place"}),
}
STANDARDS: dict[str, Row] = {
    "standards": page(BUT_OPERATORS),
    "unsigned": page(BUT_OPERATORS),
    "standard": page(BUT_OPERATORS, "version"),
    "standard_latest": page(BUT_OPERATORS, "standard", status_get=REDIRECT),
    "standard_compare": page(BUT_OPERATORS, "version"),
    "standard_print": page(BUT_OPERATORS, "version"),
    "standard_comment": deed(BUT_OPERATORS, "version", data={"text": "좋음"}),
    "standard_add": form(STANDARD_WRITERS, data={"title": "건조", "item": "N1", "operation_number": "20"}),
    "standard_rename": form(STANDARD_WRITERS, "standard", data={"title": "반죽", "number": "WS-9", "is_active": "on"}),
    "standard_head": deed(STANDARD_WRITERS, "version", data={"gear": "mask", "tools": "국자"}),
    "standard_undo": deed(STANDARD_WRITERS, "version"),
    "standard_new_version": deed(STANDARD_WRITERS, "standard_in_force", data={"change_note": "새 솥"}),
    "part_add": deed(STANDARD_WRITERS, "version", "hazard", data={"text": "뜨거운 물"}),
    "part": deed(STANDARD_WRITERS, "hazard", "hazard_row", data={"text": "김"}),
    "part_move": deed(STANDARD_WRITERS, "hazard", "hazard_row", data={"way": "up"}),
    "part_remove": deed(STANDARD_WRITERS, "hazard", "hazard_row"),
    "standard_submit": deed(STANDARD_WRITERS, "version"),
    "standard_endorse": deed(REVIEWERS, "version_in_review"),
    "standard_send_back": deed(REVIEWERS, "version_in_review", data={"text": "더 자세히"}),
    "standard_approve": deed(TARGETS, "version_reviewed"),
    "standard_put_in_force": deed(TARGETS, "version_approved"),
    "standard_retire": deed(TARGETS, "version_in_force"),
    "paper_undo": deed(STANDARD_WRITERS, "paper_change"),
    "floor": page(EVERYONE),
    "floor_standard": page(EVERYONE, "version_in_force"),
    "step_file": page(EVERYONE, "step", "picture"),
    "standard_sign": deed(EVERYONE - {Role.MENTOR}, "version_in_force"),
    "standard_sign_badge": form(
        EVERYONE - {Role.MENTOR}, "version_in_force", data={"badge": "none", "pin": "1"}, status_post=403
    ),
}
AUDITS: dict[str, Row] = {
    "audits": page(BUT_OPERATORS),
    "audit": page(BUT_OPERATORS, "audit"),
    "audit_print": page(BUT_OPERATORS, "audit"),
    "audit_plans": page(BUT_OPERATORS),
    "audit_lists": page(BUT_OPERATORS),
    "audit_list": page(BUT_OPERATORS, "audit_list"),
    "audit_add": form(AUDITORS, data={"audit_list": "=audit_list", "area": "=hall", "audited_on": DAY}),
    "audit_points": deed(AUDITORS, "score", data={"points": "3"}),
    "audit_close": deed(AUDITORS, "audit_answered"),
    "finding_add": deed(AUDITORS, "audit", data={"score": "=score", "text": "기름"}),
    "finding_change": form(AUDITORS, "found", data={"text": "기름", "due_on": DAY}),
    "audit_undo": deed(AUDITORS, "audit_change"),
    "audit_plan_add": form(AUDITORS, data={"audit_list": "=audit_list", "area": "=hall", "every_days": "7",
                                           "starts_on": DAY, "is_active": "on"}, status_post=BAD),
    "audit_plan": form(AUDITORS, "plan", data={"audit_list": "=audit_list", "area": "=hall", "every_days": "14",
                                               "starts_on": DAY, "is_active": "on"}),
    "audit_list_first": deed(AUDITORS, status_post=BAD),
    "audit_list_add": form(AUDITORS, data={"name": "창고 점검표"}),
    "audit_list_in_use": deed(AUDITORS, "audit_list", data={"in_use": "0"}),
    "audit_question_add": form(AUDITORS, "audit_list", data={"pillar": "sort", "text": "깨끗한가", "most": "5",
                                                             "position": "500", "is_active": "on"}),
    "audit_question": form(AUDITORS, "audit_question", data={"pillar": "sort", "text": "깨끗한가", "most": "5",
                                                             "position": "500", "is_active": "on"}),
    "findings": page(EVERYONE),
    "finding": page(EVERYONE, "found"),
    "finding_close": deed(EVERYONE, "found", data={"action": "닦음"}),
    "audit_picture": page(EVERYONE, "finding", "found", "picture"),
}  # fmt: skip
DOCUMENTS: dict[str, Row] = {
    "documents": page(BUT_OPERATORS),
    "document": page(BUT_OPERATORS, "document"),
    "document_file": page(BUT_OPERATORS, "revision"),
    "document_current": page(EVERYONE, "document"),
    "document_add": form(FILERS, data={"title": "도면", "kind": "drawing"}),
    "document_change": form(FILERS, "document", data={"title": "도면", "kind": "drawing", "number": "D-1",
                                                      "is_active": "on"}),
    "revision_add": form(FILERS, "document", data={"revision": "C", "valid_from": DAY}, status_post=BAD),
    "revision_approve": deed(REVIEWERS, "revision_waiting"),
    "revision_remove": deed(FILERS, "revision_waiting"),
}  # fmt: skip
ROWS = ITEMS | MAKING | STANDARDS | AUDITS | DOCUMENTS


def make(pixel: bytes) -> dict[str, Any]:
    """Nobody's drafts, audits and documents, so that anybody who may can approve them."""
    item, unit = Item.objects.get(code="N1"), WorkUnit.objects.get(code="M1")
    services.set_item_picture(item=item, data=pixel, by=None, allowed=PICTURES)
    packing = set_item_unit(item=item, unit=Unit.objects.get(code="PACK"), by=None, numerator=10, denominator=1)
    routing = services.add_routing(item=Item.objects.get(code="P2"), valid_from=FIRST, by=None)
    services.add_operation(routing=routing, number=10, name="혼합", work_center=unit.work_center, by=None)
    services.approve_routing(routing=routing, by=None)
    known = {"item_unit": packing.pk, "routing_in_force": routing.pk}
    return known | _standards(item, pixel) | _audits(unit, pixel) | _documents(item, pixel)


def _standards(item: Item, pixel: bytes) -> dict[str, Any]:
    way = [Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE]
    names = ["version", "version_in_review", "version_reviewed", "version_approved", "version_in_force"]
    known: dict[str, Any] = {}
    for number, name in enumerate(names):
        version = services.add_standard(title=f"반죽 {number}", item=item, operation_number=100 + number, by=None)
        step = services.add_part(version=version, part=StandardStep, by=None, text="젓는다")
        hazard = services.add_part(version=version, part=StandardHazard, by=None, text="뜨거운 솥")
        services.set_step_file(step=step, field="picture", data=pixel, by=None)
        for one in way[:number]:
            version = services.move_on(version=version, step=one, by=None)
        known[name] = version.pk
        if name == "version":
            known |= {"standard": version.standard_id, "hazard_row": hazard.pk, "step": step.pk}
    known["standard_in_force"] = StandardVersion.objects.get(pk=known["version_in_force"]).standard_id
    standard = StandardVersion.objects.get(pk=known["version_in_review"]).standard
    services.change_standard(standard=standard, by=None, title="반죽 넣기")
    return known | {"paper_change": ChangeRecord.objects.latest("pk").pk}


def _audits(unit: WorkUnit, pixel: bytes) -> dict[str, Any]:
    area = unit.work_center.area
    chosen = services.add_first_list(by=None)
    plan = services.add_plan(audit_list=chosen, area=area, every_days=7, starts_on=FIRST, by=None)
    audits = [services.start_audit(audit_list=chosen, area=area, audited_on=FIRST, by=None) for _ in range(2)]
    for score in audits[1].scores.all():
        services.give_points(score=score, points=4, by=None)
    finding = services.add_finding(audit=audits[0], text="물이 샌다", picture=pixel, by=None)
    question = chosen.questions.first()
    services.change_question(question=question, by=None, most=4)
    change = ChangeRecord.objects.latest("pk").pk
    return {
        "audit_list": chosen.pk,
        "audit_question": question.pk,
        "plan": plan.pk,
        "audit": audits[0].pk,
        "audit_answered": audits[1].pk,
        "score": audits[0].scores.first().pk,
        "found": finding.pk,
        "audit_change": change,
    }


def _documents(item: Item, pixel: bytes) -> dict[str, Any]:
    drawing = services.add_document(item=item, title="도면", kind="drawing", number="D-1", by=None)
    first, second = (
        services.add_document_revision(
            document=drawing, revision=name, valid_from=FIRST, file_name="d.png", data=pixel, by=None
        )
        for name in "AB"
    )
    services.approve_document(revision=first, by=None)
    services.remove_document_revision(revision=second, by=None)
    waiting = services.add_document_revision(
        document=drawing, revision="B", valid_from=date(2026, 7, 1), file_name="d.png", data=pixel, by=None
    )
    return {"document": drawing.pk, "revision": first.pk, "revision_waiting": waiting.pk}
