"""Firms as their readers ask for them; PostgreSQL leaves out those that the reader may not see."""

from django.db.models import Q, QuerySet

from dure.kernel.business_number import digits
from dure.programme.models import Firm, Organisation, Seat


def firms(*, text: str = "", city: str = "", sector: str = "") -> QuerySet[Firm]:
    """text: part of the name or of the business number."""
    rows = Firm.objects.all()
    if text:
        number = digits(text)
        rows = rows.filter(Q(name__icontains=text) | (Q(business_number__contains=number) if number else Q(pk=None)))
    if city:
        rows = rows.filter(city=city)
    return rows.filter(sector__istartswith=sector) if sector else rows


def organisations(*, kind: str = "") -> QuerySet[Organisation]:
    rows = Organisation.objects.select_related("firm")
    return rows.filter(kind=kind) if kind else rows


def seats_in(organisation: Organisation) -> QuerySet[Seat]:
    """The newest first."""
    return organisation.seats.select_related("person").order_by("-first_on", "-pk")
