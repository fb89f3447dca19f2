"""Texts of entries that the program writes, in the reader's language; what people typed stays as it is."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as mark

WRITTEN = (
    mark("Sales invoice"),
    mark("Purchase invoice"),
    mark("Payment"),
    mark("Receipt"),
    mark("Delivery"),
    mark("Stock"),
    mark("Issue to production"),
    mark("Receipt from production"),
    mark("Scrap"),
    mark("Parts for maintenance"),
    mark("Parts back from maintenance"),
    mark("Revaluation"),
    mark("Opening balance"),
    mark("Opening stock"),
)


def text_of_entry(text: str) -> str:
    return gettext(text) if text in WRITTEN else text
