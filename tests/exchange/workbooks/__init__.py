"""Untidy workbooks as small Korean firms have them, made by code. Every name of a firm or person in them is made up."""

from collections.abc import Callable
from datetime import date

from tests.exchange.workbooks.book import Book, Rows, text_file
from tests.exchange.workbooks.goods import kimchi_csv, no_codes, noodle_items, plating_wrong, press_items
from tests.exchange.workbooks.making import (
    bom_broken_levels,
    cosmetics_bom_levels,
    kimchi_bom_indented,
    machine_ledger,
    machinery_bom_parents,
    routing_sheet,
)
from tests.exchange.workbooks.trade import call_off_sheet, opening_stock, partner_list, price_sheet, purchase_orders

ALL: dict[str, tuple[str, Callable[[], bytes]]] = {
    "noodle_items": ("품목.xlsx", noodle_items),
    "press_items": ("자재.xlsx", press_items),
    "plating_wrong": ("도금 약품.xlsx", plating_wrong),
    "kimchi_csv": ("김치.csv", kimchi_csv),
    "kimchi_bom_indented": ("배합비.xlsx", kimchi_bom_indented),
    "cosmetics_bom_levels": ("BOM.xlsx", cosmetics_bom_levels),
    "bom_broken_levels": ("BOM 오류.xlsx", bom_broken_levels),
    "machinery_bom_parents": ("기계 BOM.xlsx", machinery_bom_parents),
    "partner_list": ("거래처.xlsx", partner_list),
    "price_sheet": ("단가.xlsx", price_sheet),
    "opening_stock": ("재고실사.xlsx", opening_stock),
    "machine_ledger": ("설비대장.xlsx", machine_ledger),
    "routing_sheet": ("공정.xlsx", routing_sheet),
    "purchase_orders": ("발주서.xlsx", purchase_orders),
    "call_off_sheet": ("납입지시.xlsx", call_off_sheet),
    "no_codes": ("소모품.xlsx", no_codes),
}
TODAY = date(2026, 11, 21)

__all__ = [
    "ALL",
    "TODAY",
    "Book",
    "Rows",
    "bom_broken_levels",
    "call_off_sheet",
    "cosmetics_bom_levels",
    "kimchi_bom_indented",
    "kimchi_csv",
    "machine_ledger",
    "machinery_bom_parents",
    "no_codes",
    "noodle_items",
    "opening_stock",
    "partner_list",
    "plating_wrong",
    "press_items",
    "price_sheet",
    "purchase_orders",
    "routing_sheet",
    "text_file",
]
