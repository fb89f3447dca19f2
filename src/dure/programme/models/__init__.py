"""Rows of the programme. Those that belong to a firm are seen only by who sees the firm (`row_security`)."""

from dure.programme.models.actors import Organisation, Seat
from dure.programme.models.firms import Firm, OfAFirm

__all__ = ["Firm", "OfAFirm", "Organisation", "Seat"]
