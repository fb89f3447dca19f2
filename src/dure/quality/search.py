"""What the search field finds of quality."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from dure.quality.access import ACCESS
from dure.quality.models import Gauge
from dure.quality.selectors.cases import cases
from dure.quality.selectors.inspections import inspections
from dure.web.search import Hit

_MOST = 5


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    """Inspections, nonconformances and gauges by their numbers and names."""
    if roles & ACCESS["quality:inspection"]:
        for row in inspections(text=text)[:_MOST]:
            detail = f"{row.get_kind_display()} · {row.item.name} · {row.get_verdict_display()}"
            href = reverse("quality:inspection", args=[row.pk])
            yield Hit(kind=_("Inspection"), title=row.number, detail=detail, href=href, icon="check")
    if roles & ACCESS["quality:case"]:
        for case in cases(text=text)[:_MOST]:
            href = reverse("quality:case", args=[case.pk])
            yield Hit(kind=_("Nonconformance"), title=case.number, detail=case.text, href=href, icon="alert")
    if roles & ACCESS["quality:gauge"]:
        for gauge in Gauge.objects.filter(code__icontains=text)[:_MOST]:
            href = reverse("quality:gauge", args=[gauge.pk])
            yield Hit(kind=_("Gauge"), title=gauge.code, detail=gauge.name, href=href, icon="wrench")
