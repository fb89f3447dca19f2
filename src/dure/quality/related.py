"""What quality knows of a lot: its inspections, for the certificate of what is shipped."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dure.quality.access import ACCESS
from dure.quality.models import Inspection, InspectionPlan
from dure.quality.selectors.inspections import LineResult, line_results
from dure.web.search import Hit

_SHOWN = (InspectionPlan.Kind.FINAL, InspectionPlan.Kind.FIRST)


def find(kind: str, number: str, roles: frozenset[str]) -> Iterator[Hit]:
    """lot_checks: number is the item's code, a stroke and the lot's number. Incoming ones are buying's to tell."""
    if kind != "lot_checks":
        return
    code, _stroke, lot = number.partition("/")
    rows = Inspection.objects.filter(
        lot__number=lot, lot__item__code=code, kind__in=_SHOWN,
        verdict__in=(Inspection.Verdict.ACCEPTED, Inspection.Verdict.CONDITIONAL),
    ).order_by("decided_at")  # fmt: skip
    may_open = bool(roles & ACCESS["quality:inspection"])
    for row in rows:
        day = timezone.localdate(row.decided_at)
        title = _("%(kind)s %(number)s, %(day)s") % {
            "kind": row.get_kind_display(), "number": row.number, "day": day.isoformat(),
        }  # fmt: skip
        told = "; ".join(_told(one) for one in line_results(row))
        href = (
            reverse("quality:inspection", args=[row.pk]) if may_open else reverse("quality:inspect_work", args=[row.pk])
        )
        detail = f"{row.get_verdict_display()}: {told}"
        yield Hit(kind=_("Inspection"), title=title, detail=detail, href=href, icon="check")


def _told(one: LineResult) -> str:
    """A characteristic with its limits and what was found, such as `width 9–11 mm: 9.8–10.1`."""
    line = one.line
    if line.kind != "measured":
        return f"{line.name}: {pgettext('piece', 'good') if not one.bad else _('%(count)s bad') % {'count': one.bad}}"
    limits = "–".join(f"{side.normalize():f}" if side is not None else "" for side in (line.lower, line.upper))
    found = "–".join(f"{side:.{line.decimals}f}" for side in dict.fromkeys((one.low, one.high)) if side is not None)
    return f"{line.name} ({limits} {line.unit}): {found}".replace(" )", ")")
