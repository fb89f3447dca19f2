"""An amount of won written out, as contracts and quotations have it so that no figure can be altered. Pure."""

_DIGITS = "영일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억", "조", "경")
_MOST = 10**20


def written_out(amount: int) -> str:
    """1 200 000 → "일금 일백이십만원정". Each one is written (일백, 일십), so that nothing can be put before it.

    Raises ValueError for 10²⁰ and more.
    """
    if abs(amount) >= _MOST:
        raise ValueError("too large to be written out")
    sign = "마이너스 " if amount < 0 else ""
    return f"일금 {sign}{_number(abs(amount))}원정"


def _number(amount: int) -> str:
    if not amount:
        return _DIGITS[0]
    groups = []
    for myriad in _MYRIADS:
        amount, group = divmod(amount, 10_000)
        if group:
            groups.append(_group(group) + myriad)
    return "".join(reversed(groups))


def _group(number: int) -> str:
    """Up to 9999."""
    digits = [(int(digit), place) for digit, place in zip(f"{number:04d}", reversed(_PLACES), strict=True)]
    return "".join(_DIGITS[digit] + place for digit, place in digits if digit)
