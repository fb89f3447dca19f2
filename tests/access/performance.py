"""Who may look at figures and live pages; exports are the same pages with another ending of the question."""

from tests.access.table import BUT_OPERATORS, EVERYONE, TARGETS, Row, deed, page

PERFORMANCE: dict[str, Row] = {
    "kpis": page(BUT_OPERATORS),
    "kpi": page(BUT_OPERATORS, "oee"),
    "report": page(BUT_OPERATORS),
    "trends": page(BUT_OPERATORS),
    "waterfall": page(BUT_OPERATORS),
    "pareto": page(BUT_OPERATORS),
    "hours": page(EVERYONE),
    "targets": page(TARGETS),
    "target-set": deed(TARGETS, data={"kpi": "oee", "scope": "=site_scope", "value": "80", "valid_from": "2026-05-04"}),
    "target-remove": deed(TARGETS, "target"),
}
EXPORTS = ("report", "trends", "waterfall", "pareto", "hours", "kpis")
BOARD: dict[str, Row] = {
    "live": page(EVERYONE),
    "tiles": page(EVERYONE),
    "wall": page(EVERYONE),
    "wall-page": page(EVERYONE),
    "phone": page(EVERYONE),
    "phone-live": page(EVERYONE),
    "unit": page(EVERYONE, "unit_code"),
    "unit-live": page(EVERYONE, "unit_code"),
}
