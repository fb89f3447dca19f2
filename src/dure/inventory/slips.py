"""The papers of stock's own acts: how they are numbered, and which acts they are. Pure."""

from enum import StrEnum


class Slip(StrEnum):
    """The act; its value is the kind of document that it is numbered as."""

    RECEIPT = "stock_receipt"
    ISSUE = "stock_issue"
    SCRAP = "stock_scrap"
    TRANSFER = "stock_transfer"
    PICK = "stock_pick"


PATTERNS = {
    Slip.RECEIPT: "IN{yy}{mm}-{n:04}",
    Slip.ISSUE: "OUT{yy}{mm}-{n:04}",
    Slip.SCRAP: "SCR{yy}{mm}-{n:04}",
    Slip.TRANSFER: "TR{yy}{mm}-{n:04}",
    Slip.PICK: "PK{yy}{mm}-{n:04}",
}
"""How the slips are numbered until a person says otherwise."""

LOT_PATTERNS = {"lot": "{yy}{mm}{dd}-{n:03}", "serial": "S{yy}{mm}{n:05}"}
"""The same of lots and pieces."""

KANBAN_PATTERNS = {"kanban_loop": "K{n:03}", "kanban": "KB{yy}{mm}-{n:04}"}
"""The same of kanban loops and of the rounds of their cards."""
