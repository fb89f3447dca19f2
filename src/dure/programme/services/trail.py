"""Writing into the trail what no record of a change tells: readings, files, refusals; and its upkeep."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services.records import change_row
from dure.programme.models import TrailAnchor, TrailEntry, TrailReview, TrailTerm
from dure.programme.models.trail import FLOOR_MONTHS
from dure.programme.personal import signature
from dure.programme.selectors import trail as selectors
from dure.programme.selectors import trail_check

LEAST_REASON = 5
"""Letters of a reason beside the one that is chosen."""
Kind, Why = TrailEntry.Kind, TrailAnchor.Why


@dataclass(frozen=True, slots=True)
class Act:
    """What an entry tells beside who and when; as the columns of the trail."""

    address: str = ""
    session: str = ""
    page: str = ""
    path: str = ""
    what: str = ""
    firm: int | None = None
    whose: str = ""
    rows: int | None = None
    reason: str = ""
    status: int | None = None


def note(kind: str, act: Act, *, by: Person | None) -> TrailEntry:
    """Add an entry, in one statement. Others wait for the end of a transaction around it, which should be short."""
    return TrailEntry.objects.create(
        kind=kind, person=by, name=by.username if by else "", address=act.address[:60], session=act.session,
        page=act.page[:80], path=act.path[:300], what=act.what[:200], firm=act.firm, whose=act.whose[:200],
        rows=act.rows, reason=act.reason[:300], status=act.status,
    )  # fmt: skip


def reason_of(chosen: str, text: str) -> str:
    """The reason as it is kept. Raises Invalid when the text says less than a word."""
    told = " ".join(text.split())
    if len(told) < LEAST_REASON:
        raise Invalid("Say in %(count)s letters or more what it is for.", count=LEAST_REASON)
    return f"{chosen}: {told}"[:300]


def anchor(why: str) -> TrailAnchor | None:
    """Sign the head of the trail as it stands; None while there is no entry."""
    last = TrailEntry.objects.order_by("-sequence").first()
    return _sign(why, last) if last else None


def _sign(why: str, entry: TrailEntry) -> TrailAnchor:
    at = clock.now()
    told = trail_check.anchored(why, entry.sequence, entry.hash, at)
    return TrailAnchor.objects.create(
        why=why, sequence=entry.sequence, hash=entry.hash, at=at, signature=signature(told)
    )


@transaction.atomic
def sign_review(*, month: date, note_text: str, by: Person, act: Act) -> TrailReview:
    """Say that a month was looked through. What is known of it and whether the trail holds is kept with it.

    Raises Invalid for a month that isn't over, Conflict for one that is signed.
    """
    start = month.replace(day=1)
    if start >= selectors.this_month():
        raise Invalid("This month isn't over yet.")
    if TrailReview.objects.filter(month=start).exists():
        raise Conflict("This month is signed already.")
    told = " ".join(note_text.split())
    if len(told) < LEAST_REASON:
        raise Invalid("Say in %(count)s letters or more what you looked at.", count=LEAST_REASON)
    found = trail_check.verify()
    figures = selectors.figures_of(start)
    review = TrailReview.objects.create(
        month=start, at=clock.now(), by=by, note=told[:500], figures=figures.kept(), breaks=len(found.breaks),
        anchor=anchor(Why.REVIEW),
    )  # fmt: skip
    _upkeep(f"review {start:%Y-%m}", act, by)
    return review


def check(*, by: Person, act: Act) -> trail_check.Checked:
    """Walk the whole trail; that somebody did is an entry too."""
    found = trail_check.verify()
    _upkeep(f"checked, {len(found.breaks)} breaks", act, by)
    return found


def _upkeep(what: str, act: Act, by: Person | None) -> None:
    values = {name: getattr(act, name) for name in ("address", "session", "page", "path")}
    note(Kind.UPKEEP, Act(**values, what=what, reason=act.reason, rows=act.rows), by=by)


@transaction.atomic
def set_term(*, kind: str, months: int, by: Person) -> TrailTerm:
    """How long entries of a kind stay. Raises Invalid under the least that the rules ask for."""
    if months < FLOOR_MONTHS:
        raise Invalid("Entries stay for %(months)s months at least.", months=FLOOR_MONTHS)
    row, _made = TrailTerm.objects.get_or_create(kind=kind, defaults={"months": selectors.months_of(kind)})
    change_row(row, {"months": months}, by=by)
    return row


@transaction.atomic
def cut_old(*, now: datetime) -> int:
    """Take away the oldest entries whose months are over, up to the first that has to stay; how many went.

    The last of them is signed before, and the chain is walked from there on. A trail that doesn't hold isn't cut.
    """
    boundary = selectors.boundary(now)
    if boundary is None:
        return 0
    if trail_check.verify().breaks:
        raise Conflict("The trail doesn't hold; nothing is taken away from it.")
    _sign(Why.CUT, boundary)
    old = TrailEntry.objects.filter(sequence__lte=boundary.sequence)
    count = old.count()
    # Before they go: there is always an entry that the next one follows.
    _upkeep(f"cut up to {boundary.sequence}", Act(rows=count), None)
    old.delete()
    return count


def set_origin(told: str) -> None:
    """What the entries of this connection's changes tell of where they came from; "" takes it off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dure.origin', %s, false)", [told])
