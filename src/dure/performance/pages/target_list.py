"""The targets that were set, and what can be chosen for a new one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.performance.kpis import BY_CODE, KPIS, Unit
from dure.performance.models import KpiTarget
from dure.performance.pages.overview import shown
from dure.performance.pages.page import KIND_OF, Page
from dure.performance.pages.question import Question
from dure.web.tables import Cell, Column, Kind, Table

UNITS = {Unit.RATIO: "%", Unit.SECONDS: "min", Unit.PER_HOUR: "1/h"}


def build(question: Question) -> Page:
    targets = KpiTarget.objects.select_related("site", "area", "work_center", "work_unit", "set_by")
    rows = [
        [
            Cell(_(BY_CODE[row.kpi].name)),
            Cell(_where(row)),
            Cell(shown(row.value, KIND_OF[BY_CODE[row.kpi].unit])),
            Cell(row.valid_from.isoformat()),
            Cell(str(row.set_by or "")),
            Cell(_("Remove"), reverse("performance:target-remove", args=[row.pk])),
        ]
        for row in targets
        if row.kpi in BY_CODE
    ]
    words = (_("KPI"), _("Scope"), _("Target"), _("Valid from"), _("Set by"), "")
    table = Table(_("Targets"), [Column(word, Kind.TEXT) for word in words], rows)
    kpis = [(kpi.code, f"{_(kpi.name)} ({UNITS[kpi.unit]})") for kpi in KPIS]
    return Page(_("KPI targets"), question, [table], extra={"kpis": kpis})


def _where(row: KpiTarget) -> str:
    node = row.work_unit or row.work_center or row.area or row.site
    return node.name if node else _("Whole plant")
