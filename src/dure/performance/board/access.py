"""Who may look at the live pages: everyone who may log in."""

from dure.web.access import SIGNED_IN

ACCESS = {
    "board:live": SIGNED_IN,
    "board:tiles": SIGNED_IN,
    "board:wall": SIGNED_IN,
    "board:wall-page": SIGNED_IN,
    "board:unit": SIGNED_IN,
    "board:unit-live": SIGNED_IN,
    "board:phone": SIGNED_IN,
    "board:phone-live": SIGNED_IN,
}
