"""Verbs that change the register and the stock. Keyword-only; each is one transaction."""

from dure.inventory.services.moves import Movement, move, take_back
from dure.inventory.services.register import add_first_rows

__all__ = ["Movement", "add_first_rows", "move", "take_back"]
