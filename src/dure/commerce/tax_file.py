"""The file of tax invoices for the National Tax Service's bulk-issue page (홈택스 전자세금계산서 일괄발급).

One row for each invoice, up to four items each, in the order of the form's columns. Taxed and zero-rated
invoices (세금계산서) and exempt ones (계산서, without VAT) are on two sheets, as the site takes them on two
pages. A file is data to upload by hand; nothing is sent by it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from dure.commerce import selectors
from dure.commerce.models import Invoice, InvoiceLine
from dure.commerce.tax import Vat, vat_of
from dure.ledger.money import shares
from dure.web.paper import Party
from dure.web.sheets import kept

MOST = 100
"""Invoices that one upload takes."""
ITEMS = 4
"""Items that one invoice of the form has."""
KINDS = {Vat.TAXED.value: "01", Vat.ZERO.value: "02", Vat.EXEMPT.value: "01"}
RECEIVED, CLAIMED = "01", "02"
"""영수: paid already; 청구: to be paid."""
TEXT = "@"

HEAD = (
    "전자(세금)계산서 종류(01:일반, 02:영세율)", "작성일자", "공급자 등록번호", "공급자 종사업장번호", "공급자 상호",
    "공급자 성명", "공급자 사업장주소", "공급자 업태", "공급자 종목", "공급자 이메일", "공급받는자 등록번호",
    "공급받는자 종사업장번호", "공급받는자 상호", "공급받는자 성명", "공급받는자 사업장주소", "공급받는자 업태",
    "공급받는자 종목", "공급받는자 이메일1", "공급받는자 이메일2", "공급가액", "세액", "비고",
)  # fmt: skip
OF_ITEM = ("일자", "품목", "규격", "수량", "단가", "공급가액", "세액", "품목비고")
FOOT = ("현금", "수표", "어음", "외상미수금", "영수(01), 청구(02)")
_OF_VAT = "세액"


def headings(*, is_exempt: bool = False) -> list[str]:
    """Names of the columns; an exempt invoice has none for VAT."""
    found = [*HEAD, *(f"{name}{n}" for n in range(1, ITEMS + 1) for name in OF_ITEM), *FOOT]
    return [name for name in found if not (is_exempt and name.startswith(_OF_VAT))]


@dataclass(frozen=True, slots=True)
class Record:
    """One invoice as the form has it."""

    is_exempt: bool
    cells: dict[str, Any]

    def row(self) -> list[Any]:
        return [self.cells.get(name, "") for name in headings(is_exempt=self.is_exempt)]


def own_gaps(own: Party) -> list[str]:
    """Names of the fields of the own company that the form needs and that are empty."""
    needed = ("business_number", "name", "representative", "address")
    return [name for name in needed if not getattr(own, name)]


def records(invoices: Sequence[Invoice], own: Party) -> list[Record]:
    """The invoices as rows of the form. Four queries, however many they are."""
    addresses = selectors.main_addresses({one.partner_id for one in invoices})
    lines = selectors.lines_by_invoice(invoices)
    left = selectors.open_amounts(invoices)
    found = []
    for one in invoices:
        address = addresses.get(one.partner_id)
        cells = _own(own) | _buyer(one, f"{address.lines}" if address else "") | _sums(one, left[one.pk])
        found.append(Record(one.vat_kind == Vat.EXEMPT, cells | _items(one, lines.get(one.pk, []))))
    return found


def _own(own: Party) -> dict[str, Any]:
    return {
        "공급자 등록번호": _digits(own.business_number), "공급자 상호": own.name, "공급자 성명": own.representative,
        "공급자 사업장주소": own.address, "공급자 업태": own.business_type, "공급자 종목": own.business_item,
        "공급자 이메일": own.email,
    }  # fmt: skip


def _buyer(invoice: Invoice, address: str) -> dict[str, Any]:
    one = invoice.partner
    return {
        "공급받는자 등록번호": _digits(one.business_number), "공급받는자 상호": one.name,
        "공급받는자 성명": one.representative, "공급받는자 사업장주소": address, "공급받는자 업태": one.business_type,
        "공급받는자 종목": one.business_item, "공급받는자 이메일1": one.tax_email,
    }  # fmt: skip


def _sums(invoice: Invoice, left: Decimal) -> dict[str, Any]:
    return {
        HEAD[0]: KINDS[invoice.vat_kind], "작성일자": f"{invoice.date:%Y%m%d}", "공급가액": int(invoice.supply),
        "세액": int(invoice.vat), "비고": invoice.number, "외상미수금": int(left) if left else "",
        "현금": int(invoice.total - left) if invoice.total != left else "",
        FOOT[-1]: CLAIMED if left else RECEIVED,
    }  # fmt: skip


def _items(invoice: Invoice, lines: Sequence[InvoiceLine]) -> dict[str, Any]:
    """Lines of the same item and price together; what is beyond four is one line with the sum of the rest."""
    merged = _merged(lines)
    shown = merged if len(merged) <= ITEMS else merged[: ITEMS - 1]
    rest = merged[len(shown) :]
    taxes = _taxes(invoice, [line.supply for line in merged])
    cells: dict[str, Any] = {}
    for n, line in enumerate(shown, 1):
        cells |= _item(n, invoice, line, taxes[n - 1])
    if rest:
        name = f"{rest[0].name} 외 {len(rest) - 1}건" if len(rest) > 1 else rest[0].name
        supply = sum((line.supply for line in rest), Decimal(0))
        more = Merged(name, "", None, None, supply)
        cells |= _item(ITEMS, invoice, more, sum(taxes[len(shown) :], Decimal(0)))
    return cells


@dataclass(slots=True)
class Merged:
    name: str
    specification: str
    quantity: Decimal | None
    price: Decimal | None
    supply: Decimal


def _merged(lines: Sequence[InvoiceLine]) -> list[Merged]:
    found: dict[tuple[int | None, str, Decimal], Merged] = {}
    for line in lines:
        specification = line.item.specification if line.item else ""
        first = Merged(line.text, specification, Decimal(0), line.price, Decimal(0))
        one = found.setdefault((line.item_id, line.text, line.price), first)
        one.quantity = (one.quantity or Decimal(0)) + line.quantity
        one.supply += line.supply
    return list(found.values())


def _taxes(invoice: Invoice, supplies: Sequence[Decimal]) -> list[Decimal]:
    """VAT of each line, so that they add up to the invoice's."""
    if not supplies or min(supplies) < 0:
        kind = Vat(invoice.vat_kind)
        found = [vat_of(supply, kind) for supply in supplies]
        return [*found[:-1], invoice.vat - sum(found[:-1], Decimal(0))] if found else []
    return shares(invoice.vat, supplies)


