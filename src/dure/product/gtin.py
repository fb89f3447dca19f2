"""Check digits of trade item numbers: EAN-13, EAN-8, UPC and GTIN-14 (GS1 General Specifications, 7.9). Pure."""

LENGTHS = frozenset({8, 12, 13, 14})


def check_digit(digits: str) -> str:
    """The last digit that belongs behind the others: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def is_number(text: str) -> bool:
    """Whether a bar code is of a length and kind that has a check digit; others, such as an own code, have none."""
    return len(text) in LENGTHS and text.isascii() and text.isdecimal()


def is_right(text: str) -> bool:
    return check_digit(text[:-1]) == text[-1]
