"""Who may look at items and how they are made, and who may change it.

A mentor lives in the factory and helps to write things down: drafts of BOMs, routings and work standards,
and audits. A mentor approves nothing and sees no prices (decision 0070).
"""

from collections.abc import Collection

from dure.plant.roles import Role

ALL = frozenset(Role)
EDITORS = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
"""Of the register of items and ideal cycles, and of documents."""
APPROVERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER, Role.OWNER})
WRITERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER, Role.MENTOR})
"""Of drafts; nobody approves what he has written himself."""
STANDARD_WRITERS = WRITERS | {Role.QUALITY}
REVIEWERS = APPROVERS | {Role.QUALITY}
AUDITORS = WRITERS | {Role.QUALITY, Role.MAINTENANCE, Role.OWNER}
READERS = ALL - {Role.OPERATOR}
SIGNERS = ALL - {Role.MENTOR}
COST_READERS = frozenset({Role.OFFICE, Role.PLANNER, Role.OWNER, Role.ADMINISTRATOR})

ITEMS: dict[str, Collection[Role]] = {
    "product:items": READERS,
    "product:items_alike": READERS,
    "product:item": READERS,
    "product:item_picture": ALL,
    "product:item-cost": COST_READERS,
    **dict.fromkeys(("product:item-add", "product:item-change", "product:item-in-use"), EDITORS),
    **dict.fromkeys(("product:item_picture_set", "product:unit_set", "product:unit_remove"), EDITORS),
    **dict.fromkeys(("product:cycle-add", "product:cycle-remove", "product:change-undo"), EDITORS),
    "product:code_rules": EDITORS,
    "product:coverage": READERS,
}
MAKING: dict[str, Collection[Role]] = {
    **dict.fromkeys(("product:boms", "product:bom", "product:bom_tree", "product:bom_compare"), READERS),
    "product:bom_print": READERS,
    **dict.fromkeys(("product:bom_add", "product:bom_change", "product:bom_copy", "product:bom_remove"), WRITERS),
    **dict.fromkeys(("product:bom_undo", "product:line_add", "product:line", "product:line_remove"), WRITERS),
    "product:alternatives": WRITERS,
    **dict.fromkeys(("product:bom_approve", "product:bom_retire"), APPROVERS),
    **dict.fromkeys(("product:routings", "product:routing", "product:routing_compare"), READERS),
    "product:routing_print": READERS,
    **dict.fromkeys(("product:routing_add", "product:routing_change", "product:routing_copy"), WRITERS),
    **dict.fromkeys(("product:routing_remove", "product:routing_undo", "product:operation_add"), WRITERS),
    **dict.fromkeys(("product:operation", "product:operation_remove", "product:operation_units"), WRITERS),
    **dict.fromkeys(("product:routing_approve", "product:routing_retire"), APPROVERS),
    **dict.fromkeys(("product:lines", "product:elements", "product:elements_compare"), READERS),
    **dict.fromkeys(("product:elements_print", "product:line_balance", "product:line_balance_print"), READERS),
    **dict.fromkeys(("product:element_add", "product:element", "product:element_remove"), WRITERS),
    "product:line_balance_take": WRITERS,
    "product:line_balance_places": WRITERS,
}
STANDARDS: dict[str, Collection[Role]] = {
    **dict.fromkeys(("product:standards", "product:standard", "product:standard_latest"), READERS),
    **dict.fromkeys(("product:standard_compare", "product:standard_print", "product:unsigned"), READERS),
    "product:standard_comment": READERS,
    **dict.fromkeys(("product:standard_add", "product:standard_rename", "product:standard_head"), STANDARD_WRITERS),
    **dict.fromkeys(("product:standard_undo", "product:standard_new_version"), STANDARD_WRITERS),
    **dict.fromkeys(("product:part_add", "product:part", "product:part_remove"), STANDARD_WRITERS),
    **dict.fromkeys(("product:part_move", "product:standard_submit", "product:paper_undo"), STANDARD_WRITERS),
    **dict.fromkeys(("product:standard_endorse", "product:standard_send_back"), REVIEWERS),
    **dict.fromkeys(("product:standard_approve", "product:standard_put_in_force"), APPROVERS),
    "product:standard_retire": APPROVERS,
    **dict.fromkeys(("product:floor", "product:floor_standard", "product:step_file"), ALL),
    **dict.fromkeys(("product:standard_sign", "product:standard_sign_badge"), SIGNERS),
}
AUDITS: dict[str, Collection[Role]] = {
    **dict.fromkeys(("product:audits", "product:audit", "product:audit_print", "product:audit_plans"), READERS),
    **dict.fromkeys(("product:audit_lists", "product:audit_list"), READERS),
    **dict.fromkeys(("product:audit_add", "product:audit_points", "product:audit_close"), AUDITORS),
    **dict.fromkeys(("product:finding_add", "product:finding_change", "product:audit_undo"), AUDITORS),
    **dict.fromkeys(("product:audit_plan_add", "product:audit_plan", "product:audit_list_first"), AUDITORS),
    **dict.fromkeys(("product:audit_list_add", "product:audit_list_in_use"), AUDITORS),
    **dict.fromkeys(("product:audit_question_add", "product:audit_question"), AUDITORS),
    **dict.fromkeys(("product:findings", "product:finding", "product:finding_close"), ALL),
    "product:audit_picture": ALL,
}
DOCUMENTS: dict[str, Collection[Role]] = {
    **dict.fromkeys(("product:documents", "product:document", "product:document_file"), READERS),
    "product:document_current": ALL,
    **dict.fromkeys(("product:document_add", "product:document_change"), EDITORS | {Role.QUALITY}),
    **dict.fromkeys(("product:revision_add", "product:revision_remove"), EDITORS | {Role.QUALITY}),
    "product:revision_approve": APPROVERS | {Role.QUALITY},
}
ACCESS = ITEMS | MAKING | STANDARDS | AUDITS | DOCUMENTS
