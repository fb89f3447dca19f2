"""Recommendations: handed in, decided, taken back, let go. Keyword-only; each verb is one transaction."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from dure.decisions.deciding import WAITING, Status, Verb, after, is_stale
from dure.decisions.errors import TooOld
from dure.decisions.events import RecommendationDecided
from dure.decisions.models import DecisionRecord, Recommendation
from dure.decisions.sources.registry import Advised, Answer, Source, source_of, sources
from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.web.live import announce

QUIET = timedelta(days=30)
"""What was decided isn't proposed again for so long while it says the same."""
UNDO_WITHIN = timedelta(hours=24)
MOST_LATER = timedelta(days=90)


@transaction.atomic
def propose(*, advised: Advised) -> Recommendation | None:
    """Hand advice in; once is as twice. None when somebody has decided about the same lately."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{advised.kind} {advised.key}"])
    rows = Recommendation.objects.filter(kind=advised.kind, key=advised.key)
    waiting = rows.filter(status__in=WAITING).select_for_update().first()
    if waiting is not None and waiting.facts.get("mark") == advised.mark:
        return _refresh(waiting, advised)
    if waiting is not None:
        _close(waiting, Verb.SUPERSEDED)
    elif _was_decided(advised):
        return None
    row = Recommendation(kind=advised.kind, key=advised.key, happened_at=advised.happened_at, made_at=clock.now())
    _fill(row, advised)
    row.save()
    DecisionRecord.objects.create(recommendation=row, verb=Verb.PROPOSED.value, at=row.made_at)
    announce(f"decision:{row.pk}")
    return row


def _was_decided(advised: Advised) -> bool:
    since = clock.now() - QUIET
    rows = Recommendation.objects.filter(
        kind=advised.kind, key=advised.key, facts__mark=advised.mark, decided_at__gte=since,
        status__in=[Status.ACCEPTED.value, Status.DECLINED.value],
    )  # fmt: skip
    return rows.exists()


def _fill(row: Recommendation, advised: Advised) -> None:
    row.facts = dict(advised.facts) | {"mark": advised.mark, "said": dict(advised.said)}
    row.evidence = [one.kept() for one in advised.evidence]
    row.evidence_at = min((one.at for one in advised.evidence), default=clock.now())
    for name in ("deadline", "effect", "effect_low", "effect_high", "effect_unit", "kpi", "scope", "control"):
        setattr(row, name, getattr(advised, name))


def _refresh(row: Recommendation, advised: Advised) -> Recommendation:
    _fill(row, advised)
    row.save()
    return row


@transaction.atomic
def accept(*, recommendation: Recommendation, by: Person | None) -> Recommendation:
    """Have the source do it. Raises TooOld for stale evidence, Denied, Conflict, and what the source raises."""
    row, source = _to_decide(recommendation, by)
    if is_stale(row.evidence_at, source.stale_after, clock.now()):
        raise TooOld("The figures behind this are too old to act on. Wait for newer ones.")
    if not source.still_valid(row, clock.now()):
        raise Conflict("Things have changed meanwhile: this is no longer advised.")
    row.outcome = source.accept(row, by)
    return _decided(row, Verb.ACCEPTED, by)


@transaction.atomic
def decline(*, recommendation: Recommendation, reason: str, by: Person | None) -> Recommendation:
    """Say no, and why. Raises Invalid without a reason, Denied, Conflict."""
    row, source = _to_decide(recommendation, by)
    if not reason.strip():
        raise Invalid("Say why in a few words.")
    row.reason = reason.strip()[:300]
    source.decline(row, by, row.reason)
    return _decided(row, Verb.DECLINED, by, row.reason)


@transaction.atomic
def put_off(*, recommendation: Recommendation, until: datetime, by: Person | None) -> Recommendation:
    """Ask again later. Raises Invalid for a moment that is over, beyond the deadline or too far, Denied, Conflict."""
    row, _source = _to_decide(recommendation, by)
    now = clock.now()
    if not now < until <= now + MOST_LATER:
        raise Invalid("Put it off for %(days)s days at most.", days=MOST_LATER.days)
    if row.deadline is not None and until > row.deadline:
        raise Invalid("That is after it has to be decided.")
    row.put_off_until = until
    _move(row, Verb.PUT_OFF, by)
    return row


@transaction.atomic
def undo_decision(*, recommendation: Recommendation, by: Person | None) -> Recommendation:
    """Open it again, and have the source take back what it did. Raises Conflict after a day, what the source raises."""
    row = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    source = source_of(row.kind)
    _check_may(row, by)
    last = row.records.last()
    if last is None or last.at < clock.now() - UNDO_WITHIN:
        raise Conflict("A decision can be taken back within a day.")
    if row.status == Status.ACCEPTED:
        source.take_back(row, by)
    elif row.status == Status.DECLINED:
        source.reopen(row, by)
    return _opened(row, by)


def _opened(row: Recommendation, by: Person | None) -> Recommendation:
    row.decided_at, row.decided_by, row.put_off_until, row.ended_at = None, None, None, None
    row.reason, row.outcome = "", {}
    _move(row, Verb.UNDONE, by)
    return row


def _to_decide(recommendation: Recommendation, by: Person | None) -> tuple[Recommendation, Source]:
    row = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    _check_may(row, by)
    if Status(row.status) not in WAITING:
        raise Conflict("This was decided already or is no longer needed. Look at it again.")
    return row, source_of(row.kind)


def _check_may(row: Recommendation, by: Person | None) -> None:
    if by is not None and source_of(row.kind).deciders.isdisjoint(by.roles):
        raise Denied("Others decide about this.")


def _decided(
    row: Recommendation, verb: Verb, by: Person | None, note: str = "", at: datetime | None = None
) -> Recommendation:
    """at: when it was decided, None for now."""
    row.decided_at, row.decided_by, row.ended_at = at or clock.now(), by, clock.now()
    _move(row, verb, by, note)
    append(RecommendationDecided(recommendation_id=row.pk, kind=row.kind, status=row.status,
                                 by_id=by.pk if by else None))  # fmt: skip
    return row


def _move(row: Recommendation, verb: Verb, by: Person | None = None, note: str = "") -> None:
    now = clock.now()
    row.status = after(Status(row.status), verb).value
    if verb in (Verb.EXPIRED, Verb.SUPERSEDED, Verb.WITHDRAWN):
        row.ended_at = now
    if verb is Verb.CAME_BACK:
        row.put_off_until = None
    row.save()
    DecisionRecord.objects.create(recommendation=row, verb=verb.value, at=now, by=by, note=note)
    announce(f"decision:{row.pk}")


def gather(*, now: datetime, kind: str | None = None) -> int:
    """Ask all sources, or the one of a kind, and let go of what is over; how many recommendations are new or changed
    their status."""
    settled = settle(now=now)
    return settled + sum(_gather(one, now) for one in sources() if kind in (None, one.kind))


def _gather(source: Source, now: datetime) -> int:
    _open_again(source, now)
    found = source.found(now)
    newest = Recommendation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if found is not None:
        for one in found:
            propose(advised=one)
    made = Recommendation.objects.filter(pk__gt=newest, kind=source.kind).count()
    return made + _withdraw(source, None if found is None else {one.key for one in found}, now)


@transaction.atomic
def _open_again(source: Source, now: datetime) -> None:
    """What was decided lately, and taken back on another page."""
    rows = Recommendation.objects.select_for_update().filter(
        kind=source.kind, status__in=[Status.ACCEPTED.value, Status.DECLINED.value], decided_at__gte=now - UNDO_WITHIN,
    )  # fmt: skip
    for row in rows:
        if source.was_taken_back(row):
            _opened(row, None)


def _withdraw(source: Source, keys: set[str] | None, now: datetime) -> int:
    """What waits and isn't advised any more: somebody decided about it elsewhere, or it is no longer needed."""
    over = [
        row.pk
        for row in Recommendation.objects.filter(kind=source.kind, status__in=WAITING)
        if (row.key not in keys if keys is not None else not source.still_valid(row, now))
    ]
    return sum(_let_go(pk, Verb.WITHDRAWN) for pk in over)


