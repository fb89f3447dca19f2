"""Questions to commerce."""

from dure.commerce.selectors.money import approval_limit, credit_used, local_day, open_amounts, statement
from dure.commerce.selectors.orders import lines_to_deliver, lines_to_receive, on_time_in_full
from dure.commerce.selectors.prices import Prices, prices_of

__all__ = [
    "Prices",
    "approval_limit",
    "credit_used",
    "lines_to_deliver",
    "lines_to_receive",
    "local_day",
    "on_time_in_full",
    "open_amounts",
    "prices_of",
    "statement",
]
