"""Words for what the trail tells and what its check finds."""

from functools import cache

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from dure.kernel.chain import Fault
from dure.plant.models import SecurityRecord
from dure.programme.models import TrailEntry
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


@cache
def _tables() -> dict[str, type[Model]]:
    return {model.__name__: model for model in apps.get_models()}


def what_of(row: TrailEntry) -> str:
    """What an entry is about, in the reader's language; "" for a page, of which the address tells."""
    verb, _space, name = row.what.partition(" ")
    if row.kind == TrailEntry.Kind.CHANGE:
        verbs = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
        table = _tables().get(name)
        return f"{table._meta.verbose_name if table else name} {verbs.get(verb, verb)}"  # noqa: SLF001 - Django's name
    if row.what in SecurityRecord.Act.values:
        return str(SecurityRecord.Act(row.what).label)
    return row.what