def _item(n: int, invoice: Invoice, line: Merged, tax: Decimal) -> dict[str, Any]:
    values = (
        f"{invoice.date:%d}", line.name[:100], line.specification[:60], _number(line.quantity), _number(line.price),
        int(line.supply), int(tax), "",
    )  # fmt: skip
    return {f"{name}{n}": value for name, value in zip(OF_ITEM, values, strict=True)}


def _number(value: Decimal | None) -> Any:
    """Two decimals at most, as the form takes them."""
    if value is None:
        return ""
    rounded = round(value, 2)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isdecimal())


def workbook(found: Sequence[Record]) -> bytes:
    """A sheet for tax invoices and one for exempt ones, each only when it has rows. Numbers of firms are texts."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, is_exempt in (("세금계산서", False), ("계산서(면세)", True)):
        rows = [one for one in found if one.is_exempt == is_exempt]
        if rows or (not is_exempt and not found):
            _fill(book.create_sheet(name), headings(is_exempt=is_exempt), rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, names: list[str], rows: Sequence[Record]) -> None:
    sheet.append(names)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EDF3")
    for one in rows:
        sheet.append([kept(value) if isinstance(value, str) else value for value in one.row()])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.number_format = TEXT
                cell.data_type = "s"  # a name that begins with "=" is no formula
    for number, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(name) * 1.8, 11), 32)
    sheet.freeze_panes = "A2"