def _close(row: Recommendation, verb: Verb) -> None:
    """What was decided on another page counts as if it had been decided here."""
    answer = source_of(row.kind).answered(row)
    if answer is None:
        _move(row, verb)
    else:
        _take_over(row, answer)


def _take_over(row: Recommendation, answer: Answer) -> None:
    row.reason, row.outcome = answer.reason[:300], dict(answer.outcome or {})
    verb = Verb.DECLINED if answer.outcome is None else Verb.ACCEPTED
    _decided(row, verb, answer.by, row.reason, answer.at)


def settle(*, now: datetime) -> int:
    """Deadlines that have passed, and what was put off until now."""
    late = Recommendation.objects.filter(status__in=WAITING, deadline__lt=now).values_list("pk", flat=True)
    count = sum(_let_go(pk, Verb.EXPIRED) for pk in list(late))
    back = Recommendation.objects.filter(status=Status.LATER.value, put_off_until__lte=now).values_list("pk", flat=True)
    return count + sum(_let_go(pk, Verb.CAME_BACK) for pk in list(back))


@transaction.atomic
def _let_go(pk: int, verb: Verb) -> bool:
    """False when a person was faster."""
    row = Recommendation.objects.select_for_update().get(pk=pk)
    wanted = {Status.LATER} if verb is Verb.CAME_BACK else WAITING
    if Status(row.status) not in wanted:
        return False
    if verb is Verb.WITHDRAWN:
        _close(row, verb)
    else:
        _move(row, verb)
    return True
