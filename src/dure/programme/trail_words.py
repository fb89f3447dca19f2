"""Words for what the check of the trail finds."""

from django.utils.translation import gettext as _

from dure.kernel.chain import Fault
from dure.programme.selectors.trail_check import RECORD, Broken


def said_of(broken: Broken) -> str:
    """What is wrong with an entry, in a sentence."""
    number, columns = broken.sequence, ", ".join(broken.columns)
    texts = {
        Fault.GAP: _("Entry %(number)s is missing.") % {"number": number},
        Fault.LINK: _("Entry %(number)s doesn't follow the one before it.") % {"number": number},
        Fault.CONTENT: _("Entry %(number)s was altered.") % {"number": number},
        Fault.ANCHOR: _("Entry %(number)s isn't the one that was signed as the head.") % {"number": number},
        Fault.CUT: _("Entry %(number)s was signed as the head and is gone.") % {"number": number},
        RECORD: _("The record behind entry %(number)s was altered or is gone.") % {"number": number},
    }
    where = " " + _("Column: %(columns)s.") % {"columns": columns} if columns else ""
    return texts[broken.fault] + where
