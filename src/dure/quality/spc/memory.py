"""Charts that remember: exponentially weighted moving average and cumulative sum. Pure.

They see a small lasting drift long before a Shewhart chart does. NIST e-Handbook 6.3.2.3 and 6.3.2.4; Lucas and
Saccucci (1990); Hawkins and Olwell (1998).
"""

from collections.abc import Sequence
from math import sqrt

from dure.quality.spc.lines import Line, level


def ewma(
    values: Sequence[float],
    *,
    target: float,
    error: float,
    weight: float = 0.2,
    width: float = 3.0,
    steady: bool = False,
) -> Line:
    """weight: lambda of the newest value, above 0 to 1. error: standard error of a value. steady: long-run limits."""
    smooth, state = [], target
    for value in values:
        state = weight * value + (1 - weight) * state
        smooth.append(state)
    scale = sqrt(weight / (2 - weight))
    shares = [1.0 if steady else sqrt(1 - (1 - weight) ** (2 * i)) for i in range(1, len(values) + 1)]
    errors = tuple(error * scale * share for share in shares)
    return Line(
        name="ewma",
        values=tuple(smooth),
        centre=(target,) * len(smooth),
        lower=tuple(target - width * one for one in errors),
        upper=tuple(target + width * one for one in errors),
        sigma=errors,
    )


def cusum(
    values: Sequence[float], *, target: float, slack: float, threshold: float, head_start: float = 0.0
) -> tuple[Line, Line]:
    """Sums of what is above target + slack, and of what is below target - slack; both in the unit of the values.

    head_start: what both begin with (fast initial response). The second is drawn downwards, as its negative.
    """
    high, low = head_start, head_start
    ups, downs = [], []
    for value in values:
        high = max(0.0, high + value - target - slack)
        low = max(0.0, low + target - slack - value)
        ups.append(high)
        downs.append(-low)
    return (
        level("cusum up", ups, 0.0, None, (None, threshold)),
        level("cusum down", downs, 0.0, None, (-threshold, None)),
    )
