"""Customers and suppliers with their addresses and contacts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models import Address, Contact, Partner
from dure.commerce.services import add_partner, change_partner, set_address, set_contact
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Names, firm_key, partners
from dure.exchange.imports.registers.words import NOTE_TITLES, SELLERS
from dure.exchange.imports.values import compare
from dure.exchange.sheets.words import text
from dure.kernel import business_number
from dure.kernel.errors import Invalid
from dure.plant.models import Person

SIDES = {
    "customer": ("매출처", "매출", "고객", "고객사", "납품처", "판매처", "매출거래처", "customer"),
    "supplier": ("매입처", "매입", "공급처", "공급사", "구매처", "외주처", "매입거래처", "supplier", "vendor"),
    "both": ("매출/매입", "매출매입", "매입매출", "매입/매출", "겸용", "both"),
}
FIELDS = (
    Field("code", _("Partner code"), ("거래처코드", "업체코드", "고객코드", "코드", "거래처번호", "partner code"), Kind.CODE, longest=40, example="P0001"),
    Field("name", _("Partner name"), ("거래처명", "거래처", "업체명", "상호", "상호명", "회사명", "법인명", "고객사명", "partner name", "company"), longest=120,
          is_required=True, falls=True, example="한울상회"),
    Field("business_number", _("Business number"), ("사업자번호", "사업자등록번호", "등록번호", "사업자 등록 번호", "business no"), Kind.CODE, example="124-81-00998"),
    Field("representative", _("Representative"), ("대표자", "대표", "대표자명", "대표이사", "성명(대표자)", "representative"), longest=60),
    Field("business_type", _("Type of business"), ("업태",), longest=60),
    Field("business_item", _("Item of business"), ("종목", "업종"), longest=60),
    Field("side", _("Customer or supplier"), ("구분", "거래구분", "거래처구분", "거래유형", "유형", "type"), Kind.CHOICE, choices=SIDES, example="매출처"),
    Field("vat", _("VAT"), ("과세구분", "과세", "부가세", "부가세구분", "세금구분"), Kind.CHOICE,
          choices={"taxed": ("과세", "taxed"), "zero": ("영세율", "영세", "zero-rated"), "exempt": ("면세", "exempt")}),
    Field("payment_days", _("Days to pay"), ("결제일수", "결제기한", "결제조건(일)", "여신기간", "payment days"), Kind.WHOLE),
    Field("credit_limit", _("Credit limit (won)"), ("여신한도", "신용한도", "한도", "외상한도", "credit limit"), Kind.NUMBER, places=0),
    Field("tax_email", _("E-mail for tax invoices"), ("세금계산서이메일", "계산서메일", "전자세금계산서이메일", "세금계산서 E-mail")),
    Field("postcode", _("Postcode"), ("우편번호", "zip"), Kind.CODE, longest=10),
    Field("address", _("Address"), ("주소", "사업장주소", "소재지", "사업장", "사업장소재지", "address"), longest=250),
    Field("phone", _("Phone"), ("전화", "전화번호", "대표전화", "TEL", "연락처", "phone"), Kind.CODE, longest=30),
    Field("contact_name", pgettext_lazy("person", "Contact"), ("담당자", "담당자명", "담당", "contact"), longest=60),
    Field("contact_duty", _("Duty"), ("직책", "직위", "부서", "담당업무"), longest=60),
    Field("contact_phone", _("Contact's phone"), ("담당자연락처", "담당자전화", "휴대폰", "핸드폰", "HP", "H.P", "휴대전화", "mobile"), Kind.CODE, longest=30),
    Field("contact_email", _("Contact's e-mail"), ("이메일", "e-mail", "email", "메일", "담당자이메일", "전자우편")),
    Field("is_active", _("In use"), ("사용여부", "거래여부", "거래상태"), Kind.FLAG),
    Field("note", _("Note"), NOTE_TITLES),
)  # fmt: skip
_PLAIN = (
    "name", "representative", "business_type", "business_item", "vat", "payment_days", "credit_limit", "tax_email",
    "is_active", "note",
)  # fmt: skip
_MAIN = "본사"


def judge(lines: Sequence[Line]) -> list[Piece]:
    known = partners()
    standing = _Parts()
    groups: dict[str, list[Line]] = {}
    named: dict[str, str] = {}
    for line in lines:
        _tidy(line)
        name = firm_key(line["name"] or "")
        own = line["code"] or business_number.digits(line["business_number"] or "") or named.get(name, name)
        named.setdefault(name, own)
        groups.setdefault(own or f"row {line.number}", []).append(line)
    numbers: dict[str, Line] = {}
    return [_piece(group, known, standing, numbers) for group in groups.values()]


class _Parts:
    """Addresses and contacts that stand, read once."""

    def __init__(self) -> None:
        self.main = {one.partner_id: one for one in Address.objects.filter(is_main=True)}
        self.contacts = {(one.partner_id, one.name): one for one in Contact.objects.all()}


def _tidy(line: Line) -> None:
    """Numbers as they are written, with zeros that a spreadsheet took for nothing proposed again."""
    number = line["business_number"]
    if number is not None:
        if not business_number.is_valid(number):
            line.refuse("business_number", Invalid("This is no business number: its check digit doesn't fit."), "-")
        line.values["business_number"] = business_number.shown(number)
    for name in ("phone", "contact_phone"):
        if line[name] is not None:
            line.values[name] = _phone(line, name)
    if line["postcode"] is not None and re.fullmatch(r"\d{4}", line["postcode"]):
        line.doubt("postcode", Invalid("The zeros in front of the code were lost."), f"0{line['postcode']}")
    for name in ("tax_email", "contact_email"):
        if line[name] is not None:
            _check_email(line, name)


def _phone(line: Line, name: str) -> str:
    digits = re.sub(r"\D", "", line[name])
    if isinstance(line.raw.get(name), int | float) and digits[:1] in "12346" and 8 <= len(digits) <= 10:
        # Excel took it for a number and dropped the zero that every Korean phone number begins with.
        digits = f"0{digits}"
    found = re.fullmatch(r"(02|0\d{2})(\d{3,4})(\d{4})", digits)
    return "-".join(found.groups()) if found and len(digits) >= 9 else line[name]


def _check_email(line: Line, name: str) -> None:
    try:
        validate_email(line[name])
    except ValidationError:
        line.refuse(name, Invalid("This is no e-mail address."), text(line[name]).replace(" ", "").replace(",", "."))


def _piece(lines: list[Line], known: Names[Partner], standing: _Parts, numbers: dict[str, Line]) -> Piece:
    first = lines[0]
    for line in lines:
        line.label = line["name"] or line["code"] or ""
    number = first["business_number"]
    other = numbers.setdefault(number, first) if number else first
    if other is not first:
        first.refuse("business_number", Invalid("Row %(row)s has this business number too.", row=other.number))
    row = _existing(first, known)
    values = _values(first)
    if row is None and first["code"]:
        values["code"] = first["code"]
    different = compare(first, row, values) if row is not None else values
    extras = [_extras(line, row, standing) for line in lines]
    if row is not None:
        for line in lines:
            line.outcome = Outcome.CHANGE if line.changes else Outcome.SAME
    return Piece(lines, partial(_write, row, different, extras))


def _existing(line: Line, known: Names[Partner]) -> Partner | None:
    """By code, else by business number, else by name."""
    if line["code"] is not None:
        found = known.by_code.get(line["code"])
        number = line["business_number"]
        owner = known.find(number) if number and found is None else None
        if owner is not None:
            line.refuse("code", Invalid("%(partner)s has this business number.", partner=owner.name), owner.code)
        elif found is None and known.find(line["name"] or "") is not None:
            twin = known.find(line["name"])
            assert twin is not None
            line.doubt(
                "name",
                Invalid("%(partner)s is registered.", partner=f"{twin.code} {twin.name}"),
                twin.code,
                into="code",
            )
        return found
    if line["business_number"] is not None:
        by_number = known.find(line["business_number"])
        if by_number is not None:
            return by_number
    named = known.find(line["name"] or "")
    if named and line["business_number"] and named.business_number not in ("", line["business_number"]):
        return None
    return named


def _values(line: Line) -> dict[str, Any]:
    values = line.given(*_PLAIN, "business_number")
    side = line["side"]
    if side is not None:
        values |= {"is_customer": side in ("customer", "both"), "is_supplier": side in ("supplier", "both")}
    return values


def _extras(line: Line, row: Partner | None, standing: _Parts) -> dict[str, Any]:
    """The address and the contact of a row, where they are new or other ones; noted on the line."""
    found: dict[str, Any] = {}
    address = line.given("address", "postcode", "phone")
    if "address" in address:
        address["lines"] = address.pop("address")
    before = standing.main.get(row.pk) if row else None
    if address and ("lines" in address or before) and _differs(line, before, address):
        found["address"] = (before, {"name": _MAIN, "is_main": True} | address if before is None else address)
    contact = {name: line[f"contact_{name}"] for name in ("duty", "phone", "email") if line[f"contact_{name}"]}
    name = line["contact_name"]
    if name:
        old = standing.contacts.get((row.pk, name)) if row else None
        if old is None or _differs(line, old, contact):
            if row and old is None:
                line.changes.append(Change("contact_name", "", name))
            found["contact"] = (old, contact | {"name": name})
    return found


_CONTACT = {"duty": "contact_duty", "phone": "contact_phone", "email": "contact_email"}
_ADDRESS = {"lines": "address"}


def _differs(line: Line, before: Address | Contact | None, values: Mapping[str, Any]) -> bool:
    names = _CONTACT if isinstance(before, Contact) else _ADDRESS
    changes = [
        Change(names.get(name, name), str(getattr(before, name, "") or ""), str(value))
        for name, value in values.items()
        if getattr(before, name, "") != value
    ]
    line.changes += changes
    return bool(changes)


def _write(row: Partner | None, values: Mapping[str, Any], extras: Sequence[Mapping[str, Any]], by: Person) -> Partner:
    if row is None:
        row = add_partner(by=by, **values)
    elif values:
        row = change_partner(row=Partner.objects.select_for_update().get(pk=row.pk), by=by, **values)
    for extra in extras:
        if "address" in extra:
            set_address(partner=row, by=by, row=extra["address"][0], **extra["address"][1])
        if "contact" in extra:
            set_contact(partner=row, by=by, row=extra["contact"][0], **extra["contact"][1])
    return row


def export() -> Iterable[Mapping[str, Any]]:
    standing = _Parts()
    contacts: dict[int, list[Contact]] = {}
    for contact in standing.contacts.values():
        contacts.setdefault(contact.partner_id, []).append(contact)
    for row in Partner.objects.order_by("code"):
        side = "both" if row.is_customer and row.is_supplier else "customer" if row.is_customer else "supplier"
        main = standing.main.get(row.pk)
        told = {name: getattr(row, name) for name in (*_PLAIN, "code", "business_number")} | {"side": side}
        if main is not None:
            told |= {"address": main.lines, "postcode": main.postcode, "phone": main.phone}
        for one in contacts.get(row.pk, [None]):  # type: ignore[list-item]
            yield told | _contact(one)


def _contact(one: Contact | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"contact_name": one.name, "contact_duty": one.duty, "contact_phone": one.phone, "contact_email": one.email}


PARTNERS = Register(
    "partners", _("Partners"), _("Customers and suppliers with business number, address and contacts."), "people", SELLERS,
    FIELDS, judge, export, {"Partner": Partner, "Address": Address, "Contact": Contact}, needs=(("name",),),
    address="commerce:partner",
)  # fmt: skip
