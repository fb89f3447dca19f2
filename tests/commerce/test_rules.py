"""Business numbers, VAT, and what stands in addresses."""

from decimal import Decimal

import pytest
from django.test import RequestFactory

from dure.commerce.tax import Vat, vat_by_line, vat_of
from dure.commerce.views.buying import number_asked, numbers_asked
from dure.kernel import business_number

# Published on the firms' own sites: Samsung Electronics, Kakao, Naver.
PUBLISHED = ["124-81-00998", "120-81-47521", "220-81-62517"]


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_are_valid(number: str) -> None:
    assert business_number.is_valid(number)
    assert business_number.shown(business_number.digits(number)) == number


@pytest.mark.parametrize("number", PUBLISHED)
def test_any_single_wrong_digit_is_noticed_or_changes_the_check(number: str) -> None:
    plain = business_number.digits(number)
    wrong = [plain[:9] + str(d) for d in range(10) if str(d) != plain[9]]
    assert not any(business_number.is_valid(one) for one in wrong)


@pytest.mark.parametrize("number", ["", "123", "000-00-00000", "124-81-0099", "12a-81-00998x"])
def test_others_are_not(number: str) -> None:
    assert not business_number.is_valid(number)


def test_full_width_digits_are_digits() -> None:
    assert business_number.is_valid("１２４－８１－００９９８")


@pytest.mark.parametrize(
    ("supply", "kind", "vat"), [(1000, Vat.TAXED, 100), (1005, Vat.TAXED, 100), (1000, Vat.ZERO, 0), (9, Vat.EXEMPT, 0)]
)
def test_vat(supply: int, kind: Vat, vat: int) -> None:
    assert vat_of(Decimal(supply), kind) == vat


def test_vat_by_line_adds_up_to_the_vat_of_each_kind() -> None:
    # Three lines of 1,005 won: 10 % of 3,015 is 301 won, not three times 100; zero-rated lines have none.
    lines = [(Decimal(1005), Vat.TAXED), (Decimal(999), Vat.ZERO), (Decimal(1005), Vat.TAXED)]
    found = vat_by_line([*lines, (Decimal(1005), Vat.TAXED)])
    assert (sum(found), found[1], {100, 101} >= set(found) - {0}) == (301, 0, True)
    assert vat_by_line([(Decimal(0), Vat.TAXED)]) == [0]


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("", None), ("²", None), ("1.5", None), ("9" * 18, None)])
def test_what_is_no_number_in_an_address_is_left_out(text: str, number: int | None) -> None:
    request = RequestFactory().get("/", {"partner": text})
    assert (number_asked(request, "partner"), numbers_asked(request, "partner")) == (
        number, [] if number is None else [number],
    )  # fmt: skip
