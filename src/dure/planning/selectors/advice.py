"""Exceptions in plain words: what is wrong, why, and what can be done with one click."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from dure.planning import sources
from dure.planning.models import ACTS, Advice, Dismissal
from dure.planning.selectors.labels import Label, labels
from dure.planning.sources import parse
from dure.planning.words import Act
from dure.production.models import WorkOrder
from dure.web.templatetags.dure import short

URGENCY = [act for act, _name in ACTS]
_MOVES = (Act.HURRY, Act.DELAY, Act.REDUCE, Act.CANCEL)


def exceptions(*, act: str = "", text: str = "", with_ignored: bool = False) -> QuerySet[Advice]:
    """Most urgent first, then by day. `is_ignored`: a person wants to see it no more."""
    rank = Case(*(When(act=one, then=Value(place)) for place, one in enumerate(URGENCY)), output_field=IntegerField())
    ignored = Exists(Dismissal.objects.filter(item=OuterRef("item"), key=OuterRef("key")))
    rows = Advice.objects.select_related("item").annotate(rank=rank, is_ignored=ignored)
    if not with_ignored:
        rows = rows.filter(is_ignored=False)
    if act:
        rows = rows.filter(act=act)
    if text:
        rows = rows.filter(item__code__icontains=text) | rows.filter(item__name__icontains=text)
    return rows.order_by("rank", "day", "item__code", "pk")


def can_follow(row: Advice, order_status: str | None) -> bool:
    """Whether one click is enough: for proposals, requests and orders of production that are still planned."""
    kind = parse(row.source).kind
    if row.act == Act.LATE:
        return kind == sources.PROPOSAL
    if row.act not in _MOVES:
        return False
    if kind == sources.WORK:
        planned, released = WorkOrder.Status.PLANNED, WorkOrder.Status.RELEASED
        return order_status == planned or (row.act == Act.CANCEL and order_status == released)
    return kind == sources.REQUEST


def order_statuses(rows: Iterable[Advice]) -> dict[str, str]:
    """Source → status, of those that are about orders of production. One query."""
    about = {source.number: row.source for row in rows if (source := parse(row.source)).kind == sources.WORK}
    found = WorkOrder.objects.filter(pk__in=about).values_list("pk", "status")
    return {about[pk]: status for pk, status in found}


@dataclass(frozen=True, slots=True)
class Told:
    """An exception as a page shows it. about: the order it is about, of a kind of `sources`; cause: the need behind
    it."""

    row: Advice
    name: str
    sentence: str
    about: Label | None
    cause: Label | None
    can_follow: bool
    button: str

    @property
    def kind(self) -> str:
        return parse(self.row.source).kind


def told(rows: Iterable[Advice]) -> Iterator[Told]:
    """The rows of one page, with a fixed number of queries."""
    found = list(rows)
    known = labels({row.source for row in found} | {row.because for row in found})
    statuses = order_statuses(found)
    for row in found:
        about, cause = known.get(row.source), known.get(row.because)
        may = can_follow(row, statuses.get(row.source))
        button = _(_BUTTONS[row.act]) if may else ""
        yield Told(row, row.get_act_display(), sentence(row, about, cause), about, cause, may, button)


_BUTTONS = {
    Act.LATE: mark("Accept the proposal"),
    Act.HURRY: mark("Move it forward"),
    Act.DELAY: mark("Move it back"),
    Act.REDUCE: mark("Lower the quantity"),
    Act.CANCEL: mark("Call it off"),
}


def sentence(row: Advice, about: Label | None, cause: Label | None) -> str:
    """Why, in one sentence with the figures."""
    marks = {
        "order": about.text if about else "",
        "day": date_format(row.day, "Y-m-d") if row.day else "",
        "to": date_format(row.to_day, "Y-m-d") if row.to_day else "",
        "quantity": short(row.quantity),
        "unit": row.item.unit_id,
        "need": " ".join(filter(None, [cause.text, cause.who])) if cause else "",
    }
    return _(_SENTENCES[row.act]) % marks


_SENTENCES = {
    "late": mark("%(quantity)s %(unit)s are needed on %(day)s; started today they are there on %(to)s."),
    "overdue": mark(
        "%(order)s: %(quantity)s %(unit)s were due on %(day)s and are missing; %(need)s needs them on %(to)s."
    ),
    "hurry": mark("%(order)s comes on %(day)s; %(need)s needs %(quantity)s %(unit)s on %(to)s already."),
    "delay": mark("%(order)s comes on %(day)s; the first to need it is %(need)s on %(to)s."),
    "reduce": mark("Of %(order)s (%(day)s) nothing needs %(quantity)s %(unit)s."),
    "cancel": mark("Nothing needs %(order)s: %(quantity)s %(unit)s on %(day)s."),
    "expires": mark("%(order)s: %(quantity)s %(unit)s will not be used before %(day)s."),
    "no_recipe": mark("%(quantity)s %(unit)s are to be made from %(day)s on, but there is no bill of materials then."),
}
