"""The Korean business registration number (사업자등록번호): ten digits, the last a check digit. Pure."""

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def digits(text: str) -> str:
    """Its digits alone; full-width ones become plain."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def is_valid(text: str) -> bool:
    """Ten digits whose check digit fits.

    The first nine are weighted 1 3 7 1 3 7 1 3 5, the tens of the ninth product are added, and the
    check digit completes the sum to a multiple of ten (National Tax Service).
    """
    number = [int(c) for c in digits(text)]
    if len(number) != 10 or not any(number):
        return False
    total = sum(a * b for a, b in zip(number, _WEIGHTS, strict=False)) + number[8] * 5 // 10
    return (10 - total % 10) % 10 == number[9]


def shown(text: str) -> str:
    """As it is written: 123-45-67890."""
    d = digits(text)
    return f"{d[:3]}-{d[3:5]}-{d[5:]}" if len(d) == 10 else text
