"""What a scanner meant whose keys a computer took for Korean letters. Pure.

Scanners that type send keys, not letters: with the Korean keyboard on (두벌식), `ST-F1` arrives as `ㄴㅆ-ㄹ1`.
"""

# ruff: noqa: SIM905 - rows of keys read better as one text

_FIRST = "r R s e E f a q Q t T d w W c z x v g".split()
_MIDDLE = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()
_LAST = ["", *"r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split()]
_SINGLE = [*"r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g".split(), *_MIDDLE]
_SYLLABLES, _LETTERS = (0xAC00, 0xD7A3), (0x3131, 0x3163)


def spellings(text: str) -> list[str]:
    """The keys as Latin letters, then all large, for most letters are the same with and without shift.

    Nothing for a text without Korean letters.
    """
    keys = "".join(_keys(letter) for letter in text)
    return [] if keys == text else list(dict.fromkeys([keys, keys.upper()]))


def _keys(letter: str) -> str:
    code = ord(letter)
    if _SYLLABLES[0] <= code <= _SYLLABLES[1]:
        rest, last = divmod(code - _SYLLABLES[0], len(_LAST))
        first, middle = divmod(rest, len(_MIDDLE))
        return _FIRST[first] + _MIDDLE[middle] + _LAST[last]
    return _SINGLE[code - _LETTERS[0]] if _LETTERS[0] <= code <= _LETTERS[1] else letter
