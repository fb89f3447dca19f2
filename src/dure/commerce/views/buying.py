"""What the pages of buying have in common."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from dure.commerce import selectors
from dure.commerce.models import PurchaseOrder, Receipt
from dure.product.selectors import item_choices
from dure.web.access import allows, pass_of

FORM = "commerce/buy_form.html"


def sees_prices(request: HttpRequest) -> bool:
    """Prices and worths are for the office; others see what and how much."""
    return allows(pass_of(request), "commerce:purchase-invoices")


def text_asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:80]


def number_asked(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def numbers_asked(request: HttpRequest, name: str) -> list[int]:
    return [int(text) for text in request.GET.getlist(name) if text.isdecimal() and len(text) < 18]


def purchase_address(order: PurchaseOrder) -> str:
    return reverse("commerce:purchase", args=[order.pk])


def receipt_address(receipt: Receipt) -> str:
    return reverse("commerce:receipt", args=[receipt.pk])


def choices() -> dict[str, Any]:
    """Lists that the fields of a page offer."""
    return {"items": item_choices(), "partners": list(selectors.partners(side="supplier").values_list("code", "name"))}
