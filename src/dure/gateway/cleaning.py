"""What a connection's observations must be before they are stored: believable times, values that fit."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

from dure.gateway.sentence import Sentence
from dure.gateway.timing import clock_problem, window
from dure.kernel.observation import Observation, Quality

TEXT_LIMIT = 4_096
ADDRESS_LIMIT = 400
EPOCH_LIMIT = 200
"""What the plant's tables hold of a signal's address and of a series' name."""
_INT_LIMIT = 1 << 63
_ADDRESSES = 100_000


class Cleaner:
    """Puts right what can be put right and says so, once a kind until it was right again."""

    def __init__(self, problem: Callable[[str], None], max_age_s: float | None) -> None:
        self._problem = problem
        self._max_age_s = max_age_s
        self._clock_is_off = False
        self._said: set[str] = set()
        self._fits: set[str] = set()
        """Addresses that were looked at and may stay as they are: the same ones come again and again."""

    def clean(self, observations: Sequence[Observation], now_us: int) -> list[Observation]:
        """The observations to store, in the same order and number. now_us: time of receipt."""
        earliest, latest = window(now_us, self._max_age_s)
        cleaned: list[Observation] = []
        append = cleaned.append
        clock_was_off, fits = False, self._fits
        for one in observations:
            address, value, time_us, _, epoch, sequence = one
            if not earliest <= time_us <= latest:
                clock_was_off = True
                one = self._received_now(one, now_us)
            if address not in fits:
                one = self._with_fitting_address(one)
            if sequence is not None and (len(epoch) > EPOCH_LIMIT or "\0" in epoch):
                one = one._replace(epoch=_short(epoch, EPOCH_LIMIT))
            kind = type(value)
            if kind is int:
                if not -_INT_LIMIT <= value < _INT_LIMIT:  # type: ignore[operator]
                    one = self._as_text(one)
            elif kind is not float and kind is not bool and value is not None:
                one = self._fitting(one)
            append(one)
        if observations:
            self._clock_is_off = clock_was_off
        return cleaned

    def _received_now(self, one: Observation, now_us: int) -> Observation:
        if not self._clock_is_off:
            self._clock_is_off = True
            self._problem(clock_problem(one.time_us, now_us))
        return one._replace(time_us=now_us, quality=max(one.quality, Quality.UNCERTAIN))

    def _with_fitting_address(self, one: Observation) -> Observation:
        address = one.address
        if len(address) > ADDRESS_LIMIT:
            self._say(Sentence("An address longer than %(limit)s characters was cut", limit=ADDRESS_LIMIT))
            address = _short(address, ADDRESS_LIMIT)
        # PostgreSQL's text has no NUL: one such address would stop the recorder.
        address = address.replace("\0", "\ufffd")
        if address != one.address:
            return one._replace(address=address)
        if len(self._fits) >= _ADDRESSES:
            self._fits.clear()
        self._fits.add(address)
        return one

    def _fitting(self, one: Observation) -> Observation:
        value = one.value
        if isinstance(value, str):
            if "\0" in value:
                # PostgreSQL's text has no NUL: one such value would stop the recorder.
                value = value.replace("\0", "\ufffd")
                one = one._replace(value=value)
            if len(value) <= TEXT_LIMIT:
                return one
            self._say(
                Sentence(
                    "%(address)s: a text longer than %(limit)s characters was cut",
                    address=one.address,
                    limit=TEXT_LIMIT,
                )
            )
            return one._replace(value=value[:TEXT_LIMIT])
        return self._as_text(one)

    def _as_text(self, one: Observation) -> Observation:
        self._say(Sentence("%(address)s: a value that is no 64-bit number is kept as text", address=one.address))
        try:
            return one._replace(value=str(one.value)[:TEXT_LIMIT])
        except ValueError:
            # Python refuses to write whole numbers of more than 4,300 digits.
            return one._replace(value=None, quality=Quality.BAD)

    def _say(self, text: str) -> None:
        if text not in self._said and len(self._said) < 100:
            self._said.add(text)
            self._problem(text)


def _short(text: str, limit: int) -> str:
    """The beginning of a text and a digest of the whole, so that two that begin alike stay two."""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{text[: limit - len(digest) - 1]}~{digest}".replace("\0", "\ufffd")
