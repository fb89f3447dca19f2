"""Who was supported before, here or elsewhere, by business number."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from dure.kernel.business_number import digits
from dure.plant.today import today
from dure.programme.models import Case, CaseStep, EarlierSupport

AGREED = "agreed"
"""The state from which a firm counts as supported."""


@dataclass(frozen=True, slots=True)
class Double:
    """A support that speaks against another one. case: of ours; support: of somebody else. why: see `WHYS`."""

    why: str
    what: str
    first_on: date
    last_on: date | None = None
    case: Case | None = None


def doubles(case: Case) -> list[Double]:
    """Other open cases of the business number, supports of the same type before, and what runs elsewhere now.

    What ended elsewhere and was of another type doesn't count, nor a case that was never agreed on.
    """
    number = case.firm.business_number
    others = Case.objects.filter(firm__business_number=number).exclude(pk=case.pk).order_by("number")
    found = [
        Double("open", f"{one.number} {one.programme}", one.since_on, None, one)
        for one in others.filter(is_open=True).select_related("programme")
    ]
    agreed = CaseStep.objects.filter(
        case__in=others.filter(is_open=False, type__code=case.type.code), end=AGREED
    ).select_related("case__programme")
    found += [
        Double("before", f"{s.case.number} {s.case.programme}", s.taken_on, s.case.since_on, s.case) for s in agreed
    ]
    running = Q(last_on__isnull=True) | Q(last_on__gte=today())
    for row in EarlierSupport.objects.filter(running | Q(type__iexact=case.type.code), business_number=number):
        why = "runs" if row.last_on is None or row.last_on >= today() else "before"
        found.append(Double(why, row.scheme, row.first_on, row.last_on))
    return found


def elsewhere(text: str = "") -> QuerySet[EarlierSupport]:
    """text: part of a name, a scheme or a business number."""
    rows = EarlierSupport.objects.all()
    if text:
        number = digits(text)
        named = Q(name__icontains=text) | Q(scheme__icontains=text)
        rows = rows.filter(named | Q(business_number__contains=number) if number else named)
    return rows
