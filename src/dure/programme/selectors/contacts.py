"""Contacts of a firm; PostgreSQL leaves out those of firms that the reader may not see."""

from django.db.models import QuerySet

from dure.programme.models import Firm, FirmContact


def contacts_of(firm: Firm) -> QuerySet[FirmContact]:
    return FirmContact.objects.filter(firm=firm)
